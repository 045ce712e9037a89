"""`wanglai policy`: prints who may do what, as Markdown; the custom roles of a database on request."""

import asyncio

import click

from shared import settings as setting
from shared.access.actor import system
from shared.access.policy_page import as_markdown, custom_as_markdown
from shared.cli.database import ready, way_in
from shared.database.speaking import WORKER
from shared.identity.role_queries import every_role


@click.command()
@click.option("--roles", is_flag=True, help="Print the custom roles of the database instead.")
def policy(roles: bool) -> None:  # noqa: FBT001
    """Print the permission matrix, or the custom roles of the database, as Markdown."""
    click.echo(asyncio.run(_custom()) if roles else as_markdown(), nl=False)


async def _custom() -> str:
    url, _ = way_in(setting.load(), WORKER)
    async with ready(url):
        return custom_as_markdown(await every_role(system()))


COMMANDS = (policy,)
