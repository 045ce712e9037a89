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
POLICY = "shared/access/policy.py"
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
            yield f"shared/access/reach.py:{table} is UNSCOPED without a reason"


def tables_reach_their_counterparty(tree: Tree) -> Iterator[str]:
    """A table of which some roles see only some rows says how a row reaches its counterparty."""
    law = tree.policy
    narrow = {law.OWN, law.TEAM, law.SUPPLIERS, law.ORGANISATION, law.ISSUED}
    for table, by_role in law.MATRIX.items():
        used = {grant.rows for grant in by_role.values()}
        has_path = table in law.PATHS or table in law.FOLLOWS or table in law.SHARES
        if used & narrow and not has_path:
            yield f"shared/access/reach.py:{table} has no row in PATHS: how does it reach one?"


def actions_name_a_permission(tree: Tree) -> Iterator[str]:
    """Every public verb of actions.py is an @action, and every @action names what the law knows."""
    known = tree.policy.permissions()
    for path, module in _domain_rooms(tree):
        for function in public_functions(module):
            permission = _permission(function)
            if permission is not None and permission not in known:
                yield (
                    f"{path}:{function.name} names {permission!r}, which no role has: add the verb "
                    "to shared/access/policy.py"
                )
            elif permission is None and _is_room(path, "actions") and _is_async(function):
                yield (
                    f'{path}:{function.name} names no permission: decorate it @action("table.verb"), '
                    "or give it an underscore"
                )


def every_permission_is_asked_for(tree: Tree) -> Iterator[str]:
    """The law grants no verb that nobody asks for: it would promise what the house cannot do."""
    asked = {
        node.value
        for name, module in tree.modules.items()
        if name != POLICY
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for permission in sorted(tree.policy.permissions() - asked):
        if not permission.endswith(".read"):
            yield f"{POLICY}:{permission} is granted and never asked for: take it out, or ask"


def actions_take_the_actor_first(tree: Tree) -> Iterator[str]:
    """The first argument of an action is the actor."""
    for path, module in _domain_rooms(tree):
        for function in public_functions(module):
            is_verb = _is_room(path, "actions") or _permission(function) is not None
            if is_verb and _may_read(function):
                yield from _without_actor(path, function)


def queries_take_the_actor_first(tree: Tree) -> Iterator[str]:
    """The first argument of a query is the actor."""
    for path, module in _domain_rooms(tree):
        if _is_room(path, "queries"):
            for function in public_functions(module):
                if _may_read(function):
                    yield from _without_actor(path, function)


def the_faces_enter_by_the_front_door(tree: Tree) -> Iterator[str]:
    """What a face calls in a domain takes the actor first, and is an @action where verbs live."""
    rooms = dict(_domain_rooms(tree))
    for path, module in tree.modules.items():
        if not path.startswith(("portal/", "admin/")):
            continue
        known = dict(_imported(module))
        for called, call in calls(module):
            base, _, rest = called.partition(".")
            dotted = f"{known[base]}.{rest}".strip(".") if base in known else called
            room, name = _room_and_name(dotted)
            for function in public_functions(rooms.get(room, ast.Module([], []))):
                if function.name == name and _is_back_door(rooms[room], function):
                    yield (
                        f"{path}:{called} (line {call.lineno}) is a step inside the domain: call a "
                        "query that takes the actor, or an @action"
                    )


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


def _domain_rooms(tree: Tree) -> Iterator[tuple[str, ast.Module]]:
    """Yield the rooms of the domains that may read or write: all but rules and models."""
    for path, module in tree.modules.items():
        parts = path.removesuffix(".py").split("/")
        is_domain = parts[0] == "shared" and len(parts) > 2 and parts[1] not in PLUMBING | EDGES
        if is_domain and parts[2] not in ("rules", "models", "__init__"):
            yield path, module


def _is_room(path: str, name: str) -> bool:
    return path.split("/")[2].removesuffix(".py") == name


def _is_async(function: Function) -> bool:
    return isinstance(function, ast.AsyncFunctionDef)


def _is_question(function: Function) -> bool:
    """Tell what is awaited like a coroutine though it is none."""
    return function.returns is not None and ast.unparse(function.returns).startswith("Question[")


def _is_back_door(room: ast.Module, function: Function) -> bool:
    if not _is_async(function) and not _is_question(function):
        return False
    has_verbs = any(_permission(one) is not None for one in public_functions(room))
    is_read = not has_verbs or _permission(function) is not None
    return first_argument(function) != "actor" or not is_read


def _imported(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (name here, dotted name there) of what comes from shared."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared"):
            for one in node.names:
                yield one.asname or one.name, f"{node.module}.{one.name}"


def _room_and_name(dotted: str) -> tuple[str, str]:
    room, _, name = dotted.rpartition(".")
    return room.replace(".", "/") + ".py", name


def _list(tree: Tree, contract: str, key: str) -> list[object]:
    found = tree.contract(contract)[key]
    assert isinstance(found, list)
    return found


def _is_up(tree: Tree, below: str, above: str) -> bool:
    return tree.height(above) > tree.height(below)


def _without_actor(path: str, function: Function) -> Iterator[str]:
    if first_argument(function) != "actor":
        yield (
            f"{path}:{function.name} does not take the actor first: without one nothing can be "
            "scoped (a private step starts with an underscore)"
        )


def _may_read(function: Function) -> bool:
    """Tell what reaches the database, at once or later, from a plain calculation beside it."""
    if isinstance(function, ast.AsyncFunctionDef):
        return True
    returned = ast.unparse(function.returns) if function.returns else "Any"
    return any(word in returned for word in ("QuerySet", "Subquery", "Question", "Any"))


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
