"""Checks of the rooms: a neighbour declares in pyproject.toml in whose room it lives.

What a room may use holds for its neighbours too, in their own domain and in every other: `rules`
decide, `models` keep, `queries` read, `actions` act; each uses its own room and those before it.
"""

from collections.abc import Iterator

from tests.house.tree import ROOMS, Tree, imports

# Plumbing without rooms of the business, though it keeps tables.
NO_DOMAINS = {"access", "database"}


def neighbours_declare_their_room(tree: Tree) -> Iterator[str]:
    """Every module beside the four rooms of a domain says in which of them it lives."""
    found = {f"{domain}.{name}" for domain, name, _ in _modules(tree) if name not in ROOMS}
    for neighbour in sorted(found - set(tree.neighbours)):
        yield (
            f"shared.{neighbour} lives in no room: add it to rules, queries or actions under "
            "[tool.wanglai.neighbours] in pyproject.toml"
        )
    for neighbour, room in tree.neighbours.items():
        if room not in ROOMS:
            yield f"pyproject.toml: {neighbour} lives in {room}, which is no room"
        if neighbour not in found:
            yield f"pyproject.toml: {neighbour} stands under neighbours and does not exist"


def neighbours_use_what_their_room_may(tree: Tree) -> Iterator[str]:
    """No module of a domain imports one of a room after its own, in whatever domain that lies."""
    domains = _domains(tree)
    for domain, name, path in _modules(tree):
        room = tree.room_of(domain, name)
        for line, imported in imports(tree.modules[path]):
            parts = imported.split(".")
            if parts[0] != "shared" or len(parts) < 3 or parts[1] not in domains:
                continue
            used = tree.room_of(parts[1], parts[2])
            if room and used and ROOMS.index(used) > ROOMS.index(room):
                yield (
                    f"{path} (line {line}) imports {'.'.join(parts[:3])}, one of the {used}: "
                    f"{room} use nothing of a later room; let the later one call"
                )


def neighbours_of_rules_are_pure(tree: Tree) -> Iterator[str]:
    """What lives with the rules knows no database and no web either."""
    banned = tree.contract("pure-rules")["forbidden_modules"]
    assert isinstance(banned, list)
    for _, path, module in tree.rooms("rules"):
        for line, imported in imports(module):
            if imported.partition(".")[0] in banned:
                yield f"{path} (line {line}) imports {imported}: a rule gets what it decides on"


def _domains(tree: Tree) -> set[str]:
    return {domain for domain, _, _ in tree.rooms(*ROOMS)} - NO_DOMAINS


def _modules(tree: Tree) -> Iterator[tuple[str, str, str]]:
    """Yield (domain, room or neighbour, path) of every module of a domain."""
    domains = _domains(tree)
    for path in tree.modules:
        parts = path.removesuffix(".py").split("/")
        in_domain = parts[0] == "shared" and len(parts) > 2 and parts[1] in domains
        if in_domain and parts[2] != "__init__":
            yield parts[1], parts[2], path
