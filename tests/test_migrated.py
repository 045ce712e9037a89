"""The migrated database that tests copy."""

import asyncio
import gc

import pytest
from tortoise.connection import get_connection

from shared.database.migrating import SELDOM, is_current, migrate
from tests.backends import Databases
from tests.old_schema import last_migrations


async def test_a_test_finds_every_table(database: str) -> None:
    assert await is_current()
    found = await get_connection("default").execute_query_dict(
        "SELECT count(*) AS n FROM journal_head"
    )
    assert found[0]["n"] == 1


def test_one_migration_is_the_last() -> None:
    assert len(last_migrations()) == 1, last_migrations()


def test_migrating_looks_through_memory_seldom_and_leaves_the_pace_as_it_was(
    databases: Databases,
) -> None:
    usual, held = gc.get_threshold(), []
    url = databases.create()
    asyncio.run(migrate(url, lambda *_: held.append(gc.get_threshold())))
    assert usual == gc.get_threshold()
    assert held
    assert all(one == SELDOM for one in held)

    def broken(*_: str) -> None:
        raise RuntimeError("no room")

    other = databases.create()
    with pytest.raises(RuntimeError, match="no room"):
        asyncio.run(migrate(other, broken))
    assert usual == gc.get_threshold()
    databases.drop(url)
    databases.drop(other)
