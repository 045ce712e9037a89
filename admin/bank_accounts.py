"""The bank accounts of a counterparty that are in effect; a change comes through its request."""

from typing import Any

from starlette.requests import Request

from admin import counterparty
from shared.access.actor import Actor
from shared.counterparties import account_numbers, change_queries, queries
from shared.counterparties.proposals import masked
from shared.database.uow import reading
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer


async def index(
    request: Request, form: Form[Any] | None = None, shown: dict[str, str] | None = None
) -> Answer:
    """Show the accounts, their numbers masked; `shown` holds the one that was asked for."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, str(request.path_params["number"]))
    accounts = await change_queries.bank_accounts(actor, kept["id"])
    return counterparty.tab(
        request, kept, "accounts", accounts=accounts, masked=masked, shown=shown or {}, refused=form
    )


@form(NoFields, again=index)
async def show_number(request: Request, _form: Form[NoFields]) -> Answer:
    """Show one whole number, this once; the journal keeps who saw it."""
    account, of = str(request.path_params["account"]), str(request.path_params["number"])
    number = await account_numbers.show_account(request.state.actor, account, of=of)
    return await reading(lambda: index(request, shown={account: number}))
