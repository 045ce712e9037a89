"""The bank accounts of a counterparty that are in effect; a change comes through its request."""

from starlette.requests import Request

from admin import counterparty
from shared.access.actor import Actor
from shared.counterparties import change_queries, queries
from shared.counterparties.proposals import masked
from shared.web.pages import Answer


async def index(request: Request) -> Answer:
    """Show the accounts, their numbers masked."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, str(request.path_params["number"]))
    accounts = await change_queries.bank_accounts(actor, kept["id"])
    return counterparty.tab(request, kept, "accounts", accounts=accounts, masked=masked)
