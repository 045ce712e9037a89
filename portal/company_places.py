"""Our places, people and accounts as the host keeps them, and the changes that we asked for."""

from typing import Any

from starlette.requests import Request

from portal.company import tabbed
from portal.company_requests import put_away
from shared.access.actor import Actor
from shared.counterparties import account_numbers, change_queries, change_requests, queries
from shared.counterparties.field_names import USES
from shared.counterparties.proposals import OPEN_STATES, About, Wish, masked
from shared.database.uow import reading
from shared.files.queries import attachments_of
from shared.kernel.wording import say
from shared.settings import load
from shared.web.change_words import lines, title
from shared.web.forms import Form, NoFields, form, query
from shared.web.lists import ListQuery, neighbours
from shared.web.pages import Answer, see_other

_EDITS = {
    About.LOGO: "/company/logo",
    About.PROFILE: "/company/details", About.ADDRESS: "/company/addresses",
    About.CONTACT: "/company/contacts", About.BANK_ACCOUNT: "/company/bank-accounts",
}  # fmt: skip


async def index(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show addresses and contacts, with what was asked for beside them."""
    return tabbed(
        request, "portal/company_places.html", refused=form, uses=USES, title=title,
        **await change_queries.own_places(request.state.actor),
    )  # fmt: skip


async def accounts(
    request: Request, form: Form[Any] | None = None, shown: dict[str, str] | None = None
) -> Answer:
    """Show the bank accounts in effect, their numbers masked, and what was asked for.

    `shown` holds the one number that was asked to be shown.
    """
    actor: Actor = request.state.actor
    found = await change_queries.bank_accounts(actor, actor.counterparty_id or 0)
    return tabbed(
        request, "portal/company_accounts.html", refused=form, accounts=found, masked=masked,
        asked=await change_queries.open_changes(actor, About.BANK_ACCOUNT), title=title,
        hours=load().bank_cooling_hours, shown=shown or {},
    )  # fmt: skip


@form(NoFields, again=accounts)
async def show_number(request: Request, _form: Form[NoFields]) -> Answer:
    """Show one whole number, this once; the journal keeps who saw it."""
    actor: Actor = request.state.actor
    account = str(request.path_params["account"])
    number = await account_numbers.show_account(actor, account, of=actor.counterparty_number)
    return await reading(lambda: accounts(request, shown={account: number}))


async def changes(request: Request) -> Answer:
    """Show every change that our company has asked for, newest first."""
    wanted = query(request, ListQuery)
    rows = await change_queries.changes(request.state.actor, "all", wanted.page)
    return tabbed(
        request, "portal/company_changes.html", changes=rows.rows, title=title,
        around=neighbours(request, rows),
    )  # fmt: skip


async def change(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one change: Now and Requested, who answers by when, and what was decided."""
    actor: Actor = request.state.actor
    detail = await change_queries.change_detail(actor, request.path_params["change"])
    row = detail.row
    carer = await queries.our_account_manager(actor)
    papers = await attachments_of(actor, "profile_change", [row["id"]])
    edit = _edit(row) if row["state"] == "submitted" and _is_editable(row) else ""
    return tabbed(
        request, "portal/company_change.html", change=row, title=title(row), refused=form,
        lines=lines(row, detail.items, request.state.locale, detail.now), carer=carer, edit=edit,
        papers=papers[row["id"]],
        is_open=row["state"] in OPEN_STATES, hours=load().bank_cooling_hours,
    )  # fmt: skip


@form(NoFields, again=change)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Take a change back."""
    await change_requests.withdraw_change(
        request.state.actor, number=request.path_params["change"], version=form.version or 0
    )
    return see_other("/company/changes", toast=say("Withdrawn; nothing changes."))


@form(NoFields, again=index)
async def put_address_away(request: Request, form: Form[NoFields]) -> Answer:
    """Ask to put an address away."""
    return await put_away(request, form, About.ADDRESS, str(request.path_params["address"]))


@form(NoFields, again=index)
async def put_contact_away(request: Request, form: Form[NoFields]) -> Answer:
    """Ask to put a contact away."""
    return await put_away(request, form, About.CONTACT, str(request.path_params["contact"]))


@form(NoFields, again=accounts)
async def put_account_away(request: Request, form: Form[NoFields]) -> Answer:
    """Ask to put a bank account away."""
    return await put_away(request, form, About.BANK_ACCOUNT, str(request.path_params["account"]))


def _is_editable(row: dict[str, Any]) -> bool:
    return bool(row["verb"] != Wish.ARCHIVE and row["about"] != About.LOGO)


def _edit(row: dict[str, Any]) -> str:
    """Return the form in which a change that nobody has looked at is edited."""
    base = _EDITS[About(row["about"])]
    if row["about"] == About.PROFILE:
        return f"{base}/edit"
    if row["verb"] == Wish.ADD:
        return f"{base}/new?change={row['number']}"
    return f"{base}/{row['target']}/edit"
