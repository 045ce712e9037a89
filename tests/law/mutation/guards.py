"""Mutants of a guard: what `source.py` leaves out, and what guards have besides.

A name in a list of those who are kept out, a person left out of a statement, an amount that may be
equal.
"""

import ast
from collections.abc import Iterator
from types import ModuleType

from tests.law.mutation import source
from tests.law.mutation.mutant import Mutant

_EDGE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
}  # fmt: skip


def mutants(module: ModuleType, functions: frozenset[str]) -> Iterator[Mutant]:
    """Return one for each place in the guards `functions` of `module` that could give way."""
    return source.mutants(module, functions, _changes)


def _changes(node: ast.AST) -> list[source.Change]:
    found = source.left_out(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        found = [*found, ("condition gone", _nothing())]
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute) and called.attr == "exclude":
        found = [*found, ("nobody left out", called.value)]
    if isinstance(called, ast.Attribute) and called.attr == "filter":
        found = [*found, *_of_filter(node)]
    if isinstance(node, ast.Raise):
        found = [*found, ("nothing raised", ast.Pass())]
    if isinstance(node, ast.Compare):
        found = [*found, *_of_compare(node)]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        found = [*found, (f"without {ast.unparse(node)[:40]}", ast.Pass())]
    return found


def _of_filter(node: ast.Call) -> Iterator[source.Change]:
    for one in node.keywords if len(node.keywords) > 1 else []:
        rest = [kept for kept in node.keywords if kept is not one]
        yield f"filter without {one.arg}", ast.Call(node.func, node.args, rest)


def _of_compare(node: ast.Compare) -> Iterator[source.Change]:
    (op, *_), (right, *_) = node.ops, node.comparators
    if isinstance(op, ast.In) and isinstance(right, ast.Tuple):
        for one in right.elts:
            rest = ast.Tuple([kept for kept in right.elts if kept is not one], ast.Load())
            yield f"in, without {ast.unparse(one)}", ast.Compare(node.left, [ast.In()], [rest])
    if type(op) in _EDGE:
        edge = _EDGE[type(op)]()
        yield f"{ast.unparse(node)} at the edge", ast.Compare(node.left, [edge], [right])


def _nothing() -> ast.Call:
    return ast.Call(ast.Name("Q", ast.Load()), [], [])
