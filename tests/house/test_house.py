"""The house as it stands: every check of shape, law and edges finds nothing, or an exception."""

import tomllib
from collections.abc import Callable, Iterator

import pytest

from tests.house import edges, law, reading, rooms, shape
from tests.house.tree import ROOT, Tree

Check = Callable[[Tree], Iterator[str]]


def all_checks() -> dict[str, Check]:
    """Return every check by its name: the public functions that take a Tree."""
    return {
        name: check
        for module in (shape, law, reading, rooms, edges)
        for name, check in vars(module).items()
        if not name.startswith("_")
        and getattr(check, "__module__", "") == module.__name__
        and name != "tables"
    }


def exceptions() -> list[dict[str, str]]:
    """Return what may pass: check, where, why."""
    path = ROOT / "tests" / "house" / "exceptions.toml"
    return list(tomllib.loads(path.read_text(encoding="utf-8")).get("exception", []))


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree()


@pytest.mark.parametrize("name", all_checks())
def test_the_house_keeps(name: str, tree: Tree) -> None:
    allowed = [one["where"] for one in exceptions() if one["check"] == name]
    breaches = list(all_checks()[name](tree))
    rest = [one for one in breaches if not any(one.startswith(where) for where in allowed)]
    assert not rest, "\n" + "\n".join(rest)
    unused = [one for one in allowed if not any(row.startswith(one) for row in breaches)]
    assert not unused, f"tests/house/exceptions.toml lists what is mended: {unused}"


def test_every_exception_says_why() -> None:
    for one in exceptions():
        assert one["check"] in all_checks(), f"there is no check {one['check']}"
        assert len(one["why"].split()) >= 4, f"{one['where']}: say why in a sentence"
