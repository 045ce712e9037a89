"""What stands around the second wall and could lead past it: triggers, rules, owners, other schemas.

Policies and grants are compared with what was raised (`walling`); here is told what no version of
ours makes at all, so that nobody has to remember what was there before.
"""

from collections.abc import Iterable

from tortoise.connection import get_connection

SCHEMAS = ("public", "app")
TRIGGERS = frozenset({
    ("journal_entry", "journal_entry_kept"), ("journal_concern", "journal_concern_kept"),
    ("sales_order", "channel_order_told"), ("sales_order_line", "channel_line_told"),
    ("counterparty", "end_customer_told"), ("counterparty", "distributor_renamed"),
})  # fmt: skip
"""Table and name of each trigger that our migrations make on PostgreSQL."""
# They bring no way to other rows, files or servers; managed servers install some by themselves.
HARMLESS = frozenset({
    "plpgsql", "pg_stat_statements", "pg_trgm", "btree_gin", "btree_gist", "citext", "pgcrypto",
    "unaccent", "uuid-ossp", "amcheck", "pg_buffercache", "pgstattuple",
})  # fmt: skip

_OURS = f"n.nspname IN ({', '.join(repr(one) for one in SCHEMAS)})"
_BROUGHT = (
    "EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '{of}'::regclass AND d.objid = {what}.oid "
    "AND d.deptype = 'e')"
)
_OTHERS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
# Each tells one thing a row, in words; $1 is the owner's login.
_LOOKS = (
    # Rules, but those that make a view what it is
    "SELECT 'the rule ' || r.rulename || ' on ' || c.relname AS told FROM pg_rewrite r "
    "JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE r.rulename <> '_RETURN' AND {_OTHERS} AND $1::text IS NOT NULL",
    f"SELECT 'the schema ' || n.nspname FROM pg_namespace n WHERE {_OTHERS} AND NOT {_OURS} "
    "AND $1::text IS NOT NULL AND NOT " + _BROUGHT.format(of="pg_namespace", what="n"),
    "SELECT 'the event trigger ' || evtname FROM pg_event_trigger WHERE $1::text IS NOT NULL",
    # Children are read through their parent by the parent's policies alone
    "SELECT 'the table ' || i.inhrelid::regclass::text || ', a part of ' || i.inhparent::regclass::text "
    "FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE c.relkind IN ('r', 'p', 'f') AND $1::text IS NOT NULL",
    # Whoever owns a table may take its policies away; policies do not hold for a view's owner
    f"SELECT pg_get_userbyid(c.relowner) || ' as owner of ' || c.relname FROM pg_class c "
    f"JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS} "
    "AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND pg_get_userbyid(c.relowner) <> $1::text "
    "AND NOT " + _BROUGHT.format(of="pg_class", what="c"),
    f"SELECT pg_get_userbyid(p.proowner) || ' as owner of ' || p.oid::regprocedure::text FROM pg_proc p "
    f"JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_OURS} "
    "AND pg_get_userbyid(p.proowner) <> $1::text AND NOT "
    + _BROUGHT.format(of="pg_proc", what="p"),
    "SELECT 'grants on everything that ' || pg_get_userbyid(a.defaclrole) || ' will make' "
    "FROM pg_default_acl a WHERE $1::text IS NOT NULL",
    "SELECT 'foreign tables of the server ' || srvname FROM pg_foreign_server WHERE $1::text IS NOT NULL",
)
_TRIGGERS = (
    "SELECT c.relname AS tab, t.tgname AS name, t.tgenabled <> 'D' AS works FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE NOT t.tgisinternal AND {_OTHERS}"
)


async def surroundings(owner: str) -> list[str]:
    """Return what stands beside the wall that `owner` (login of the tables) has not made, in words."""
    found = [f"unknown: {one}" for one in await _told(owner)]
    rows = await get_connection("default").execute_query_dict(_TRIGGERS)
    working = {(row["tab"], row["name"]) for row in rows if row["works"]}
    found += [f"unknown: the trigger {name} on {table}" for table, name in _beyond(working)]
    return found + [
        f"missing or switched off: the trigger {name} on {table}"
        for table, name in sorted(TRIGGERS - working)
    ]


def _beyond(working: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(set(working) - TRIGGERS)


async def _told(owner: str) -> list[str]:
    connection, found = get_connection("default"), []
    for look in _LOOKS:
        rows = await connection.execute_query_dict(look, [owner])
        found += [str(next(iter(row.values()))) for row in rows]
    extensions = await connection.execute_query_dict("SELECT extname AS name FROM pg_extension")
    found += [f"the extension {row['name']}" for row in extensions if row["name"] not in HARMLESS]
    return sorted(found)
