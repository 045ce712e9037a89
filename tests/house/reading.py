"""Checks of reading: what is looked for on somebody's behalf is looked for within her scope."""

import ast
from collections.abc import Iterator

from tests.house.law import tables
from tests.house.tree import Function, Tree, calls, first_argument, functions

BY_SCOPE = {"scope", "one", "places", "narrower", "change", "reachable"}
READS = {"filter", "get", "get_or_none", "all", "exclude", "first", "exists", "in_bulk", "annotate"}
NAMES = {"number", "public_id", "sku", "code", "key"}
# They make, keep and count what has no reader yet.
PLUMBING = {"access", "database", "outbox", "journal"}


def queries_ask_for_the_scope(tree: Tree) -> Iterator[str]:
    """A query that takes the actor reads tables of the law through the scope of that actor."""
    scoped = _scoped(tree)
    for path, function in _for_somebody(tree, "queries"):
        read = _read(function, scoped)
        if read and not _called(function) & BY_SCOPE:
            yield (
                f"{path}:{function.name} reads {read[0]} without a scope: begin with "
                "scope(actor, Model) or one(actor, Model, …)"
            )


def names_are_found_within_the_scope(tree: Tree) -> Iterator[str]:
    """What somebody names is looked for with `one` or `scope`, never in the whole table."""
    scoped = _scoped(tree)
    for path, function in _for_somebody(tree, "queries", "actions"):
        for name in _read(function, scoped, NAMES):
            yield (
                f"{path}:{function.name} looks for {name} in the whole table: use "
                "one(actor, Model, verb, …), a foreign record is not there"
            )


def _scoped(tree: Tree) -> set[str]:
    """Return the models of all tables of which the law says who sees what."""
    outside = set(tree.policy.UNSCOPED)
    return {node.name for _, _, table, node in tables(tree) if table not in outside}


def _for_somebody(tree: Tree, *rooms: str) -> Iterator[tuple[str, Function]]:
    """Yield (path, function) of what takes the actor, in these rooms and their neighbours."""
    for domain, path, module in tree.rooms(*rooms):
        if domain not in PLUMBING:
            for _, function in functions(module):
                if first_argument(function) == "actor":
                    yield path, function


def _read(function: Function, scoped: set[str], by: set[str] | None = None) -> list[str]:
    """Return the models that are read directly; `by` are the names of which one must be asked for."""
    found = []
    for called, call in calls(function):
        model, _, verb = called.partition("(")[0].partition(".")
        asked = {one.arg for one in call.keywords}
        if model in scoped and verb in READS and (by is None or asked & by):
            found.append(model)
    return found


def _called(function: Function) -> set[str]:
    return {
        one.func.id if isinstance(one.func, ast.Name) else getattr(one.func, "attr", "")
        for _, one in calls(function)
    }
