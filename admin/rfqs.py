"""Requests for quotation: the list, one request with its comparison, and what is decided about it."""

from datetime import date, time
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.rfq_entry import LIST, USUAL, clock_face, deadline, zone_of_us
from shared.kernel.state import may
from shared.kernel.wording import Message, say
from shared.purchasing.actions.awarding import approve_award, award_rfq, return_award
from shared.purchasing.actions.ordering import order_awarded
from shared.purchasing.actions.rfqs import cancel_rfq, close_rfq, extend_rfq, fail_rfq
from shared.purchasing.queries import rfqs as queries
from shared.purchasing.rules.rfqs import TRANSITIONS
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
from shared.web.pages import Answer, page, see_other

_TABS: dict[str, Message] = {
    "all": say("All"), "draft": say("Drafts"), "open": say("Open"), "closed": say("To decide"),
    "ended": say("Ended"),
}  # fmt: skip


class RfqList(ListQuery):
    """The filters of the list."""

    tab: str = "all"


class DeadlineForm(FormModel):
    """Until when bids may come."""

    closes_on: Annotated[date, Label(say("New deadline"))]
    closes_time: Annotated[time, Label(say("Time"))] = USUAL


class CloseForm(FormModel):
    """Why the time for bids ends early."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


class CancelForm(CloseForm):
    """Why it is cancelled."""


class FailForm(CloseForm):
    """Why nobody wins."""


class ReturnForm(CloseForm):
    """What is wrong with the award."""


class WinnerForm(FormModel):
    """Who wins the line whose position is the row's number."""

    supplier: Annotated[str, Field(max_length=20), Label(say("Winner"))] = ""


class AwardForm(FormModel):
    """Who wins which line."""

    lines: Annotated[list[WinnerForm], Rows("line", first=1)] = []


async def index(request: Request) -> Answer:
    """Show one page of the requests."""
    wanted = query(request, RfqList)
    rows = await queries.rfqs(request.state.actor, wanted.tab, wanted.page)
    return page(
        request, "admin/rfqs_index.html", rows=rows.rows, wanted=wanted, again=this_page(request),
        tabs=view_tabs(request, _TABS, {}, wanted.tab), crumbs=[(LIST, None)],
        **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one request: sealed, how many answered; afterwards the comparison and the decision."""
    kept = await queries.rfq_page(request.state.actor, request.path_params["number"])

    def of(model: type[FormModel]) -> Form[Any]:
        return form_or_fresh(request, model, form)

    verbs = ("save", "publish", "extend", "close", "cancel", "award", "fail", "approve")
    return page(
        request, "admin/rfqs_show.html", rfq=kept, best=queries.best_prices(kept["bids"]),
        can={verb for verb in verbs if may(TRANSITIONS, kept["stage"], verb)}, sent=form,
        crumbs=[(LIST, "/rfqs"), (kept["number"], None)],
        extending=_extending(request, form), zone_of_us=zone_of_us(request),
        closing=of(CloseForm), cancelling=of(CancelForm),
        failing=of(FailForm), returning=of(ReturnForm), awarding=of(AwardForm),
    )  # fmt: skip


def _extending(request: Request, form: Form[Any] | None) -> Form[Any]:
    is_sent = form is not None and form.model is DeadlineForm
    begun = fresh(request, DeadlineForm, {"closes_time": clock_face(USUAL)})
    return form if is_sent and form is not None else begun


@form(DeadlineForm, again=show)
async def extend(request: Request, form: Form[DeadlineForm]) -> Answer:
    """Give the suppliers more time."""
    number = request.path_params["number"]
    until = deadline(form.clean.closes_on, form.clean.closes_time)
    await extend_rfq(
        request.state.actor, number, version=form.version or 0, closes_at=until, key=form.key
    )
    return see_other(f"/rfqs/{number}", toast=say("The deadline has moved; the suppliers are told"))


@form(CloseForm, again=show)
async def close(request: Request, form: Form[CloseForm]) -> Answer:
    """End the time for bids."""
    number = request.path_params["number"]
    await close_rfq(
        request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/rfqs/{number}", toast=say("Closed: the bids are open now"))


@form(CancelForm, again=show)
async def cancel(request: Request, form: Form[CancelForm]) -> Answer:
    """Cancel the request."""
    number = request.path_params["number"]
    await cancel_rfq(
        request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/rfqs/{number}", toast=say("Cancelled"))


@form(FailForm, again=show)
async def fail(request: Request, form: Form[FailForm]) -> Answer:
    """End it without a winner."""
    number = request.path_params["number"]
    await fail_rfq(
        request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/rfqs/{number}", toast=say("Ended without an award"))


@form(AwardForm, again=show)
async def award(request: Request, form: Form[AwardForm]) -> Answer:
    """Give lines to bidders."""
    number = request.path_params["number"]
    winners = {row.number: row.value("supplier").strip() for row in form.rows("line")}
    stage = await award_rfq(
        request.state.actor, number, version=form.version or 0, key=form.key,
        winners={position: supplier for position, supplier in winners.items() if supplier},
    )  # fmt: skip
    is_done = stage == "awarded"
    done = say("Awarded; the suppliers are told") if is_done else say("Finance is asked")
    return see_other(f"/rfqs/{number}", toast=done)


@form(NoFields, again=show)
async def approve(request: Request, form: Form[NoFields]) -> Answer:
    """Let the award count."""
    number = request.path_params["number"]
    await approve_award(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/rfqs/{number}", toast=say("Awarded; the suppliers are told"))


@form(NoFields, again=show)
async def order(request: Request, form: Form[NoFields]) -> Answer:
    """Make a draft of a purchase order for each winner."""
    number = request.path_params["number"]
    await order_awarded(request.state.actor, number, key=form.key)
    return see_other(f"/rfqs/{number}", toast=say("Drafts made; send them when they are right"))


@form(ReturnForm, again=show)
async def give_back(request: Request, form: Form[ReturnForm]) -> Answer:
    """Give the award back to purchasing."""
    number = request.path_params["number"]
    await return_award(
        request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/rfqs/{number}", toast=say("Given back to purchasing"))
