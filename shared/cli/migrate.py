"""`wanglai migrate`: brings the database to the schema of this version."""

import asyncio

import click

from shared import settings
from shared.database.migrating import migrate as bring_up


@click.command()
def migrate() -> None:
    """Create or update the tables of the database that WANGLAI_DATABASE_URL names."""
    chosen = settings.load()
    if not chosen.database_url:
        raise settings.Problem("WANGLAI_DATABASE_URL is missing: name the database to migrate.")

    def report(event: str, _app: str, name: str) -> None:
        if event == "apply_start":
            click.echo(f"applying {name} … ", nl=False)
        elif event == "apply_done":
            click.echo("done")

    applied = asyncio.run(bring_up(chosen.database_url, report))
    click.echo(f"{len(applied)} migrations applied." if applied else "Nothing to do.")


COMMANDS = (migrate,)
