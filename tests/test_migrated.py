"""The migrated database that tests copy."""

from importlib import import_module
from pathlib import Path

from tortoise.connection import get_connection

from shared.database import migrations
from shared.database.migrating import is_current


async def test_a_test_finds_every_table(database: str) -> None:
    assert await is_current()
    found = await get_connection("default").execute_query_dict(
        "SELECT count(*) AS n FROM journal_head"
    )
    assert found[0]["n"] == 1


def test_one_migration_is_the_last() -> None:
    names = [path.stem for path in Path(migrations.__path__[0]).glob("0*.py")]
    followed = {
        before
        for name in names
        for _, before in import_module(f"{migrations.__name__}.{name}").Migration.dependencies
    }
    last = set(names) - followed
    assert len(last) == 1, last
