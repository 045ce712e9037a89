"""Every file of others is listed with its licence and is what its package published."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = tomllib.loads((ROOT / "static/vendor/vendored.toml").read_text())["file"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["path"])
def test_a_vendored_file_is_unchanged_and_has_its_licence(file: dict[str, str]) -> None:
    body = (ROOT / file["path"]).read_bytes()
    assert hashlib.sha256(body).hexdigest() == file["sha256"]
    assert (ROOT / file["licence_file"]).stat().st_size > 300


def test_no_file_is_vendored_without_being_listed() -> None:
    listed = {file["path"] for file in FILES}
    folders = [ROOT / "static/vendor", ROOT / "static/fonts", ROOT / "tests/browser/vendor"]
    found = {
        str(path.relative_to(ROOT))
        for folder in folders
        for path in folder.iterdir()
        if not path.name.startswith("LICENSE") and path.name != "vendored.toml"
    }
    assert found <= listed
