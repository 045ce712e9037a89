"""Tortoise's PostgreSQL engine for a pool behind the second wall.

A statement outside a unit of work says who asks as well: it gets a reading transaction of its own.
"""

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import PoolConnectionWrapper

from shared.database import speaking


class _Introduced(PoolConnectionWrapper[Any]):
    """A connection of the pool on which a transaction says who reads, until it is given back."""

    __slots__ = ("is_open",)

    async def __aenter__(self) -> Any:
        connection = await super().__aenter__()
        said = speaking.introduction(speaking.READ)
        self.is_open = bool(said)
        if said:
            try:
                await connection.execute("BEGIN READ ONLY")
                await connection.execute(speaking.SAY, said)
            except BaseException:
                await self.client._pool.release(connection)
                raise
        return connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            if self.is_open and self.connection is not None and not self.connection.is_closed():
                await self.connection.execute("ROLLBACK" if exc_type else "COMMIT")
        finally:
            await super().__aexit__(exc_type, exc_val, exc_tb)


class WalledClient(AsyncpgDBClient):
    """A pool of one login of the wall."""

    def acquire_connection(self) -> Any:
        """Return a connection that knows who asks."""
        return _Introduced(self, self._pool_init_lock)


client_class = WalledClient
