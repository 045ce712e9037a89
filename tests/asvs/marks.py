"""Which tests say that they decide a check, read from their text: no test has to run for the page."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.asvs.checks import Check

TESTS = Path(__file__).parents[1]
Marks = Mapping[str, list[tuple[str, str]]]
"""Number → (file, name) of each test that decides it."""


def all_marks(folder: Path = TESTS) -> dict[str, list[tuple[str, str]]]:
    """Return the marks of every test in this folder."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, text in _sources(folder):
        for name, numbers in _marked(ast.parse(text)):
            for number in numbers:
                found.setdefault(number, []).extend(
                    (file, name) for file in _collected(folder, path)
                )
    return found


def problems(checks: Iterable[Check], marks: Marks) -> list[str]:
    """Return what is wrong between the list and the marks, in a sentence each."""
    known = {check.number: check for check in checks}
    found = [f"{number}: the list of checks does not know it" for number in marks.keys() - known]
    for number, check in known.items():
        if check.why and number in marks:
            found.append(f"{number}: a test decides it, so take `why` out")
        elif not check.why and number not in marks:
            found.append(f"{number}: no test decides it; mark one, or say why none can")
    return sorted(found)


def misnamed(folder: Path) -> list[str]:
    """Return the tests of a folder whose name and mark do not begin with the same number."""
    return [
        f"{path.name}::{node.name}"
        for path in sorted(folder.glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not _is_named(node)
    ]


def _is_named(test: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    first = next(_numbers(test), "")
    return bool(first) and test.name.startswith(f"test_asvs_{first.replace('.', '_')}_")


def _sources(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.asvs(" in text:
            yield path, text


def _marked(module: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, list(_numbers(node))


def _numbers(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for mark in function.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.asvs":
            yield from (ast.literal_eval(number) for number in mark.args)


def _collected(folder: Path, path: Path) -> list[str]:
    """Return the files in which pytest finds the tests of `path`: those that import them, if any."""
    if path.name.startswith("test_"):
        return [path.relative_to(folder.parent).as_posix()]
    module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
    return [
        one.relative_to(folder.parent).as_posix()
        for one in sorted(folder.rglob("test_*.py"))
        if f"from {module} import *" in one.read_text(encoding="utf-8")
    ]
