"""Mutants of a module's source: one condition left out, one filter dropped, one branch skipped.

The module is parsed, changed in one place and compiled; the code of its functions is exchanged in
place, so that whoever has imported a function runs the broken one.
"""

import ast
import copy
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.law.mutation.mutant import Mutant

Change = tuple[str, Any]
Changes = Callable[[ast.AST], list[Change]]


def mutants(
    module: ModuleType, functions: frozenset[str], changes: Changes | None = None
) -> Iterator[Mutant]:
    """Return one for each place in `functions` of `module` where something could be left out.

    `changes` says what can be left out at a node; without it, what a condition of the scope has.
    """
    changes = changes or left_out
    tree = ast.parse(inspect.getsource(module))
    for place, node in enumerate(ast.walk(tree)):
        holder = _function_of(tree, node)
        if holder not in functions:
            continue
        for n, (said, _) in enumerate(changes(node)):
            line = getattr(node, "lineno", 0)
            yield Mutant(
                f"{module.__name__}:{line} {holder}: {said}",
                partial(_exchanged, module, holder, tree, place, (changes, n)),
            )


def _function_of(tree: ast.Module, node: ast.AST) -> str:
    """Return the name of the top function, or `Class.method`, that holds `node`."""
    line = getattr(node, "lineno", 0)
    for name, one in _functions(tree):
        if node is not one and one.body[0].lineno <= line <= (one.end_lineno or 0):
            return name
    return ""


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for one in tree.body:
        of = f"{one.name}." if isinstance(one, ast.ClassDef) else ""
        for inner in one.body if isinstance(one, ast.ClassDef) else [one]:
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{of}{inner.name}", inner


def left_out(node: ast.AST) -> list[Change]:
    """Return (what is left out, the node in its place) for one node."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        return [("only the left condition", node.left), ("only the right condition", node.right)]
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitAnd | ast.BitOr):
        return [("condition not added", ast.Pass())]
    if isinstance(node, ast.BoolOp):
        return [(f"without {ast.unparse(one)[:40]}", _without(node, one)) for one in node.values]
    if isinstance(node, ast.If) and not node.orelse:
        return [(f"without if {ast.unparse(node.test)[:40]}", ast.Pass())]
    if isinstance(node, ast.IfExp):
        return [("always the first", node.body), ("always the second", node.orelse)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert | ast.Not):
        return [("not turned round", node.operand)]
    return _of_call(node)


def _of_call(node: ast.AST) -> list[Change]:
    if not isinstance(node, ast.Call):
        return []
    if isinstance(node.func, ast.Name) and node.func.id == "Q" and len(node.keywords) > 1:
        return [
            (f"Q without {one.arg}", _less(node, one))
            for one in node.keywords if one.arg != "join_type"
        ]  # fmt: skip
    if isinstance(node.func, ast.Attribute) and node.func.attr == "filter":
        every = ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
        return [(f"without filter({ast.unparse(node)[-40:]}", every)]
    return []


def _without(node: ast.BoolOp, value: ast.expr) -> ast.expr:
    rest = [one for one in node.values if one is not value]
    return rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _less(node: ast.Call, keyword: ast.keyword) -> ast.Call:
    return ast.Call(node.func, node.args, [one for one in node.keywords if one is not keyword])


@contextmanager
def _exchanged(
    module: ModuleType, name: str, tree: ast.Module, place: int, choice: tuple[Changes, int]
) -> Iterator[None]:
    function = attrgetter(name)(module)
    kept = function.__code__
    function.__code__ = _compiled(module, name, tree, place, choice)
    try:
        yield
    finally:
        function.__code__ = kept


def _compiled(
    module: ModuleType, name: str, tree: ast.Module, place: int, choice: tuple[Changes, int]
) -> CodeType:
    changed = copy.deepcopy(tree)
    old = list(ast.walk(changed))[place]
    changes, n = choice
    new = changes(old)[n][1]
    for parent in ast.walk(changed):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(one is old for one in value):
                value[[one is old for one in value].index(True)] = new
    space: dict[str, Any] = dict(module.__dict__)
    code = compile(ast.fix_missing_locations(changed), inspect.getfile(module), "exec")
    exec(code, space)
    first, _, rest = name.partition(".")
    made = attrgetter(rest)(space[first]) if rest else space[first]
    assert isinstance(made, FunctionType)
    return made.__code__
