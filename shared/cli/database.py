"""The database of a command: open, and as this code needs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.database.connecting import connected
from shared.database.migrating import is_current
from shared.settings import Problem, Settings


def way_in(settings: Settings, *pools: str) -> tuple[str, dict[str, str]]:
    """Return the address to open by default and pool → address of the logins behind the wall.

    Where one of `pools` has a login of its own, the default is the first of them: code that does
    not say as whom it speaks then sees nothing. Raises Problem when nothing is named.
    """
    logins = {name: settings.role_urls[name] for name in pools if name in settings.role_urls}
    url = next(iter(logins.values()), settings.database_url)
    if not url:
        raise Problem("WANGLAI_DATABASE_URL is missing: name the database to use.")
    return url, logins


@asynccontextmanager
async def ready(url: str) -> AsyncIterator[None]:
    """Hold the database open for the body; raises Problem while it lacks migrations."""
    async with connected(url):
        if not await is_current():
            raise Problem("The database lacks migrations: run `wanglai migrate` first.")
        yield
