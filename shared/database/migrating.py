"""Brings a database to the schema of this code, guarding what Tortoise would lose on SQLite.

On SQLite, altering a column remakes its table: children would be deleted by cascade and indices
and triggers lost. So foreign keys are off while migrating, a remade table gets its indices and
triggers back, references are checked afterwards, and the file is copied first.
"""

import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.migrations import executor as tortoise_executor
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor

from shared.database.connecting import SQLITE, backend, tortoise_config
from shared.database.migration_states import draw_states_late
from shared.database.registry import APP

Report = Callable[[str, str, str], object]
SELDOM = (100_000, 3, 1)
"""After how many new objects, and how many rounds of the younger, each generation is looked through."""


class GuardedSqliteEditor(SqliteSchemaEditor):
    """Replays a table's indices and triggers after Tortoise remade it; splits scripts safely."""

    async def _run_sql(self, sql: str) -> None:
        if self.collect_sql or not self.atomic_migration:
            await super()._run_sql(sql)
            return
        for statement in statements(sql):
            await self.client.execute_query(statement)

    async def _remake_table(self, model: Any, *changes: Any, **named: Any) -> None:
        table, gone = model._meta.db_table, _column(named.get("delete_field"))
        _, rows = await self.client.execute_query("PRAGMA foreign_keys")
        if rows[0][0]:
            raise RuntimeError("a table is only remade with foreign keys off")
        kept = await self.client.execute_query_dict(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') "
            "AND sql IS NOT NULL AND (type = 'trigger' OR NOT EXISTS ("
            "SELECT 1 FROM pragma_index_info(sqlite_master.name) AS part WHERE part.name = ?))",
            [table, gone],
        )
        with _forgotten(model, gone):
            await super()._remake_table(model, *changes, **named)
        for row in kept:
            await self.client.execute_query(row["sql"])


def _column(field: Any) -> str:
    return "" if field is None else field.source_field or field.model_field_name


@contextmanager
def _forgotten(model: Any, column: str) -> Iterator[None]:
    """Take the plain field of a column out of a drawn model for the body.

    A relation has two fields: Tortoise leaves out the one and would make the column again for the other.
    """
    known = model._meta.fields_map
    plain = known.pop(column, None)
    try:
        yield
    finally:
        if plain is not None:
            known[column] = plain


tortoise_executor.SqliteSchemaEditor = GuardedSqliteEditor  # type: ignore[attr-defined]
draw_states_late()


def statements(script: str) -> list[str]:
    """Cut a script into statements; a semicolon in a comment or trigger body does not cut."""
    found: list[str] = []
    pending = ""
    for piece in script.split(";"):
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            found.append(pending.strip().removesuffix(";"))
            pending = ""
    return [statement for statement in found if statement.strip()]


async def migrate(url: str, report: Report | None = None) -> list[str]:
    """Apply what is missing and return the names of the migrations applied.

    `report(event, app, name)` is called before and after each. On SQLite the file is copied to
    `<file>.before-<name>` first when it already holds a schema, and what is replaced there is
    overwritten: a text that a migration seals must not stay behind in a free page.
    """
    pragmas: dict[str, Any] = (
        {"foreign_keys": "OFF", "secure_delete": "ON"} if backend(url) == SQLITE else {}
    )
    config = tortoise_config(url, **pragmas)
    await Tortoise.init(config=config)
    try:
        executor = _executor(config)
        missing = [step.migration.name for step in await executor.plan()]
        if not missing:
            return []
        if backend(url) == SQLITE:
            _keep_copy(Path(url.removeprefix("sqlite://")), missing[0])
        with searching_seldom():
            await _executor(config).migrate(progress=report)
        if backend(url) == SQLITE:
            await _check_references()
        return missing
    finally:
        await Tortoise.close_connections()


async def is_current() -> bool:
    """Return whether the open database has every migration of this code."""
    connection = get_connection("default")
    config = {APP: {"models": [], "migrations": "shared.database.migrations"}}
    return not await MigrationExecutor(connection, config).plan()


def _executor(config: dict[str, Any]) -> MigrationExecutor:
    return MigrationExecutor(get_connection("default"), config["apps"])


@contextmanager
def searching_seldom() -> Iterator[None]:
    """Let Python's collector of cycles search more seldom for the body.

    Tortoise builds hundreds of models anew, and most live until the next operation: at the usual pace
    looking through them takes half the time that migrating takes. Without any pace they would fill 1 GB.
    """
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _keep_copy(path: Path, name: str) -> None:
    """Copy the database with SQLite's own backup, which is whole even beside a running server."""
    if not path.exists() or path.stat().st_size == 0:
        return
    copy = path.with_name(f"{path.name}.before-{name}")
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    shutil.copymode(path, copy)


async def _check_references() -> None:
    broken = await get_connection("default").execute_query_dict("PRAGMA foreign_key_check")
    if broken:
        raise RuntimeError(f"{len(broken)} rows point to nothing; the copy before is untouched")
