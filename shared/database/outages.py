"""Tells a database that is away, locked or full from a mistake of ours or of the reader's.

The HTTP edge answers the first with 503 and "try again", the second with 500. Drivers let some of
their own errors through (a full disk is met at COMMIT, below the translation of the ORM), so the
whole chain of causes is looked at.
"""

import sqlite3
from collections.abc import Iterator

import asyncpg
from tortoise.exceptions import (
    DBConnectionError,
    DoesNotExist,
    IntegrityError,
    MultipleObjectsReturned,
    NoValuesFetched,
    OperationalError,
    ValidationError,
)

AWAY: tuple[type[BaseException], ...] = (
    DBConnectionError,
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
)
OURS: tuple[type[BaseException], ...] = (
    DoesNotExist,
    IntegrityError,
    MultipleObjectsReturned,
    NoValuesFetched,
)
UNFIT: tuple[type[BaseException], ...] = (ValidationError, OverflowError, asyncpg.DataError)
SIGNS = (
    "database is locked",
    "database or disk is full",
    "disk i/o error",
    "unable to open database file",
    "attempt to write a readonly database",
    "closed database",
    "no active connection",
)


def does_not_fit(error: BaseException) -> bool:
    """Was a value longer, larger or stranger than any column holds? Then no record has it."""
    return any(isinstance(one, UNFIT) for one in _chain(error))


def is_outage(error: BaseException) -> bool:
    """Is the database away, locked or full, so that the same request may succeed later?"""
    return any(_is_away(one) for one in _chain(error))


def _is_away(error: BaseException) -> bool:
    if isinstance(error, OURS):
        return False
    if isinstance(error, AWAY):
        return True
    if isinstance(error, (OperationalError, sqlite3.Error, ValueError)):
        words = str(error).lower()
        return any(sign in words for sign in SIGNS)
    return False


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(8):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
