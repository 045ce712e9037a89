"""Requests for quotation as an invited supplier sees them: the list, one request, her own bid."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from shared.kernel import money
from shared.kernel.wording import Message, say
from shared.purchasing.actions.bidding import (
    decline_rfq,
    look_at_rfq,
    save_bid,
    submit_bid,
    withdraw_bid,
)
from shared.purchasing.asking import OfferedLine
from shared.purchasing.queries import rfqs as queries
from shared.web.forms import (
    Form,
    FormModel,
    Label,
    NoFields,
    Rows,
    form,
    form_or_fresh,
    fresh,
    query,
)
from shared.web.lists import ListQuery, neighbours, this_page, view_tabs
from shared.web.pages import Answer, is_fragment, page, see_other

LIST = say("Requests for quotation")
_TABS: dict[str, Message] = {"open": say("To answer"), "ended": say("Ended"), "all": say("All")}


class RfqList(ListQuery):
    """The filters of the list; what still takes bids stands first."""

    tab: str = "open"


class OfferForm(FormModel):
    """What we offer for the line whose position is the row's number."""

    price: Annotated[str, Field(max_length=30), Label(say("Price per unit"))] = ""
    lead_days: Annotated[str, Field(max_length=5), Label(say("Lead time in days"))] = ""


class BidForm(FormModel):
    """A bid as typed."""

    lines: Annotated[list[OfferForm], Rows("line", first=1)] = []
    note: Annotated[str, Field(max_length=2000), Label(say("Note"))] = ""


class DeclineForm(FormModel):
    """Why there is no bid."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def index(request: Request) -> Answer:
    """Show one page of the requests to which we are invited."""
    wanted = query(request, RfqList)
    rows = await queries.invitations(request.state.actor, wanted.tab, wanted.page)
    return page(
        request, "portal/rfqs_index.html", rows=rows.rows, wanted=wanted, crumbs=[(LIST, None)],
        again=this_page(request),
        tabs=view_tabs(request, _TABS, {}, wanted.tab), **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one request with our bid; `form` is what was refused."""
    rfq = await queries.my_rfq(request.state.actor, request.path_params["number"])
    is_bid = form is not None and form.model is BidForm
    bidding = form if is_bid and form is not None else _filled(request, rfq)
    rows = {row.number: row for row in bidding.rows("line")}
    return page(
        request, "portal/rfqs_show.html", rfq=rfq, bidding=bidding, rows=rows,
        declining=form_or_fresh(request, DeclineForm, form), sent=form,
        crumbs=[(LIST, "/rfqs"), (rfq["number"], None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def look(request: Request, _form: Form[NoFields]) -> Answer:
    """Remember that we have seen it."""
    number = request.path_params["number"]
    await look_at_rfq(request.state.actor, number)
    if is_fragment(request):
        return Response(status_code=204)  # she reads on: nothing on the page changes
    return see_other(f"/rfqs/{number}")


@form(BidForm, again=show)
async def save(request: Request, form: Form[BidForm]) -> Answer:
    """Keep the bid as a draft."""
    number = request.path_params["number"]
    await save_bid(
        request.state.actor, number, version=form.version or 0, lines=_offered(form),
        note=form.clean.note,
    )  # fmt: skip
    return see_other(f"/rfqs/{number}", toast=say("Saved; we see nothing of it yet"))


@form(BidForm, again=show)
async def submit(request: Request, form: Form[BidForm]) -> Answer:
    """Submit the bid."""
    number = request.path_params["number"]
    await submit_bid(
        request.state.actor, number, version=form.version or 0, lines=_offered(form),
        note=form.clean.note, key=form.key,
    )  # fmt: skip
    return see_other(f"/rfqs/{number}", toast=say("Submitted; it stays sealed until the deadline"))


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Take the bid back."""
    number = request.path_params["number"]
    await withdraw_bid(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/rfqs/{number}", toast=say("Taken back: it is a draft again"))


@form(DeclineForm, again=show)
async def decline(request: Request, form: Form[DeclineForm]) -> Answer:
    """Say that we do not quote."""
    number = request.path_params["number"]
    await decline_rfq(request.state.actor, number, reason=form.clean.reason, key=form.key)
    return see_other(f"/rfqs/{number}", toast=say("Declined"))


def _offered(form: Form[BidForm]) -> list[OfferedLine]:
    return [
        OfferedLine(row.number, row.value("price"), row.value("lead_days"))
        for row in form.rows("line")
    ]


def _filled(request: Request, rfq: dict[str, Any]) -> Form[BidForm]:
    begun: dict[str, Any] = {"note": rfq["bid"]["note"] if rfq["bid"] else ""}
    for line in rfq["lines"]:
        kept, place = rfq["prices"].get(line["id"]), f"line-{line['position']}"
        price = f"{money.to_decimal(kept['price'], rfq['currency']):f}" if kept else ""
        begun |= {f"{place}-price": price, f"{place}-lead_days": kept["lead_days"] if kept else ""}
    return fresh(request, BidForm, begun, version=rfq["bid"]["version"] if rfq["bid"] else 0)
