"""`wanglai worker`: delivers the outbox and keeps time, beside any number of servers."""

import asyncio

import click

from shared import settings as setting
from shared.cli.database import way_in
from shared.database.connecting import connected
from shared.database.sealed import open_seals
from shared.database.speaking import WORKER
from shared.files.storage import open_storage
from shared.reactions import reactions
from shared.settings import Settings
from shared.worker.relay import relay
from shared.worker.timekeeping import keep_time


@click.command()
def worker() -> None:
    """Send mails and do what falls due, until stopped."""
    settings = setting.load()
    settings.check_production()
    url, _ = way_in(settings, WORKER)
    click.echo("The worker runs. Stop with Ctrl-C.")
    try:
        asyncio.run(_work(settings, url))
    except KeyboardInterrupt:
        click.echo("Stopped.")


async def _work(settings: Settings, url: str) -> None:
    open_storage(settings)
    open_seals(settings)
    async with connected(url, pool=settings.database_pool):
        await asyncio.gather(relay(reactions(settings)), keep_time())


COMMANDS = (worker,)
