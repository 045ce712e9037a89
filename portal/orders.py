"""Orders of the actor's organisation: list, one order with its life, and what a buyer may ask."""

from datetime import date
from functools import partial
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.orders import order_paper, orders_sheet
from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.orders import actions, queries
from shared.orders.rules import OrderState
from shared.web.files import Format, order_file, sheet_file
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page, see_other
from shared.web.progress import Drawn, drawn

TABS = {
    "all": say("All"),
    "attention": say("Needs attention"),
    "draft": say("Drafts"),
    "to_ship": say("Being prepared"),
    "on_the_way": say("On the way"),
    "delivered": say("Delivered"),
    "ended": say("Ended"),
}


# icon, tone, words of each point of the timeline
EVENTS = {
    "started": ("square-pen", "", say("Draft begun")),
    "submitted": ("send", "info", say("Order submitted")),
    "awaiting_approval": ("hourglass", "wait", say("Sent for approval")),
    "approved": ("badge-check", "good", say("Approved and confirmed")),
    "confirmed": ("badge-check", "info", say("Confirmed")),
    "rejected": ("circle-x", "bad", say("Not accepted")),
    "on_hold": ("pause", "wait", say("On hold")),
    "cancellation_asked": ("ban", "wait", say("Cancellation asked")),
    "shipped": ("truck", "info", say("Goods left us")),
    "delivered": ("package-check", "good", say("Goods arrived")),
    "paid": ("wallet", "good", say("Paid")),
    "closed": ("circle-check", "", say("Closed")),
    "cancelled": ("ban", "", say("Cancelled")),
}
DECIDED = ("confirmed", "on_hold", "closed")


class OrderQuery(ListQuery):
    """Filters of the list, as they stand in the address."""

    tab: str = "all"
    since: Annotated[date | None, Label(say("From"))] = None
    until: Annotated[date | None, Label(say("Until"))] = None

    def asked(self) -> queries.OrderFilter:
        """Return the filter of the domain."""
        tab = self.tab if self.tab in TABS else "all"
        return queries.OrderFilter(tab, self.q[:100], self.since, self.until)


class ExportQuery(OrderQuery):
    """The same filters, and the kind of file."""

    kind: Format = "xlsx"


class ReasonForm(FormModel):
    """Why somebody asks for something."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))]


async def index(request: Request) -> Answer:
    wanted = query(request, OrderQuery)
    actor: Actor = request.state.actor
    orders = await queries.orders(actor, wanted.asked(), wanted.page)
    counts = await queries.tab_counts(actor)
    return page(
        request, "portal/orders_index.html", orders=orders.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab),
        is_filtered=bool(wanted.q or wanted.since or wanted.until),
        around=neighbours(request, orders), again=this_page(request),
        exports={
            kind: address(request, kind=kind).replace("/orders", "/orders/export", 1)
            for kind in ("xlsx", "csv")
        },
    )  # fmt: skip


async def export(request: Request) -> Answer:
    wanted = query(request, ExportQuery)
    actor: Actor = request.state.actor
    rows = await queries.export_rows(actor, wanted.asked())
    sheet = orders_sheet(actor, rows, partial(translated, locale=request.state.locale))
    return await sheet_file(request, sheet, wanted.kind)


async def show(request: Request, form: Form[ReasonForm] | None = None) -> Answer:
    actor: Actor = request.state.actor
    detail = await queries.order_detail(actor, request.path_params["number"])
    if "edit" in detail.can:
        return see_other(f"/orders/{detail.order['number']}/edit")
    return page(
        request, "portal/orders_show.html", detail=detail, order=detail.order, events=EVENTS,
        life=_life(detail, request.state.locale),
        form=form or fresh(request, ReasonForm, version=detail.order["version"]),
    )  # fmt: skip


async def paper(request: Request) -> Answer:
    actor: Actor = request.state.actor
    detail = await queries.order_detail(actor, request.path_params["number"])
    seller = request.state.face.host_name(request.state.locale)
    facts = order_paper(actor.reading(request.state.locale), detail, seller=seller)
    return await order_file(facts, request.state.locale)


@form(NoFields, again=show)
async def reorder(request: Request, form: Form[NoFields]) -> Answer:
    number = await actions.reorder(request.state.actor, request.path_params["number"], key=form.key)
    return see_other(f"/orders/{number}/edit", toast=say("New draft with the same lines"))


@form(ReasonForm, again=show)
async def cancel(request: Request, form: Form[ReasonForm]) -> Answer:
    """Cancel at once while nobody has confirmed, ask for it afterwards."""
    number = request.path_params["number"]
    actor: Actor = request.state.actor
    detail = await queries.order_detail(actor, number)
    version: int = form.version or detail.order["version"]
    reason = form.clean.reason
    if OrderState(detail.order["state"]) in (OrderState.SUBMITTED, OrderState.AWAITING_APPROVAL):
        await actions.cancel_order(actor, number, version=version, reason=reason, key=form.key)
        return see_other(f"/orders/{number}", toast=say("The order is cancelled"))
    await actions.request_cancellation(actor, number, version=version, reason=reason, key=form.key)
    return see_other(f"/orders/{number}", toast=say("We have your request and answer soon"))


@form(NoFields, again=show)
async def receive(request: Request, form: Form[NoFields]) -> Answer:
    """Tell that a shipment has arrived."""
    number, shipment = request.path_params["number"], request.path_params["shipment"]
    await actions.confirm_receipt(
        request.state.actor, shipment, version=form.version or 0, of=number, key=form.key
    )
    return see_other(f"/orders/{number}", toast=say("Thank you: the goods have arrived"))


def _life(detail: queries.OrderDetail, locale: str) -> list[Drawn]:
    """Return how far the order is; nothing once it was stopped."""
    order, day = detail.order, formats(locale).day
    if order["state"] in ("rejected", "cancelled"):
        return []
    is_decided, far = order["state"] in DECIDED, order["fulfilment"]
    on_the_way: Message | str = ""
    if far == "part_shipped":
        on_the_way = say("in part")
    elif far == "open" and order["promised_on"]:
        on_the_way = say("expected {day}", day=order["promised_on"])
    return drawn([
        (say("Ordered"), day(order["submitted_at"] or order["placed_at"]), True),
        (say("Confirmed"), day(order["decided_at"]) if is_decided else "", is_decided),
        (say("Shipped"), on_the_way, far != "open"),
        (say("Delivered"), day(order["delivered_at"]) if far == "delivered" else "", far == "delivered"),
    ])  # fmt: skip
