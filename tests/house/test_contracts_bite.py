"""Each import contract finds a planted breach; without one, all are kept."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, Tree

# contract → (module to plant, what it imports)
BREACHES = [
    ("faces", "portal/trap.py", "import admin\n"),
    ("faces", "shared/orders/trap.py", "import portal\n"),
    ("storeys", "shared/counterparties/trap.py", "import shared.orders\n"),
    ("storeys", "shared/warranty.py", ""),
    ("rooms", "shared/orders/rules.py", "import shared.orders.models\n"),
    ("tables", "portal/trap.py", "import shared.orders.models\n"),
    ("tables", "shared/web/trap.py", "import shared.orders.models\n"),
    ("plain-faces", "admin/trap.py", "import tortoise\n"),
    ("pure-rules", "shared/orders/rules.py", "import tortoise\n"),
    ("no-http", "shared/orders/trap.py", "import starlette\n"),
]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("contracts") / "copy"
    place.mkdir()
    for package in ("shared", "portal", "admin"):
        shutil.copytree(ROOT / package, place / package)
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def lint(place: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter there, with the copy's modules and not the installed ones."""
    chosen = [word for name in contracts for word in ("--contract", name)]
    code = "from importlinter.cli import lint_imports_command as main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-logo", *chosen],
        cwd=place, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(place)},
    )  # fmt: skip


def test_all_contracts_are_kept_in_the_copy(original: Path) -> None:
    ran = lint(original)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_contract_has_a_breach() -> None:
    tools = Tree().settings["tool"]
    assert isinstance(tools, dict)
    assert {one["id"] for one in tools["importlinter"]["contracts"]} == {
        name for name, _, _ in BREACHES
    }


@pytest.mark.parametrize(("contract", "name", "text"), BREACHES)
def test_a_planted_import_breaks_its_contract(
    original: Path, contract: str, name: str, text: str
) -> None:
    path = original / name
    kept = path.read_text(encoding="utf-8") if path.exists() else None
    is_new = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    if is_new:
        (path.parent / "__init__.py").touch()
    try:
        path.write_text((kept or "") + "\n" + text, encoding="utf-8")
        ran = lint(original, contract)
    finally:
        path.unlink() if kept is None else path.write_text(kept, encoding="utf-8")
        if is_new:
            shutil.rmtree(path.parent)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "BROKEN" in ran.stdout, ran.stdout + ran.stderr
