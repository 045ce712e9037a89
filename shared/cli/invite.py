"""`wanglai invite`: a way in for one e-mail address; also how the first administrator is made."""

import asyncio

import click

from shared import settings as setting
from shared.access import policy
from shared.access.actor import system
from shared.cli.database import ready
from shared.identity import actions
from shared.identity.actions import Issued
from shared.identity.rules import INVITATION_HOURS
from shared.kernel.errors import NotFound, Refusal
from shared.settings import Problem, Settings

ROLES = (*policy.MEMBER_ROLES, *policy.STAFF_ROLES)


@click.command("invite")
@click.argument("email")
@click.option("--counterparty", metavar="NUMBER", help="Into this organisation, e.g. CP-0001.")
@click.option("--staff", is_flag=True, help="Into the admin, as a colleague.")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the person may do.")
def invite_command(email: str, counterparty: str | None, staff: bool, role: str) -> None:  # noqa: FBT001
    """Invite EMAIL and print the link: it works once, for that address, within 72 hours."""
    if staff == (counterparty is not None):
        raise Problem("Say where to: --counterparty NUMBER, or --staff.")
    settings = setting.load()
    settings.check_production()
    if not settings.database_url:
        raise Problem("WANGLAI_DATABASE_URL is missing: name the database to use.")
    issued = asyncio.run(_invite(settings, email, counterparty, role))
    click.echo(link(settings, issued))
    hours = INVITATION_HOURS[0]
    click.echo(f"For {issued.email}, once, within {hours} hours.", err=True)


def link(settings: Settings, issued: Issued) -> str:
    """Return the address that the invited person opens."""
    home = settings.portal_url if issued.face == "portal" else settings.admin_url
    return f"{home.rstrip('/')}/invitations/{issued.token}"


async def _invite(settings: Settings, email: str, counterparty: str | None, role: str) -> Issued:
    async with ready(settings.database_url):
        try:
            if counterparty is None:
                return await actions.invite_colleague(system(), email=email, role=role)
            return await actions.invite_member(
                system(), email=email, role=role, counterparty_number=counterparty
            )
        except Refusal as refusal:
            raise Problem(str(refusal.message)) from None
        except NotFound:
            raise Problem(f"There is no counterparty {counterparty}.") from None


COMMANDS = (invite_command,)
