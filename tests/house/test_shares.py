"""`./run prove` finds every test that tries a share of something."""

from pathlib import Path

from tools.shares import SAYS_SO, sharing


def test_who_reads_the_grid_or_imports_who_does_is_found(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    (tests / "inner").mkdir(parents=True)
    for name, text in {
        "grid.py": f'import os\nWHOLE = os.environ.get("{SAYS_SO}")\n',
        "steps.py": "from tests import grid\n",
        "test_direct.py": "from tests.grid import WHOLE\n",
        "inner/test_through_steps.py": "from tests.steps import WHOLE\n",
        "test_other.py": "import os\n",
    }.items():
        (tests / name).write_text(text)
    assert sharing(tmp_path) == ["tests/inner/test_through_steps.py", "tests/test_direct.py"]


def test_the_proof_holds_the_law_and_the_looks_of_pages() -> None:
    found = set(sharing())
    assert {
        "tests/law/test_fuzzer.py", "tests/law/test_mutation.py", "tests/law/canaries/test_pages.py",
        "tests/shared/access/wall/test_both_walls.py", "tests/browser/test_pages.py",
    } <= found  # fmt: skip
