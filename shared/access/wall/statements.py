"""The whole wall as SQL: policies and grants of each login on each table, made from the law."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.access import policy
from shared.access.reach import TOLD_FOR
from shared.access.wall.deeds import ACT, FILED, OPENINGS, Opening
from shared.access.wall.functions import SCHEMA, functions
from shared.access.wall.visible import OUTSIDE, apart, conditions, kept, readers, sealed, writers
from shared.database.speaking import BACKUP, PORTAL, STAFF, VIEW_AS, WORKER
from shared.database.walling import NOT_WALLED, Wall

OWNER = "owner"
_COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
# Written once: also the staff and the worker only add to them.
_KEPT = frozenset({"journal_entry", "journal_concern"})


@dataclass
class _Door:
    """What one login may do on one table: command → conditions, columns where not all."""

    conditions: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def open(self, commands: str, condition: str, columns: Iterable[str] = ()) -> None:
        for command in commands.split():
            self.conditions.setdefault(command, []).append(condition)
            if columns:
                self.columns.setdefault(command, set()).update(columns)
            else:
                self.whole.add(command)


def wall(tables: Iterable[str], logins: Mapping[str, str], owner: str) -> Wall:
    """Return the wall of a database with these tables; `logins` are pool → name of the role."""
    names = {OWNER: owner, **logins}
    tables = sorted(set(tables) - set(NOT_WALLED))
    opened = {pool: list(_doors(pool, tables)) for pool in names}
    steps = [SCHEMA, *functions()]
    for pool, role in logins.items():
        steps += _entry(pool, role)
    for table in tables:
        steps += _raised(table)
    for pool, doors in opened.items():
        for table, door in doors:
            steps += _policies(pool, names[pool], table, door)
            if pool != OWNER:
                steps += _grants(names[pool], table, door)
    return Wall(tuple(steps), names)


def _doors(pool: str, tables: list[str]) -> Iterator[tuple[str, _Door]]:
    for table in tables:
        door = _outside(table, pool) if pool in (PORTAL, VIEW_AS) else _inside(table, pool)
        yield table, door


def _inside(table: str, pool: str) -> _Door:
    door = _Door()
    if pool == BACKUP:
        door.open("SELECT", "true")
    elif pool == STAFF and sealed(table):
        door.open("SELECT", sealed(table))
    elif pool in (STAFF, WORKER) and table in _KEPT:
        door.open("SELECT INSERT", "true")
    else:
        door.open(" ".join(_COMMANDS), "true")
    return door


def _outside(table: str, pool: str) -> _Door:
    door = _Door()
    for condition in conditions(table, readers(table)):
        narrow = _looked_through(table) if pool == VIEW_AS else ""
        door.open("SELECT", f"({condition}) AND {kept(table)} AND {apart(table)}{narrow}")
    for opening in OPENINGS:
        if opening.table == table and (pool == PORTAL or opening.is_read):
            door.open(opening.commands, _written(opening), opening.columns)
    if pool == PORTAL:
        named = apart(table, is_written=True)
        for condition in conditions(table, writers(table)):
            door.open("SELECT INSERT UPDATE DELETE", f"{ACT} AND ({condition}) AND {named}")
    return door


def _looked_through(table: str) -> str:
    """Return what narrows a view: what is told of other organisations, and bids that are sealed."""
    if sealed(table):
        return f" AND ({sealed(table)})"
    place = TOLD_FOR.get(table)
    return f" AND ({place} IS NULL OR {place} = (SELECT app.org()))" if place else ""


def _written(opening: Opening) -> str:
    parents = " ".join(
        f"WHEN '{table}' THEN EXISTS (SELECT 1 FROM public.{table} p WHERE p.id = attachment.parent_id)"
        for table in FILED
    )
    seeing = ",".join(
        sorted(
            role
            for role, grant in policy.MATRIX["journal_entry"].items()
            if role in OUTSIDE and "see_access" in grant.verbs
        )
    )
    if "%(" not in opening.condition:
        return opening.condition
    return opening.condition % {
        "parents": f"CASE parent_table {parents} ELSE false END",
        "see_access": seeing,
    }


def _entry(pool: str, role: str) -> list[str]:
    said = [
        f'GRANT USAGE ON SCHEMA public, app TO "{role}"',
        f'GRANT SELECT ON {", ".join(NOT_WALLED)} TO "{role}"',
        f'REVOKE ALL ON ALL TABLES IN SCHEMA app FROM "{role}"',
    ]
    if pool in (PORTAL, VIEW_AS, STAFF):
        said.append(f'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA app TO "{role}"')
    if pool not in (VIEW_AS, BACKUP):
        said.append(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    elif pool == BACKUP:
        said.append(f'GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    return said


def _raised(table: str) -> list[str]:
    return [
        f'ALTER TABLE public."{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE public."{table}" FORCE ROW LEVEL SECURITY',
    ]


def _policies(pool: str, role: str, table: str, door: _Door) -> Iterator[str]:
    for command, wanted in door.conditions.items():
        name = f"wall_{pool}_{command.lower()}"
        condition = " OR ".join(f"({one})" for one in dict.fromkeys(wanted))
        using = f" USING ({condition})" if command != "INSERT" else ""
        check = f" WITH CHECK ({condition})" if command in ("INSERT", "UPDATE") else ""
        yield f'CREATE POLICY {name} ON public."{table}" FOR {command} TO "{role}"{using}{check}'


def _grants(role: str, table: str, door: _Door) -> Iterator[str]:
    for command in _COMMANDS:
        if command not in door.conditions:
            continue
        columns = "" if command in door.whole else f"({', '.join(sorted(door.columns[command]))})"
        yield f'GRANT {command} {columns} ON public."{table}" TO "{role}"'
