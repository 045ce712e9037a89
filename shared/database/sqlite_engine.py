"""Tortoise's SQLite engine with two wounds dressed, and without a pen for whoever only looks.

Tortoise begins transactions as DEFERRED, so two writers that read first fail at once with
"database is locked": here they begin IMMEDIATE and wait. And it stores datetimes in whatever zone
they carry, so comparing them as text goes wrong: here they are stored in UTC.
"""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError

from shared.database import speaking
from shared.kernel.errors import LookingOnly


def _utc_text(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(" ")


sqlite3.register_adapter(datetime, _utc_text)


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that takes the write lock at its start."""

    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error


class ImmediateTransactionContext(SqliteTransactionContext):
    """Gives the process-wide lock back when beginning fails."""

    async def __aenter__(self) -> Any:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection


class ImmediateSqliteClient(SqliteClient):
    """SQLite client whose units of work begin IMMEDIATE.

    Units of work refuse whoever only looks as somebody else does; so does a statement outside them.
    """

    async def execute_insert(self, query: str, values: list[Any]) -> Any:
        _refuse_writing(query)
        return await super().execute_insert(query, values)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> Any:
        _refuse_writing(query)
        return await super().execute_query(query, values)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        _refuse_writing(query)
        await super().execute_many(query, values)

    async def execute_script(self, query: str) -> None:
        _refuse_writing(query)
        await super().execute_script(query)

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransactionContext(ImmediateTransaction(self), self._lock)


def _refuse_writing(query: str) -> None:
    """Raise LookingOnly for a statement that does not read; PostgreSQL's login refuses by itself."""
    if speaking.is_looking() and not query.lstrip("( ").upper().startswith(("SELECT", "WITH")):
        raise LookingOnly


client_class = ImmediateSqliteClient
