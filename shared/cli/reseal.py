"""`wanglai reseal`: seals bank accounts with the present key, so that a former one may go."""

import asyncio

import click

from shared import settings
from shared.cli.database import ready
from shared.counterparties.account_numbers import seal_anew
from shared.database.sealed import open_seals


@click.command()
def reseal() -> None:
    """Seal what lies sealed with WANGLAI_SECRET_KEY; then former keys may be taken away."""
    chosen = settings.load()
    if not chosen.database_url:
        raise settings.Problem("WANGLAI_DATABASE_URL is missing: name the database to use.")
    if not chosen.secret_key:
        raise settings.Problem("WANGLAI_SECRET_KEY is missing: nothing can be sealed without it.")
    open_seals(chosen)
    done, lost = asyncio.run(_all(chosen.database_url))
    click.echo(f"{done} rows sealed anew.")
    if lost:
        raise settings.Problem(
            f"{lost} rows are sealed with a key that is not named: add it to "
            "WANGLAI_FORMER_SECRET_KEYS and run this again."
        )


async def _all(url: str) -> tuple[int, int]:
    async with ready(url):
        return await seal_anew()


COMMANDS = (reseal,)
