"""`wanglai domain`: which mail domains belong to which organisation, proven by a TXT record."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from shared import settings as setting
from shared.access.actor import system
from shared.cli.database import ready
from shared.identity import domains
from shared.identity.domain_look_up import asking
from shared.identity.domain_rules import record_name, record_value
from shared.kernel.errors import NotFound, Refusal
from shared.settings import Problem

T = TypeVar("T")
_PLACE = click.option(
    "--counterparty", required=True, metavar="NUMBER", help="Whose, e.g. CP-0001."
)


@click.group("domain")
def domain_group() -> None:
    """Mail domains: who has a verified address there becomes a member by signing in."""


@domain_group.command("claim")
@click.argument("domain")
@_PLACE
@click.option(
    "--role", type=click.Choice(domains.ROLES), default="viewer", help="What they join as."
)
def claim_command(domain: str, counterparty: str, role: str) -> None:
    """Claim DOMAIN and print the TXT record that its owner has to publish."""
    made = _done(
        lambda: domains.claim(system(), counterparty=counterparty, domain=domain, role=role)
    )
    click.echo(f'{record_name(made.domain)}. TXT "{record_value(made.token)}"')
    click.echo("Publish this record, then run `wanglai domain check`.", err=True)


@domain_group.command("check")
@click.argument("domain")
@_PLACE
@click.option("--server", default="", help="Address of the name server to ask.")
@click.option("--port", default=53, show_default=True)
def check_command(domain: str, counterparty: str, server: str, port: int) -> None:
    """Look for the record of DOMAIN now and print where the claim stands."""
    state = _done(
        lambda: domains.check(
            system(), counterparty=counterparty, domain=domain, look_up=asking(server, port)
        )
    )
    click.echo(state.value)


@domain_group.command("withdraw")
@click.argument("domain")
@_PLACE
def withdraw_command(domain: str, counterparty: str) -> None:
    """Give DOMAIN up; members stay what they are."""
    _done(lambda: domains.withdraw(system(), counterparty=counterparty, domain=domain))


@domain_group.command("list")
def list_command() -> None:
    """Print every claim: domain, organisation, role, state."""
    for one in _done(domains.living):
        click.echo(f"{one.domain}\t{one.counterparty.number}\t{one.role}\t{one.state.value}")


def _done(work: Callable[[], Awaitable[T]]) -> T:
    settings = setting.load()
    settings.check_production()
    if not settings.database_url:
        raise Problem("WANGLAI_DATABASE_URL is missing: name the database to use.")

    async def do() -> T:
        async with ready(settings.database_url):
            try:
                return await work()
            except Refusal as refusal:
                raise Problem(str(refusal.message)) from None
            except NotFound:
                raise Problem("There is no such organisation, or no such claim of it.") from None

    return asyncio.run(do())


COMMANDS = (domain_group,)
