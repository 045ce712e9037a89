"""Checks of shape: how long things are, what they are called, what only some rooms may write."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import Function, Tree, calls, functions, imports

FILE_LINES, FUNCTION_LINES = 300, 25
WRITTEN_BY_US = (
    "shared/**/*.py", "portal/**/*.py", "admin/**/*.py", "tests/**/*.py", "tools/**/*.py",
    "templates/**/*.*", "static/**/*.css", "static/**/*.js",
)  # fmt: skip
EMPTY_MODULES = {
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "handler",
    "handlers", "data", "info", "stuff", "base",
}  # fmt: skip
EMPTY_NAMES = {"data", "info", "misc", "stuff"}
DATABASE_ONLY = {
    "raw", "execute_query", "execute_query_dict", "execute_many", "execute_script",
    "execute_insert", "RawSQL", "in_transaction", "atomic",
}  # fmt: skip
TIME_LIMITS = {"asyncio.timeout", "asyncio.timeout_at", "asyncio.wait_for"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
}


def files_are_short(tree: Tree) -> Iterator[str]:
    """A file of ours has at most 300 lines."""
    for name, path in tree.files(*WRITTEN_BY_US):
        lines = path.read_bytes().count(b"\n")
        if lines > FILE_LINES:
            yield f"{name} has {lines} lines (most: {FILE_LINES}): two things live in it, give each a file"


def functions_are_short(tree: Tree) -> Iterator[str]:
    """A function of the product has at most 25 lines, signature and docstring not counted."""
    for name, module in tree.modules.items():
        for called, function in functions(module):
            lines = _length(function)
            if lines > FUNCTION_LINES:
                yield f"{name}:{called} has {lines} lines (most: {FUNCTION_LINES}): name its parts"


def modules_say_what_they_hold(tree: Tree) -> Iterator[str]:
    """No module is called utils, helpers, common, misc, manager, handler, data or info."""
    for name in tree.modules:
        for part in name.removesuffix(".py").split("/"):
            if part in EMPTY_MODULES:
                yield f"{name}: `{part}` says nothing; call it by what it holds"


def names_say_what_they_hold(tree: Tree) -> Iterator[str]:
    """No variable, parameter, function or class is called data or info."""
    for name, module in tree.modules.items():
        for line, called in _given_names(module):
            if called.lower() in EMPTY_NAMES:
                yield f"{name}:{called} (line {line}) says nothing; call it by what it holds"


def only_the_database_room_writes_sql(tree: Tree) -> Iterator[str]:
    """Raw SQL and transactions are opened in shared/database alone."""
    for name, module in tree.modules.items():
        if name.startswith("shared/database/"):
            continue
        for called, node in calls(module):
            if called.rpartition(".")[2] in DATABASE_ONLY:
                yield (
                    f"{name}:{called} (line {node.lineno}): raw SQL walks around the scope and bare "
                    "transactions leak when cancelled; use the scope, uow(), or a function in "
                    "shared/database"
                )


def no_time_limit_surrounds_a_transaction(tree: Tree) -> Iterator[str]:
    """Time limits live in the database; cancelling inside a transaction leaks it."""
    for name, module in tree.modules.items():
        for called, node in calls(module):
            if called in TIME_LIMITS:
                yield (
                    f"{name}:{called} (line {node.lineno}): cancelling a task inside a transaction "
                    "leaks it; set the limit in the database"
                )


def there_is_one_clock(tree: Tree) -> Iterator[str]:
    """Only shared/kernel/clock.py asks the machine for the time."""
    for name, module in tree.modules.items():
        if name == "shared/kernel/clock.py":
            continue
        for called, node in calls(module):
            if called in CLOCKS:
                yield f"{name}:{called} (line {node.lineno}): ask shared.kernel.clock, tests freeze it"


def rules_have_no_clock(tree: Tree) -> Iterator[str]:
    """A rule gets the time as an argument."""
    for _, name, module in tree.rooms("rules"):
        for line, imported in imports(module):
            if imported.startswith("shared.kernel.clock"):
                yield f"{name} (line {line}) imports the clock: take `today` or `now` as an argument"


def addresses_never_come_from_the_request(tree: Tree) -> Iterator[str]:
    """Links are built from the public address of the settings, never from the Host header."""
    banned = re.compile(r"url\.netloc|url\.hostname|\.base_url\b|\.url_for\(|headers\[.host.\]")
    for name, path in tree.files("shared/**/*.py", "portal/**/*.py", "admin/**/*.py"):
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := banned.search(text):
                yield (
                    f"{name}:{found[0]} (line {line}) trusts the Host header: take the public "
                    "address from the settings, or a path"
                )


def domains_introduce_themselves(tree: Tree) -> Iterator[str]:
    """The package of a domain says what it owns and who its neighbours are."""
    for name, module in tree.modules.items():
        parts = Path(name).parts
        is_package = len(parts) == 3 and parts[0] == "shared" and parts[2] == "__init__.py"
        if is_package and not ast.get_docstring(module):
            yield f"{name} is silent: say in a docstring what the domain owns and its neighbours"


def _length(function: Function) -> int:
    """Count from the first statement on: keyword arguments and docstrings may take their lines."""
    first, *rest = function.body
    says = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = rest if says and rest else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def _given_names(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, Function | ast.ClassDef):
            yield node.lineno, node.name
