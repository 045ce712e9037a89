"""`wanglai policy`: prints who may do what, as Markdown; the custom roles of a database on request."""

import asyncio
import importlib
import pkgutil

import click

import shared
from shared import settings as setting
from shared.access.actor import system
from shared.access.policy_page import as_markdown, custom_as_markdown
from shared.cli.database import ready, way_in
from shared.database.speaking import WORKER
from shared.identity.role_queries import every_role
from shared.kernel.duties import DUTIES

_OUTSIDE = {"migrations", "web", "demo", "cli"}


def law() -> str:
    """Return the page of permissions: the matrix, and every guard that the house has marked."""
    for found in pkgutil.walk_packages(shared.__path__, "shared."):
        # A guard is known once its module is there; migrations and child processes mark none.
        if not found.name.endswith("_child") and not _OUTSIDE & {*found.name.split(".")}:
            importlib.import_module(found.name)
    return as_markdown(DUTIES)


@click.command()
@click.option("--roles", is_flag=True, help="Print the custom roles of the database instead.")
def policy(roles: bool) -> None:  # noqa: FBT001
    """Print the permission matrix, or the custom roles of the database, as Markdown."""
    click.echo(asyncio.run(_custom()) if roles else law(), nl=False)


async def _custom() -> str:
    url, _ = way_in(setting.load(), WORKER)
    async with ready(url):
        return custom_as_markdown(await every_role(system()))


COMMANDS = (policy,)
