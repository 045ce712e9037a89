"""What a custom role may hold: the ceiling that the code sets, and a role's law cut to it.

The law of a custom role is stored as a text: permission → rows. It is cut to the ceiling each time it
is read, so that no row of the database, and no older release, can give more than the code allows.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from shared.access import policy
from shared.access.policy import ALL, MINE, ORGANISATION, OWN, SUPPLIERS, TEAM, Grant, Tailored

Law = Mapping[str, str]  # permission (`table.verb`) → rows

# Sets of rows of the staff, each with those that lie within it, the widest first.
WITHIN: dict[str, tuple[str, ...]] = {
    ALL: (ALL, SUPPLIERS, TEAM, OWN), TEAM: (TEAM, OWN), SUPPLIERS: (SUPPLIERS,), OWN: (OWN,),
    MINE: (MINE,), policy.UNSEALED: (policy.UNSEALED,),
}  # fmt: skip
_NARROW = frozenset({SUPPLIERS, TEAM, OWN})


def built_in(role: str) -> dict[str, str]:
    """Return the law of a built-in role: permission → rows."""
    return {
        f"{table}.{verb}": by_role[role].rows
        for table, by_role in policy.MATRIX.items()
        if role in by_role
        for verb in sorted(by_role[role].verbs)
    }


@cache
def staff_ceiling() -> Mapping[str, tuple[str, ...]]:
    """Return every permission a staff role may hold with the rows on offer, the widest first.

    What some built-in staff role has, on its rows or on fewer.
    """
    found: dict[str, set[str]] = {}
    for role in policy.STAFF_ROLES:
        for permission, rows in built_in(role).items():
            can_narrow = permission.partition(".")[0] in policy.PATHS
            some = (one for one in WITHIN[rows] if can_narrow or one not in _NARROW)
            found.setdefault(permission, set()).update(some)
    order = [*WITHIN[ALL], policy.UNSEALED, MINE]
    return MappingProxyType(
        {one: tuple(sorted(rows, key=order.index)) for one, rows in found.items()}
    )


@cache
def organisation_ceiling(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return what a role of an organisation of `kind` may hold: the column of its administrator."""
    law = built_in(f"{kind}.{policy.ORGANISATION_ADMIN}")
    return MappingProxyType({permission: (rows,) for permission, rows in law.items()})


@cache
def everybodys(kinds: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Return what every role has, custom ones too, so that no page is without its frame.

    For the staff what all built-in roles have on the same rows; outside what was written to oneself.
    """
    if kinds:
        laws = [built_in(f"{kind}.{policy.ORGANISATION_ADMIN}") for kind in kinds]
        return MappingProxyType(
            {one: rows for law in laws for one, rows in law.items() if rows == MINE}
        )
    first, *others = (built_in(role) for role in policy.STAFF_ROLES)
    return MappingProxyType(
        {one: rows for one, rows in first.items() if all(law.get(one) == rows for law in others)}
    )


@cache
def reserved() -> frozenset[str]:
    """Return the permissions that only administrators have of the built-in staff roles."""
    return _only(policy.ADMINISTRATOR)


def duties(role: str) -> frozenset[str]:
    """Return the built-in staff roles whose own work a role does, by what it may change.

    A clone of the auditor stays one: auditors change nothing, so nothing tells them by their verbs.
    """
    if not isinstance(role, Tailored):
        return frozenset({role})
    held = {f"{table}.{verb}" for table, some in role.law.items() for g in some for verb in g.verbs}
    done = {one for one in policy.STAFF_ROLES if held & _only(one)}
    return frozenset(done | ({role.base} & {policy.AUDITOR}))


def tailored(name: str, base: str, names: tuple[str, str], text: str, kind: str = "") -> Tailored:
    """Return a custom role with its stored law cut to the ceiling of the staff, or of `kind`.

    Of a member's role without a kind only the name is known: she has one role for each kind.
    """
    return Tailored(name, base, names, text, _law(text, kind))


def at_kind(role: str, kind: str) -> str:
    """Return the name of a member's role in an organisation of `kind`, with its grants."""
    if not isinstance(role, Tailored):
        return f"{kind}.{role}"
    return tailored(f"{kind}.{role}", role.base, (role.name_zh, role.name_en), role.text, kind)


def written(law: Law) -> str:
    """Return a law as it is stored."""
    return json.dumps(dict(sorted(law.items())), separators=(",", ":"))


def stored(text: str) -> dict[str, str]:
    """Return a law as it was stored: what somebody chose, not yet cut to the ceiling."""
    return {str(one): str(rows) for one, rows in json.loads(text or "{}").items()}


def beyond(law: Law, kinds: Iterable[str] = ()) -> list[str]:
    """Return the permissions of a law that the code does not allow, to the staff or to `kinds`."""
    kinds = tuple(kinds)
    if not kinds:
        ceiling = staff_ceiling()
        return sorted(one for one, rows in law.items() if rows not in ceiling.get(one, ()))
    known = {one for kind in kinds for one in organisation_ceiling(kind)}
    return sorted(one for one, rows in law.items() if one not in known or rows != ORGANISATION)


def unread(law: Law, kinds: Iterable[str] = ()) -> list[str]:
    """Return the permissions on rows that the same law does not let one read."""
    ceilings = [organisation_ceiling(kind) for kind in kinds] or [staff_ceiling()]
    found = []
    for permission, rows in law.items():
        reading = f"{permission.partition('.')[0]}.read"
        is_read = any(reading in one and permission in one for one in ceilings)
        held = law.get(reading) or everybodys().get(reading, "")
        if is_read and rows not in WITHIN.get(held, (held,)):
            found.append(permission)
    return sorted(found)


def spoken(roles: Iterable[str]) -> frozenset[str]:
    """Return built-in roles for the second wall: for a custom one the narrowest that covers it."""
    return frozenset(_spoken(one) if isinstance(one, Tailored) else one for one in roles)


def ranks(roles: Iterable[str]) -> frozenset[str]:
    """Return the built-in roles for rules that go by rank (limits): custom ones count as their base."""
    return frozenset(one.base if isinstance(one, Tailored) else one for one in roles)


def covers(held: Iterable[str], role: str) -> bool:
    """Return whether `held` have everything that `role` has (of one kind of organisation)."""
    wanted = _grants_of(role)
    have = [grant for one in held for grant in _grants_of(one)]
    return set(wanted) <= set(have)


def _grants_of(role: str) -> list[tuple[str, str, str]]:
    if isinstance(role, Tailored):
        return [
            (table, verb, grant.rows)
            for table, some in role.law.items() for grant in some for verb in grant.verbs
        ]  # fmt: skip
    return [(*_apart(permission), rows) for permission, rows in built_in(role).items()]


def _apart(permission: str) -> tuple[str, str]:
    table, _, verb = permission.partition(".")
    return table, verb


def _spoken(role: Tailored) -> str:
    kind, _, _ = role.rpartition(".")
    if not kind:
        return role.base
    ladder = [f"{kind}.{one}" for one in reversed(policy.MEMBER_ROLES)]
    return next((one for one in ladder if covers([one], role)), ladder[-1])


@cache
def _only(role: str) -> frozenset[str]:
    """Return what changes something and no other built-in staff role has."""
    others = {one for other in policy.STAFF_ROLES if other != role for one in built_in(other)}
    idle = (".read", ".export")
    return frozenset(one for one in built_in(role) if one not in others and not one.endswith(idle))


@lru_cache(maxsize=1024)
def _law(text: str, kind: str) -> Mapping[str, tuple[Grant, ...]]:
    chosen = stored(text)
    if kind:
        allowed = organisation_ceiling(kind)
        kept = {one: rows[0] for one, rows in allowed.items() if one in chosen}
        kept |= everybodys((kind,))
    else:
        allowed = staff_ceiling()
        kept = {one: rows for one, rows in chosen.items() if rows in allowed.get(one, ())}
        kept |= everybodys()
    verbs: dict[str, dict[str, set[str]]] = {}
    for permission, rows in kept.items():
        table, verb = _apart(permission)
        verbs.setdefault(table, {}).setdefault(rows, set()).add(verb)
    return MappingProxyType(
        {
            table: tuple(Grant(rows, frozenset(some)) for rows, some in sorted(by_rows.items()))
            for table, by_rows in verbs.items()
        }
    )
