"""The database of a command: open, and as this code needs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.database.connecting import connected
from shared.database.migrating import is_current
from shared.settings import Problem


@asynccontextmanager
async def ready(url: str) -> AsyncIterator[None]:
    """Hold the database open for the body; raises Problem while it lacks migrations."""
    async with connected(url):
        if not await is_current():
            raise Problem("The database lacks migrations: run `wanglai migrate` first.")
        yield
