"""Counts the SQL statements that some code sends, without those that open a transaction."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# What opens a transaction or a connection asks the database nothing.
_NO_QUESTIONS = (
    "SET TRANSACTION", "SELECT set_config(", "Created connection", "Closed connection",
)  # fmt: skip


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.statements: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.getMessage().startswith(_NO_QUESTIONS):
            self.statements.append(record.getMessage())


@asynccontextmanager
async def counted() -> AsyncIterator[list[str]]:
    logger, kept = logging.getLogger("tortoise.db_client"), _Kept()
    level = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(kept)
    try:
        yield kept.statements
    finally:
        logger.removeHandler(kept)
        logger.setLevel(level)
