"""Names the test files that try a share of something: `./run prove` tries all of it.

Such a file reads WANGLAI_TEST_GRID, or imports something in tests/ that does.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAYS_SO = "WANGLAI_TEST_GRID"
LAW = ("tests/law/", "tests/shared/access/")


def main() -> None:
    """Print the paths, one on each line; with --law the proofs of the law alone."""
    paths = sharing()
    if "--law" in sys.argv:
        paths = [one for one in paths if one.startswith(LAW)]
    print("\n".join(paths))


def sharing(root: Path = ROOT) -> list[str]:
    """Return the paths of these test files below `root`, sorted."""
    files = {_module(path.relative_to(root)): path for path in (root / "tests").rglob("*.py")}
    imports = {name: _imports(path) for name, path in files.items()}
    found = {name for name, path in files.items() if SAYS_SO in path.read_text()}
    before = 0
    while before < len(found):
        before = len(found)
        found |= {name for name, needed in imports.items() if needed & found}
    paths = (files[name] for name in found)
    return sorted(str(one.relative_to(root)) for one in paths if one.name.startswith("test_"))


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path) -> set[str]:
    """Return what a file imports, `from a import b` as both `a` and `a.b`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


if __name__ == "__main__":
    main()
