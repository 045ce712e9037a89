"""Each way of making a hole in the second wall by hand is told by `wanglai doctor`."""

import asyncio

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
}
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
