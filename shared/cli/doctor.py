"""`wanglai doctor`: whether the second wall of a live database is the one that the law describes.

It looks whether the journal is a whole chain, and says when the server is older than the releases
without known holes.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import click

from shared import settings
from shared.access import wall
from shared.access.wall.statements import wall as wall_of
from shared.database import walling
from shared.database.connecting import SQLITE, backend, connected
from shared.database.migrating import is_current
from shared.database.server_version import server_warning
from shared.database.wall_surroundings import surroundings
from shared.database.walling import login_of
from shared.journal.queries import broken_links
from shared.settings import Problem, Settings

SNAPSHOT = Path(wall.__file__).with_name("snapshot.txt")
LAGGING = "not migrated yet: this version raises another wall than the one that stands: run `wanglai migrate`"


@click.command()
def doctor() -> None:
    """Say whether journal and second wall of the database are whole; exit code 1 when not."""
    chosen = settings.load()
    url = chosen.database_url_owner or chosen.database_url
    if not url:
        raise Problem("WANGLAI_DATABASE_URL is missing: name the database to look at.")
    _tell_of_journal(asyncio.run(_broken(url)))
    if backend(url) == SQLITE:
        click.echo("SQLite has no second wall: the scopes of the code are the only one.")
        return
    if warning := asyncio.run(_warning(url)):
        click.echo(f"Warning: {warning}", err=True)
    if not chosen.role_urls:
        click.echo(
            "The second wall is off: everything logs in as one role. Name the logins of "
            "WANGLAI_DATABASE_URL_PORTAL, _STAFF, _VIEWAS, _WORKER, _OWNER and run `wanglai migrate`."
        )
    else:
        _tell(asyncio.run(_holes(chosen, url)))


async def _broken(url: str) -> list[int]:
    async with connected(url):
        return await broken_links() if await is_current() else []


def _tell_of_journal(broken: list[int]) -> None:
    """Raise Problem for entries that somebody changed or took away."""
    if broken:
        named = ", ".join("the newest" if one == 0 else str(one) for one in broken)
        raise Problem(f"The journal was changed by hand; its chain breaks at: {named}")
    click.echo("The journal is a whole chain.")


async def _warning(url: str) -> str:
    async with connected(url):
        return await server_warning()


def _tell(holes: list[str]) -> None:
    if holes:
        raise Problem("The second wall has holes:\n" + "\n".join(f"- {one}" for one in holes))
    click.echo("The second wall stands: logins, policies, grants and key are as they should be.")


async def _holes(chosen: Settings, url: str) -> list[str]:
    roles = {pool: login_of(one) for pool, one in chosen.role_urls.items()}
    async with connected(url):
        if not await walling.is_raised():
            return ["nothing was raised yet: run `wanglai migrate`"]
        found = [f"the login {one} is missing or too mighty" for one in await walling.mighty(roles)]
        found += [
            f"the login {one} may make tables or has settings of its own"
            for one in await walling.makers(roles)
        ]
        found += [f"{one} has no policy" for one in await walling.unguarded()]
        found += await surroundings(login_of(url))
        found += await _changed(roles, login_of(url))
    for pool, one in chosen.role_urls.items():
        found += await _signed(pool, one, chosen.secret_key)
    return found


async def _changed(roles: Mapping[str, str], owner: str) -> list[str]:
    """Compare with what was raised, and tell a wall of another version from one changed by hand."""
    everybody, raised = {**roles, "owner": owner}, await walling.plan_raised()
    is_lagging = raised != walling.planned(wall_of, roles, owner) or not await is_current()
    found = [LAGGING] if is_lagging else []
    is_touched = walling.is_comparable(raised) and not await walling.is_as_raised(everybody)
    if is_touched:
        found.append("a policy or grant was changed by hand: run `wanglai migrate`")
    if is_lagging and not is_touched:
        return found
    return found + _differences(await walling.snapshot(everybody), roles)


def _differences(live: list[str], roles: Mapping[str, str]) -> list[str]:
    """Compare with the snapshot of this version, for the logins that are named."""
    named = {*roles, "owner"}
    lines = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    meant = {line for line in lines if line.split()[1] in named}
    missing = [f"missing: {line}" for line in sorted(meant - set(live))]
    return missing + [f"unknown: {line}" for line in sorted(set(live) - meant)]


async def _signed(pool: str, url: str, secret_key: str) -> list[str]:
    """Ask as the login itself whether the database knows our signature."""
    if pool in ("worker", "backup"):
        return []
    async with connected(url, logins={pool: url}, secret_key=secret_key):
        is_ours = await walling.knows_us(pool)
    return [] if is_ours else [f"the key of {pool} is another: run `wanglai migrate`"]


COMMANDS = (doctor,)
