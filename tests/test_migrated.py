"""The migrated database that tests copy."""

from tortoise.connection import get_connection

from shared.database.migrating import is_current


async def test_a_test_finds_every_table(database: str) -> None:
    assert await is_current()
    found = await get_connection("default").execute_query_dict(
        "SELECT count(*) AS n FROM journal_head"
    )
    assert found[0]["n"] == 1
