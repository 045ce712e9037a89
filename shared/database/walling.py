"""Raises the second wall on PostgreSQL and tells whether a live database still has it.

What the wall is made of is said by `shared.access.wall`; here is how it is put up: logins, policies,
grants, functions and the signing key, in one transaction, the same however often it is done.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from shared.database.connecting import tortoise_config
from shared.database.speaking import GATE, Voice, signing_key, speaking
from shared.database.speaking import connection as connection_of_voice

# Tables without policies, and why: they hold nothing but the names of migrations.
NOT_WALLED = ("tortoise_migrations",)
_BLOCK = 64
# What a digest is made of: another number, and one of an earlier version cannot be compared.
_KIND = 2
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# The catalogue itself: the views of information_schema take seconds for it. Grantee 0 is everybody;
# views count, as they read with their owner's rights; what an extension brought along is not ours.
_OURS = (
    "c.relkind IN ('r', 'p', 'v', 'm', 'f') "
    "AND c.relnamespace::regnamespace::text IN ('public', 'app') AND NOT EXISTS (SELECT 1 "
    "FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
)
_GRANTED = (
    "SELECT coalesce(r.rolname, 'public') AS who, c.relname AS tab, a.privilege_type AS may, '' AS col "
    "FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
    f"WHERE {_OURS} "
    "UNION ALL SELECT coalesce(r.rolname, 'public'), c.relname, a.privilege_type, t.attname "
    "FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid "
    "CROSS JOIN LATERAL aclexplode(t.attacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee "
    f"WHERE {_OURS}"
)
# Each function whole: body, search path, whose rights it runs with; and who may call it.
_FUNCTIONS = (
    "SELECT p.oid::regprocedure::text AS name, md5(pg_get_functiondef(p.oid)) AS words, "
    "ARRAY(SELECT coalesce(r.rolname, 'public') FROM aclexplode(p.proacl) a "
    "LEFT JOIN pg_roles r ON r.oid = a.grantee) AS callers "
    "FROM pg_proc p WHERE p.pronamespace::regnamespace::text IN ('app', 'public') AND p.prokind = 'f' "
    "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass "
    "AND d.objid = p.oid AND d.deptype = 'e')"
)
_LOGIN = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT LOGIN"


# A temporary table named as one of ours would stand before it for whoever gets the connection next.
_MAKES_NOTHING = (
    "DO $do$ BEGIN EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %%I FROM %(who)s', "
    "current_database()); END $do$; REVOKE CREATE ON SCHEMA public FROM %(who)s"
)
_MAKERS = (
    "SELECT r.rolname AS name FROM pg_roles r WHERE r.rolname = ANY($1) "
    "AND (has_database_privilege(r.oid, current_database(), 'CREATE, TEMPORARY') "
    "OR has_schema_privilege(r.oid, 'public', 'CREATE') OR has_schema_privilege(r.oid, 'app', 'CREATE') "
    "OR EXISTS (SELECT 1 FROM pg_db_role_setting s WHERE s.setrole = r.oid))"
)


class WallError(Exception):
    """The wall cannot be raised; the text says what an administrator of the server must do."""


@dataclass(frozen=True)
class Wall:
    """The statements that make the wall, and pool → role of everybody who meets it."""

    statements: tuple[str, ...]
    roles: Mapping[str, str]


Plan = Callable[[list[str], Mapping[str, str], str], Wall]


async def raise_wall(url: str, logins: Mapping[str, str], secret_key: str, plan: Plan) -> Wall:
    """Put the wall up as the owner at `url` for the logins (pool → url); returns what was built."""
    if not secret_key:
        raise WallError("WANGLAI_SECRET_KEY is missing: the second wall is signed with it.")
    await Tortoise.init(config=tortoise_config(url))
    try:
        names = {pool: login_of(one) for pool, one in logins.items()}
        async with in_transaction() as connection:
            owner = str((await connection.execute_query_dict("SELECT current_user AS me"))[0]["me"])
            if owner in names.values():
                raise WallError("The owner's login cannot be one of the wall's: name another.")
            for one in logins.values():
                await _let_in(connection, one)
            built = plan(await tables(connection), names, owner)
            await _take_down(connection, names.values())
            await connection.execute_script(";\n".join(built.statements))
            await _keep_key(connection, secret_key)
            await _note(connection, built.roles, planned(plan, names, owner))
        return built
    finally:
        await Tortoise.close_connections()


def login_of(url: str) -> str:
    """Return the name of the role that an address logs in as."""
    return unquote(urlsplit(url).username or "")


async def tables(connection: BaseDBAsyncClient) -> list[str]:
    """Return the names of the tables of the open database."""
    return [str(row["tablename"]) for row in await connection.execute_query_dict(_TABLES)]


async def _let_in(connection: BaseDBAsyncClient, url: str) -> None:
    """Create the role of an address unless the server has it."""
    name, password = login_of(url), unquote(urlsplit(url).password or "")
    if not name or any(one in name + password for one in "\"'\\"):
        raise WallError(f"The login {name!r} needs a name and password without quotes.")
    asked = "SELECT 1 FROM pg_roles WHERE rolname = $1"
    if await connection.execute_query_dict(asked, [name]):
        return
    may = await connection.execute_query_dict(
        "SELECT rolcreaterole OR rolsuper AS may FROM pg_roles WHERE rolname = current_user"
    )
    words = f'CREATE ROLE "{name}" {_LOGIN}'
    if not may[0]["may"]:
        raise WallError(f"The server has no role {name}: have an administrator run `{words}`.")
    await connection.execute_script(f"{words} PASSWORD '{password}'")


async def _take_down(connection: BaseDBAsyncClient, roles: Any) -> None:
    """Remove every policy and grant of an earlier wall; the transaction puts up the new one."""
    rows = await connection.execute_query_dict(
        "SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' "
        r"AND policyname LIKE 'wall\_%'"
    )
    gone = ["REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC"]
    gone.append(_MAKES_NOTHING % {"who": ", ".join(["PUBLIC", *(f'"{role}"' for role in roles)])})
    gone += [f'DROP POLICY {row["policyname"]} ON public."{row["tablename"]}"' for row in rows]
    for role in roles:
        gone += [
            f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"',
            f'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM "{role}"',
        ]
    await connection.execute_script("; ".join(gone))


async def _keep_key(connection: BaseDBAsyncClient, secret_key: str) -> None:
    """Write the two halves of HMAC-SHA256's key (RFC 2104) where only the functions read them."""
    key = signing_key(secret_key).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    await connection.execute_query(
        "INSERT INTO app.secret (id, inner_key, outer_key) VALUES (1, $1, $2) "
        "ON CONFLICT (id) DO UPDATE SET inner_key = excluded.inner_key, outer_key = excluded.outer_key",
        [inner, outer],
    )


def planned(plan: Plan, logins: Mapping[str, str], owner: str) -> str:
    """Return one line for the wall that this version plans for its own tables and these roles."""
    own = sorted(model._meta.db_table for model in Tortoise.apps.get_models_iterable())
    return f"{_KIND} {digest(list(plan(own, logins, owner).statements))}"


async def _note(connection: BaseDBAsyncClient, roles: Mapping[str, str], plan: str) -> None:
    """Remember what was built, so that a change made by hand is found, and by which plan."""
    await connection.execute_query(
        "INSERT INTO app.raised (id, digest, plan) VALUES (1, $1, $2) "
        "ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, plan = excluded.plan",
        [digest(await snapshot(roles, with_words=True)), plan],
    )


async def plan_raised() -> str:
    """Return the plan by which the wall was raised ("" by a version that wrote none down)."""
    # The column is asked for as if it might not be there.
    rows = await get_connection("default").execute_query_dict(
        "SELECT coalesce(to_jsonb(r) ->> 'plan', '') AS plan FROM app.raised r"
    )
    return str(rows[0]["plan"]) if rows else ""


def is_comparable(plan: str) -> bool:
    """Return whether a wall raised by `plan` has left a digest that this version can compare."""
    return plan.startswith(f"{_KIND} ")


async def is_as_raised(roles: Mapping[str, str]) -> bool:
    """Return whether every condition is still the one that `raise_wall` has written."""
    rows = await get_connection("default").execute_query_dict("SELECT digest FROM app.raised")
    return bool(rows) and rows[0]["digest"] == digest(await snapshot(roles, with_words=True))


async def is_raised() -> bool:
    """Return whether the open database has a second wall at all."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT to_regclass('app.raised') IS NOT NULL AS is_there"
    )
    return bool(rows[0]["is_there"])


async def snapshot(roles: Mapping[str, str], *, with_words: bool = False) -> list[str]:
    """Return the grants and policies of the open database, one a line, roles by their pools.

    `with_words` adds a hash of each condition, whose spelling is PostgreSQL's own, and the
    functions that the conditions call.
    """
    connection, pools = get_connection("default"), {role: pool for pool, role in roles.items()}
    granted = await connection.execute_query_dict(_GRANTED)
    policies = await connection.execute_query_dict(
        "SELECT tablename AS tab, policyname AS name, roles[1] AS who, cmd, "
        "md5(coalesce(qual, '') || '/' || coalesce(with_check, '')) AS words "
        "FROM pg_policies WHERE schemaname = 'public'"
    )
    lines = {
        f"grant {pools.get(row['who'], 'public')} {row['tab']} {row['may']} {row['col']}".rstrip()
        for row in granted
        if row["who"] == "public" or pools.get(row["who"], "owner") != "owner"
    }
    lines |= {
        f"policy {pools.get(row['who'], row['who'])} {row['tab']} {row['cmd']} "
        f"{row['words'] if with_words else ''}".rstrip()
        for row in policies
    }
    return sorted(lines) + (await _called(connection, pools) if with_words else [])


async def _called(connection: BaseDBAsyncClient, pools: Mapping[str, str]) -> list[str]:
    """Return the functions of the wall, one a line: a hash of each and the pools that may call it."""
    return sorted(
        f"function {row['name']} {row['words']} "
        + ",".join(sorted({pools.get(one, one) for one in row["callers"]}))
        for row in await connection.execute_query_dict(_FUNCTIONS)
    )


async def unguarded() -> list[str]:
    """Return the tables of the open database without RLS, FORCE or any policy."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity "
        "AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))"
    )
    return sorted({str(row["name"]) for row in rows} - set(NOT_WALLED))


async def mighty(roles: Mapping[str, str]) -> list[str]:
    """Return those of the wall's logins that are missing or can do more than the wall gives them.

    That is: superuser, exempt from policies, making roles, or a member of any other role, into
    which `SET ROLE` leads.
    """
    rows = await get_connection("default").execute_query_dict(
        "SELECT rolname AS name, rolsuper OR rolbypassrls OR rolcreaterole "
        "OR EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid) AS strong "
        "FROM pg_roles r"
    )
    known = {str(row["name"]): bool(row["strong"]) for row in rows}
    return sorted(role for role in roles.values() if known.get(role, True))


async def makers(roles: Mapping[str, str]) -> list[str]:
    """Return those of the wall's logins that may make tables, also temporary ones, or have settings.

    A setting of a login, such as a search path, holds in each connection that it opens.
    """
    rows = await get_connection("default").execute_query_dict(_MAKERS, [list(roles.values())])
    return sorted(str(row["name"]) for row in rows)


async def knows_us(pool: str) -> bool:
    """Return whether the claims that this process signs are accepted behind `pool`."""
    with speaking(Voice(pool)):
        try:
            rows = await connection_of_voice().execute_query_dict("SELECT app.mode() AS mode")
        except OperationalError:
            return False
    return bool(rows[0]["mode"] == GATE)


def digest(lines: list[str]) -> str:
    """Return one line for a whole snapshot."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
