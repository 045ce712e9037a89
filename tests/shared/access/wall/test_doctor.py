"""Each way of making a hole in the second wall by hand is told by `wanglai doctor`."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import pytest

from shared.access.wall.statements import wall
from shared.cli import doctor
from shared.database import speaking, walling
from shared.database.connecting import connected
from shared.settings import Settings
from tests import backends
from tests.conftest import SECRET_KEY

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)
_BY_HAND = "changed by hand"
_MAKES = "may make tables or has settings of its own"
_ORG = (
    "CREATE OR REPLACE FUNCTION app.org() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE "
    "SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1::bigint'"
)
_TRIGGER = "CREATE FUNCTION peek() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
# What is done → what the doctor says.
HOLES = {
    "DROP POLICY wall_portal_select ON sales_order": "missing: policy portal sales_order SELECT",
    'CREATE POLICY mine ON ticket FOR SELECT TO "{portal}" USING (true)': _BY_HAND,
    'GRANT SELECT ON product_cost TO "{portal}"': "unknown: grant portal product_cost SELECT",
    'GRANT SELECT (after) ON journal_entry TO "{portal}"': "grant portal journal_entry SELECT after",
    "GRANT SELECT ON product_cost TO PUBLIC": "unknown: grant public product_cost SELECT",
    "GRANT SELECT (cost) ON product_cost TO PUBLIC": "grant public product_cost SELECT cost",
    "CREATE VIEW peep AS SELECT * FROM product_cost; "
    'GRANT SELECT ON peep TO "{portal}"': "unknown: grant portal peep SELECT",
    "ALTER TABLE ticket NO FORCE ROW LEVEL SECURITY": "ticket has no policy",
    "CREATE TABLE newcomer (id int)": "newcomer has no policy",
    "ALTER FUNCTION app.org() SET search_path = public": _BY_HAND,
    "ALTER FUNCTION app.org() SECURITY INVOKER": _BY_HAND,
    "GRANT EXECUTE ON FUNCTION app.claims() TO PUBLIC": _BY_HAND,
    _ORG: _BY_HAND,
    f"{_TRIGGER}CREATE TRIGGER peek AFTER INSERT ON ticket EXECUTE FUNCTION peek()":
        "unknown: the trigger peek on ticket",
    "ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_kept":
        "missing or switched off: the trigger journal_entry_kept on journal_entry",
    "DROP TRIGGER journal_concern_kept ON journal_concern":
        "missing or switched off: the trigger journal_concern_kept on journal_concern",
    _TRIGGER.replace("peek", "refuse_journal_change").replace("FUNCTION", "OR REPLACE FUNCTION"):
        _BY_HAND,
    "CREATE RULE aside AS ON UPDATE TO ticket DO INSTEAD NOTHING":
        "unknown: the rule aside on ticket",
    "CREATE SCHEMA side": "unknown: the schema side",
    "CREATE TABLE branch () INHERITS (ticket)": "unknown: the table branch, a part of ticket",
    'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO "{portal}"':
        "unknown: grants on everything that",
}  # fmt: skip
_TEMPORARY = (
    "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); "
    "END $$"
)


# The same for what only an administrator of the server can do, and how it is undone.
MIGHT = {
    'ALTER ROLE "{portal}" BYPASSRLS': 'ALTER ROLE "{portal}" NOBYPASSRLS',
    'ALTER ROLE "{portal}" CREATEROLE': 'ALTER ROLE "{portal}" NOCREATEROLE',
    'GRANT "{staff}" TO "{portal}"': 'REVOKE "{staff}" FROM "{portal}"',
    'ALTER ROLE "{portal}" SET search_path = pg_temp': 'ALTER ROLE "{portal}" RESET ALL',
    'GRANT pg_read_all_data TO "{portal}"': 'REVOKE pg_read_all_data FROM "{portal}"',
}


async def _told(databases: backends.PostgresDatabases, url: str) -> str:
    logins = {f"database_url_{pool}": one for pool, one in databases.logins(url).items()}
    chosen = Settings(database_url=url, secret_key=SECRET_KEY, **logins)
    return "\n".join(await doctor._holes(chosen, url))


def _roles(databases: backends.PostgresDatabases, url: str) -> dict[str, str]:
    return {pool: walling.login_of(one) for pool, one in databases.logins(url).items()}


async def _do(url: str, statements: str) -> None:
    async with connected(url):
        await speaking.connection().execute_script(statements)


async def test_an_untouched_wall_has_no_hole(
    databases: backends.PostgresDatabases, walled_url: str
) -> None:
    # The copy of a database does not take over what was revoked on the database as a whole.
    await walling.raise_wall(walled_url, databases.logins(walled_url), SECRET_KEY, wall)
    assert await _told(databases, walled_url) == ""


@pytest.mark.parametrize("done", HOLES)
async def test_a_hole_made_by_hand_is_told(
    databases: backends.PostgresDatabases, walled_url: str, done: str
) -> None:
    await _do(walled_url, done.format(**_roles(databases, walled_url)))
    assert HOLES[done] in await _told(databases, walled_url)


@pytest.mark.parametrize(
    "done",
    [
        'GRANT CREATE ON SCHEMA public TO "{viewas}"',
        'GRANT CREATE ON SCHEMA app TO "{viewas}"',
        _TEMPORARY,
    ],
)
async def test_a_login_that_may_make_something_is_told(
    databases: backends.PostgresDatabases, walled_url: str, done: str
) -> None:
    roles = _roles(databases, walled_url)
    await walling.raise_wall(walled_url, databases.logins(walled_url), SECRET_KEY, wall)
    await _do(walled_url, done if done is _TEMPORARY else done.format(**roles))
    assert f"the login {roles['viewas']} {_MAKES}" in await _told(databases, walled_url)


@pytest.mark.parametrize("done", MIGHT)
async def test_a_login_that_became_mighty_is_told(
    databases: backends.PostgresDatabases, walled_url: str, done: str
) -> None:
    roles = _roles(databases, walled_url)
    await asyncio.to_thread(databases._run, done.format(**roles))
    try:
        told = await _told(databases, walled_url)
    finally:
        await asyncio.to_thread(databases._run, MIGHT[done].format(**roles))
    wrong = _MAKES if " SET " in done else "is missing or too mighty"
    assert f"the login {roles['portal']} {wrong}" in told


# And in the database itself: what is done → what the doctor says.
MIGHT_HERE = {
    "ALTER TABLE ticket OWNER TO CURRENT_USER": "as owner of ticket",
    "ALTER FUNCTION app.org() OWNER TO CURRENT_USER": "as owner of app.org()",
    "CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
    "CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION watch()":
        "unknown: the event trigger watching",
    "CREATE EXTENSION vector": "unknown: the extension vector",
}  # fmt: skip


@pytest.mark.parametrize("done", MIGHT_HERE)
async def test_what_an_administrator_of_the_server_made_is_told(
    databases: backends.PostgresDatabases, walled_url: str, done: str
) -> None:
    connection = await asyncpg.connect(databases.server, database=urlsplit(walled_url).path[1:])
    try:
        await connection.execute(done)
    finally:
        await connection.close()
    assert MIGHT_HERE[done] in await _told(databases, walled_url)


@pytest.mark.parametrize("earlier", [
    "UPDATE app.raised SET plan = '2 of another version'",
    "UPDATE app.raised SET plan = '', digest = 'counted otherwise'",
    "ALTER TABLE app.raised DROP COLUMN plan",
])  # fmt: skip
async def test_a_wall_of_another_version_is_not_called_changed_by_hand(
    databases: backends.PostgresDatabases, walled_url: str, earlier: str
) -> None:
    # What a database lets logins make is not copied with it.
    await walling.raise_wall(walled_url, databases.logins(walled_url), SECRET_KEY, wall)
    await _do(walled_url, earlier)
    assert await _told(databases, walled_url) == doctor.LAGGING
    await walling.raise_wall(walled_url, databases.logins(walled_url), SECRET_KEY, wall)
    assert await _told(databases, walled_url) == ""


async def test_what_was_done_by_hand_to_a_wall_of_another_version_is_told_too(
    databases: backends.PostgresDatabases, walled_url: str
) -> None:
    await _do(
        walled_url,
        "UPDATE app.raised SET plan = '2 of another version'; "
        "DROP POLICY wall_portal_select ON sales_order",
    )
    told = await _told(databases, walled_url)
    assert doctor.LAGGING in told
    assert _BY_HAND in told
    assert "missing: policy portal sales_order SELECT" in told


async def test_raising_the_wall_again_takes_back_what_everybody_was_given(
    databases: backends.PostgresDatabases, walled_url: str
) -> None:
    await _do(
        walled_url,
        "GRANT CREATE ON SCHEMA public TO PUBLIC; "
        "GRANT SELECT ON product_cost TO PUBLIC; GRANT SELECT (note) ON sales_order TO PUBLIC; "
        + _ORG,
    )
    await walling.raise_wall(walled_url, databases.logins(walled_url), SECRET_KEY, wall)
    assert await _told(databases, walled_url) == ""
