"""`wanglai worker`: delivers the outbox and keeps time, beside any number of servers."""

import asyncio

import click

from shared import settings as setting
from shared.database.connecting import connected
from shared.files.storage import open_storage
from shared.reactions import reactions
from shared.settings import Problem, Settings
from shared.worker.relay import relay
from shared.worker.timekeeping import keep_time


@click.command()
def worker() -> None:
    """Send mails and do what falls due, until stopped."""
    settings = setting.load()
    settings.check_production()
    if not settings.database_url:
        raise Problem("WANGLAI_DATABASE_URL is missing: name the database to use.")
    click.echo("The worker runs. Stop with Ctrl-C.")
    try:
        asyncio.run(_work(settings))
    except KeyboardInterrupt:
        click.echo("Stopped.")


async def _work(settings: Settings) -> None:
    open_storage(settings)
    async with connected(settings.database_url, pool=settings.database_pool):
        await asyncio.gather(relay(reactions(settings)), keep_time())


COMMANDS = (worker,)
