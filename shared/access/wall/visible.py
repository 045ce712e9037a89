"""Which rows of a table an outsider reads, as SQL: compiled from the grants that `scope` follows.

The conditions stand beside the columns that have an index; who speaks is asked once per statement,
as `(SELECT app.…())`. A parent is asked through its own policy.
"""

from shared.access import policy
from shared.access.reach import APART, CHANNELS, OURS, SEALS, TOLD_FOR, UNSENT
from shared.database.registry import table_model

OUTSIDE = frozenset(f"{kind}.{role}" for kind in policy.KINDS for role in policy.MEMBER_ROLES)
# Verbs that only read; what they write (that somebody read) is a deed of its own.
_PASSIVE = frozenset({"read", "export", "see_access", "show"})


def readers(table: str) -> dict[str, frozenset[str]]:
    """Return which outside roles read which set of rows of `table`."""
    return _roles(table, lambda verbs: "read" in verbs)


def writers(table: str) -> dict[str, frozenset[str]]:
    """Return which outside roles have a verb that changes something, by the set of rows."""
    return _roles(table, lambda verbs: bool(verbs - _PASSIVE))


def conditions(table: str, by_rows: dict[str, frozenset[str]]) -> list[str]:
    """Return one SQL condition for each set of rows; any of them lets a row through."""
    if not by_rows:
        return []
    if table in policy.FOLLOWS and policy.FOLLOWS[table][1]:
        return [_parent(table, policy.FOLLOWS[table][1])]
    return [_rows(table, rows, roles) for rows, roles in sorted(by_rows.items())]


def _roles(table: str, wanted: object) -> dict[str, frozenset[str]]:
    parent, _ = policy.FOLLOWS.get(table, (table, ""))
    found: dict[str, set[str]] = {}
    for role, grant in policy.MATRIX.get(parent, {}).items():
        if role in OUTSIDE and wanted(grant.verbs):  # type: ignore[operator]
            found.setdefault(grant.rows, set()).add(role)
    return {rows: frozenset(roles) for rows, roles in found.items()}


def _rows(table: str, rows: str, roles: frozenset[str]) -> str:
    us = f"(SELECT app.org_as('{{{','.join(sorted(roles))}}}'))"
    if rows == policy.SHARED or (rows == policy.ORGANISATION and table in policy.SHARES):
        return f"{us} IS NOT NULL AND {shared(table)}"
    if rows == policy.MINE:
        return _mine(table)
    if rows == policy.OFFERED:
        return f"is_active AND is_sold AND {us} IS NOT NULL"
    if rows == policy.PUBLISHED:
        return f"is_published AND {us} IS NOT NULL"
    if rows in (policy.ISSUED, policy.INVITED):
        return _issued(table, rows, us)
    if rows == policy.AUDIENCE:
        return f"{us} IS NOT NULL AND {policy.AUDIENCES[table]} AND ({_meant(table, 'for')})"
    if rows == policy.ADDRESSED:
        return f"{us} IS NOT NULL AND {_shown()} AND ({_meant(table, 'to')})"
    if rows == policy.CHANNEL:
        return f"{CHANNELS[table]}_id = {us}"
    if rows == policy.PARTIES:
        own = _issued(table, policy.ISSUED, us) if table in policy.ISSUES else _reaches(table, us)
        return f"{CHANNELS[table]}_id = {us} OR ({own})"
    if rows == policy.ORGANISATION:
        return _reaches(table, us)
    raise ValueError(f"no outsider may have {rows!r} of {table}")


def _issued(table: str, rows: str, us: str) -> str:
    sent = f"{policy.ISSUES[table]} IS NOT NULL"
    if rows == policy.INVITED:
        return f"{us} IS NOT NULL AND {sent} AND {shared(table)}"
    return f"{sent} AND {_reaches(table, us)}"


def shared(table: str) -> str:
    """Return the condition that a row is shared with us; its table of shares is asked once."""
    return f"id = ANY(ARRAY(SELECT app.shares_of_{table}()))"


def sealed(table: str) -> str:
    """Return when our own people may read a row of a table that is sealed, "" for any other table.

    The clock is the database's own: no claim and no deed opens a bid before its deadline.
    """
    parent, relation = policy.FOLLOWS.get(table, (table, ""))
    if parent not in SEALS:
        return ""
    if relation:
        return _parent(table, relation)
    above, deadline, submitted = SEALS[table]
    return f"{submitted} IS NOT NULL AND {above}_id IN " + (
        f'(SELECT opened.id FROM public."{above}" opened WHERE opened.{deadline} <= now())'
    )


def _mine(table: str) -> str:
    mine = "user_id = (SELECT app.person()) AND face = 'portal'"
    if table not in TOLD_FOR:
        return mine
    place = TOLD_FOR[table]
    return f"{mine} AND ({place} IS NULL OR {place} = ANY(ARRAY(SELECT app.her_places())))"


def apart(table: str, *, is_written: bool = False) -> str:
    """Return the condition that a row names her organisation, or nobody where that is for all.

    What she writes names it.
    """
    if table not in APART:
        return "true"
    hers = f"{APART[table]} = (SELECT app.org())"
    return hers if is_written or table in OURS else f"({APART[table]} IS NULL OR {hers})"


def kept(table: str) -> str:
    """Return the condition that a row was not thrown away before it was ever sent."""
    discarded = UNSENT[table][2] if table in UNSENT else ""
    return f"NOT (state = '{discarded}' AND submitted_at IS NULL)" if discarded else "true"


def _reaches(table: str, us: str) -> str:
    path = policy.PATHS[table]
    first, _, further = path.partition("__")
    if further:
        return f"{us} IS NOT NULL AND {_parent(table, first)}"
    return f"{f'{path}_id' if path else 'id'} = {us}"


def _parent(table: str, relation: str) -> str:
    first = relation.partition("__")[0]
    related = table_model(table)._meta.fields_map[first].related_model  # type: ignore[attr-defined]
    parent = related._meta.db_table
    return f'EXISTS (SELECT 1 FROM public."{parent}" parent WHERE parent.id = "{table}".{first}_id)'


def _meant(table: str, word: str) -> str:
    by_kind = [f"({word}_{kind} AND (SELECT app.is_a('{kind}')))" for kind in policy.KINDS]
    by_name = [shared(table)] if table in policy.SHARES else []
    return " OR ".join([*by_kind, *by_name])


def _shown() -> str:
    return (
        "state = 'published' AND visible_from <= (SELECT app.day()) "
        "AND (visible_until IS NULL OR visible_until >= (SELECT app.day())) "
        "AND (NOT for_administrators OR (SELECT app.administers()))"
    )
