"""`wanglai demo` says plainly what stands in its way."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shared.cli.demo import demo
from shared.settings import Problem


def _start(*options: str) -> None:
    CliRunner().invoke(demo, list(options), catch_exceptions=False)


def test_one_port_cannot_serve_both_faces(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="choose two ports"):
        _start("--data", str(tmp_path), "--portal-port", "18765", "--admin-port", "18765")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="another with --data"):
        _start("--data", str(tmp_path / "file" / "demo"), "--portal-port", "18765",
               "--admin-port", "18766")  # fmt: skip
