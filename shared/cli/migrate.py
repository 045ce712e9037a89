"""`wanglai migrate`: brings the database to the schema of this version."""

import asyncio

import click

from shared import settings
from shared.access.wall.statements import wall
from shared.database.migrating import migrate as bring_up
from shared.database.walling import WallError, raise_wall


@click.command()
def migrate() -> None:
    """Create or update the tables of the database, and its second wall where logins are named."""
    chosen = settings.load()
    url = chosen.database_url_owner or chosen.database_url
    if not url:
        raise settings.Problem("WANGLAI_DATABASE_URL is missing: name the database to migrate.")

    def report(event: str, _app: str, name: str) -> None:
        if event == "apply_start":
            click.echo(f"applying {name} … ", nl=False)
        elif event == "apply_done":
            click.echo("done")

    applied = asyncio.run(bring_up(url, report))
    click.echo(f"{len(applied)} migrations applied." if applied else "Nothing to do.")
    if chosen.role_urls:
        _wall_up(chosen, url)


def _wall_up(chosen: settings.Settings, url: str) -> None:
    """Raise the second wall anew: what has become of the law since is then in it."""
    try:
        built = asyncio.run(raise_wall(url, chosen.role_urls, chosen.secret_key, wall))
    except WallError as error:
        raise settings.Problem(str(error)) from None
    click.echo(f"The second wall is up for: {', '.join(sorted(built.roles))}.")


COMMANDS = (migrate,)
