"""The unit of work: the one way in which the domain opens a transaction.

Each one runs in its own task behind a shield: cancelling a task inside a transaction would leak
SQLite's process-wide lock or a pool connection. Time limits live in the database.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from shared.database import speaking
from shared.kernel.errors import LookingOnly

T = TypeVar("T")
Work = Callable[[], Awaitable[T]]

_RETRY_STATES = frozenset({"40001", "40P01"})
_ATTEMPTS = 3
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar(
    "after_commit", default=None
)
_running: set[asyncio.Task[Any]] = set()


def is_open() -> bool:
    """Return whether the present code runs inside a writing unit of work."""
    return _after_commit.get() is not None


def dialect() -> str:
    """Return "sqlite" or "postgres"."""
    return str(get_connection("default").capabilities.dialect)


def after_commit(step: Callable[[], None]) -> None:
    """Call `step` once the open unit of work has been committed (wake the relay, start a task)."""
    steps = _after_commit.get()
    if steps is None:
        raise RuntimeError("after_commit needs an open unit of work")
    steps.append(step)


async def uow(work: Work[T]) -> T:
    """Run `work` in one transaction, or inside the open one; deadlocks are tried again.

    Raises LookingOnly for whoever only looks as somebody else does, whatever route led here.
    """
    if speaking.is_looking():
        raise LookingOnly
    if is_open():
        return await work()
    return await _shielded(lambda: _with_retries(work))


async def reading(work: Work[T]) -> T:
    """Run the reads of one page: a read-only transaction on PostgreSQL, plain reads on SQLite.

    SQLite has one connection; a transaction would hold every other reader back.
    """
    if is_open() or dialect() == "sqlite":
        return await work()

    async def read() -> T:
        async with in_transaction(speaking.pool_name()) as connection:
            if said := speaking.introduction(speaking.READ):
                # One round trip says both: that nothing is written, and who reads.
                await connection.execute_query(speaking.SAY_AND_READ, [said])
            else:
                await connection.execute_script("SET TRANSACTION READ ONLY")
            return await work()

    return await _shielded(read)


async def _shielded(work: Work[T]) -> T:
    task = asyncio.ensure_future(work())
    _running.add(task)
    task.add_done_callback(_running.discard)
    return await asyncio.shield(task)


async def _with_retries(work: Work[T]) -> T:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return await _once(work)
        except OperationalError as error:
            if attempt == _ATTEMPTS or not _worth_retrying(error):
                raise
    raise AssertionError("unreachable")


async def _once(work: Work[T]) -> T:
    steps: list[Callable[[], None]] = []
    token = _after_commit.set(steps)
    try:
        async with in_transaction(speaking.pool_name()) as connection:
            if said := speaking.introduction(speaking.ACT):
                await connection.execute_query(speaking.SAY, [said])
            result = await work()
    finally:
        _after_commit.reset(token)
    for step in steps:
        step()
    return result


def _worth_retrying(error: OperationalError) -> bool:
    cause = error.args[0] if error.args else None
    return getattr(cause, "sqlstate", None) in _RETRY_STATES


def violates(error: IntegrityError, index: str) -> bool:
    """Return whether `error` comes from the unique index named `index` (or its columns on SQLite)."""
    return index in str(error)
