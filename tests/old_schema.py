"""Databases of a release before: brought to one migration, forward or back, to see what becomes of rows."""

from importlib import import_module
from pathlib import Path
from typing import Any

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from shared.database import migrations
from shared.database.connecting import SQLITE, backend, tortoise_config
from shared.database.migrating import searching_seldom
from shared.database.registry import APP


async def bring_to(url: str, name: str, *statements: str, read: str = "") -> list[dict[str, Any]]:
    """Bring the database to the migration `name`, run `statements` there and return what `read` finds."""
    pragmas = {"foreign_keys": "OFF"} if backend(url) == SQLITE else {}
    config = tortoise_config(url, **pragmas)
    await Tortoise.init(config=config)
    try:
        connection = get_connection("default")
        with searching_seldom():
            await MigrationExecutor(connection, config["apps"]).migrate(
                [MigrationTarget(APP, name)]
            )
        for statement in statements:
            await connection.execute_script(statement)
        return list(await connection.execute_query_dict(read)) if read else []
    finally:
        await Tortoise.close_connections()


def last_migrations() -> set[str]:
    """Return the names of the migrations that no other one follows: there shall be one."""
    names = {path.stem for path in Path(migrations.__path__[0]).glob("0*.py")}
    followed = {
        before
        for name in names
        for _, before in import_module(f"{migrations.__name__}.{name}").Migration.dependencies
    }
    return names - followed
