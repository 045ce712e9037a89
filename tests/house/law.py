"""Checks of the law: storeys of tables, neighbours, policy rows, permissions, the actor first."""

import ast
from collections.abc import Iterator

from tests.house.tree import (
    Function,
    Tree,
    calls,
    first_argument,
    imports,
    public_functions,
    text_of,
)

APP = "wanglai"
KEYS = {"ForeignKeyField", "OneToOneField", "ManyToManyField"}
# Plumbing that actions stand on.
PLUMBING = {"access", "database", "journal", "outbox"}
# They serve people or run commands; the other storeys have never heard of HTTP.
HTTP = {"starlette", "jinja2", "authlib", "uvicorn"}
EDGES = {"cli", "web", "worker", "demo", "reactions"}


def tables(tree: Tree) -> Iterator[tuple[str, str, str, ast.ClassDef]]:
    """Yield (domain, path, table name, class) of every model."""
    for domain, path, module in tree.rooms("models"):
        for node in module.body:
            if isinstance(node, ast.ClassDef):
                table = _table_name(node)
                if table:
                    yield domain, path, table, node


def foreign_keys_point_down(tree: Tree) -> Iterator[str]:
    """A foreign key points into its own storey or a lower one."""
    homes = {node.name: domain for domain, _, _, node in tables(tree)}
    for domain, path, table, node in tables(tree):
        for called, call in calls(node):
            if called.rpartition(".")[2] not in KEYS or not call.args:
                continue
            app, _, model = (text_of(call.args[0]) or "?.?").partition(".")
            if app != APP or model not in homes:
                yield f'{path}:{table} names no model of ours: write "{APP}.Model", not {app}.{model}'
            elif _is_up(tree, domain, homes[model]):
                yield (
                    f"{path}:{table} points up to {model} of {homes[model]}: let the higher "
                    "storey point down, or keep a business number"
                )


def neighbours_tables_are_left_alone(tree: Tree) -> Iterator[str]:
    """A domain imports a neighbour's queries or actions, never its models."""
    for name, module in tree.modules.items():
        own = name.split("/")[1] if name.startswith("shared/") else name
        for line, imported in imports(module):
            parts = imported.split(".")
            if parts[0] != "shared" or "models" not in parts[2:3]:
                continue
            if parts[1] not in {own, "access", "database"}:
                yield (
                    f"{name} (line {line}) imports {'.'.join(parts[:3])}: ask {parts[1]}'s queries "
                    "or call its actions"
                )


def every_table_has_a_policy_row(tree: Tree) -> Iterator[str]:
    """The law knows every table, if only to say that no page reaches it."""
    law = tree.policy
    for _, path, table, _ in tables(tree):
        if table not in law.MATRIX and table not in law.FOLLOWS and table not in law.UNSCOPED:
            yield (
                f"{path}:{table} has no row in shared/access/policy.py: add it to MATRIX, to "
                "FOLLOWS (seen with its parent) or to UNSCOPED (with the reason)"
            )


def unscoped_tables_say_why(tree: Tree) -> Iterator[str]:
    """A table outside the law says why."""
    for table, why in tree.policy.UNSCOPED.items():
        if len(why.split()) < 3:
            yield f"shared/access/policy.py:{table} is UNSCOPED without a reason"


def tables_reach_their_counterparty(tree: Tree) -> Iterator[str]:
    """A table of which some roles see only some rows says how a row reaches its counterparty."""
    law = tree.policy
    narrow = {law.OWN, law.TEAM, law.SUPPLIERS, law.ORGANISATION}
    for table, by_role in law.MATRIX.items():
        used = {grant.rows for grant in by_role.values()}
        has_path = table in law.PATHS or table in law.FOLLOWS or table in law.SHARES
        if used & narrow and not has_path:
            yield f"shared/access/policy.py:{table} has no row in PATHS: how does it reach one?"


def actions_name_a_permission(tree: Tree) -> Iterator[str]:
    """Every verb is decorated with @action("table.verb") that the law knows."""
    known = tree.policy.permissions()
    for domain, path, module in tree.rooms("actions"):
        if domain in PLUMBING:
            continue
        for function in public_functions(module):
            permission = _permission(function)
            if isinstance(function, ast.AsyncFunctionDef) and permission is None:
                yield f'{path}:{function.name} names no permission: decorate it @action("table.verb")'
            elif permission is not None and permission not in known:
                yield (
                    f"{path}:{function.name} names {permission!r}, which no role has: add the verb "
                    "to shared/access/policy.py"
                )


def actions_take_the_actor_first(tree: Tree) -> Iterator[str]:
    """The first argument of an action is the actor."""
    for domain, path, module in tree.rooms("actions"):
        if domain not in PLUMBING:
            yield from _without_actor(path, module)


def queries_take_the_actor_first(tree: Tree) -> Iterator[str]:
    """The first argument of a query is the actor."""
    for domain, path, module in tree.rooms("queries"):
        if domain not in PLUMBING:
            yield from _without_actor(path, module)


def the_http_contract_covers_every_storey(tree: Tree) -> Iterator[str]:
    """A storey that is no edge stands in the contract that keeps HTTP out of the domain."""
    listed = {str(one).split(".")[1] for one in _list(tree, "no-http", "source_modules")}
    for storey in tree.storeys:
        for module in sorted(storey - EDGES - listed):
            yield f"pyproject.toml: add shared.{module}.** to the contract no-http"


def only_the_web_knows_http(tree: Tree) -> Iterator[str]:
    """Starlette, Jinja and Authlib are known to the faces, shared/web and what serves them."""
    for name, module in tree.modules.items():
        parts = name.removesuffix(".py").split("/")
        if parts[0] != "shared" or parts[1] in EDGES - {"reactions"}:
            continue
        for line, imported in imports(module):
            if imported.split(".")[0] in HTTP:
                yield f"{name} (line {line}) imports {imported}: the domain has never heard of HTTP"


def storeys_match_the_packages(tree: Tree) -> Iterator[str]:
    """A domain's package exists as a folder with a voice, or as one file."""
    for path in sorted((tree.root / "shared").iterdir()):
        name = path.name.removesuffix(".py")
        if name.startswith("_") or (path.is_dir() and not any(path.glob("*.py"))):
            continue
        if not any(name in storey for storey in tree.storeys):
            yield f"shared/{name} has no storey: add it to the contract storeys in pyproject.toml"
        if path.is_dir() and not (path / "__init__.py").exists():
            yield f"shared/{name} has no __init__.py: import-linter and mypy do not see it"


def _list(tree: Tree, contract: str, key: str) -> list[object]:
    found = tree.contract(contract)[key]
    assert isinstance(found, list)
    return found


def _is_up(tree: Tree, below: str, above: str) -> bool:
    return tree.height(above) > tree.height(below)


def _without_actor(path: str, module: ast.Module) -> Iterator[str]:
    for function in public_functions(module):
        if _may_read(function) and first_argument(function) != "actor":
            yield (
                f"{path}:{function.name} does not take the actor first: without one nothing can "
                "be scoped (a private step starts with an underscore)"
            )


def _may_read(function: Function) -> bool:
    """Tell what reaches the database, at once or later, from a plain calculation beside it."""
    if isinstance(function, ast.AsyncFunctionDef):
        return True
    returned = ast.unparse(function.returns) if function.returns else "Any"
    return any(word in returned for word in ("QuerySet", "Subquery", "Any"))


def _permission(function: Function) -> str | None:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("action"):
            return text_of(decorator.args[0]) if decorator.args else None
    return None


def _table_name(node: ast.ClassDef) -> str | None:
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and inner.name == "Meta":
            for line in inner.body:
                if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "table":
                    return text_of(line.value)
    is_model = any(ast.unparse(base).rpartition(".")[2] == "Model" for base in node.bases)
    return node.name.lower() if is_model else None
