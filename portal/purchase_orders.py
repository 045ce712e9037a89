"""Purchase orders as their supplier sees them: the list, one order, its paper, the thread."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.purchases import purchase_paper, purchases_sheet
from shared.kernel.quantity import to_text
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.purchasing.actions.cancelling import answer_cancellation
from shared.purchasing.actions.talking import say_something
from shared.purchasing.queries import orders as queries
from shared.purchasing.queries.detail import order_detail
from shared.purchasing.queries.items import Wanted, items
from shared.purchasing.queries.orders import OrderFilter
from shared.purchasing.rules.lines import REASONS
from shared.web.files import Format, order_file, sheet_file
from shared.web.forms import (
    FilesForm,
    Form,
    FormModel,
    Label,
    NoFields,
    form,
    form_or_fresh,
    fresh,
    query,
)
from shared.web.lists import ListQuery, address, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page, see_other

LIST = say("Purchase orders")
TABS: dict[str, Message] = {
    "to_answer": say("To answer"),
    "open": say("Open"),
    "late": say("Late"),
    "ended": say("Ended"),
    "all": say("All"),
}


class PurchaseList(ListQuery):
    """The filters of the list; what has to be answered stands first."""

    tab: str = "to_answer"
    sku: str = ""
    format: Format = "xlsx"

    @property
    def wanted(self) -> OrderFilter:
        """The same for the domain."""
        return OrderFilter(self.tab if self.tab in TABS else "all", self.q, sku=self.sku)


class MessageForm(FilesForm):
    """A sentence for the buyer, with files."""

    text: Annotated[str, Field(max_length=2000), Label(say("Message"))] = ""


class CancellationForm(FormModel):
    """Whether we agree that it is cancelled."""

    agrees: Annotated[str, Label(say("Answer"))] = ""
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


class ItemList(ListQuery):
    """The filters of what we supply."""


async def index(request: Request) -> Answer:
    """Show one page of the orders, those to answer by their deadline."""
    actor: Actor = request.state.actor
    wanted = query(request, PurchaseList)
    rows = await queries.orders(actor, wanted.wanted, wanted.page)
    counts = await queries.tab_counts(actor, wanted.wanted)
    return page(
        request, "portal/purchase_orders_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, TABS, counts, wanted.tab), here=lambda **c: address(request, **c),
        again=this_page(request), crumbs=[(LIST, None)], **neighbours(request, rows),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the list exactly as filtered."""
    actor: Actor = request.state.actor
    wanted = query(request, PurchaseList)
    rows = await queries.export_rows(actor, wanted.wanted)
    locale = request.state.locale
    sheet = purchases_sheet(actor.reading(locale), rows, lambda words: translated(words, locale))
    return await sheet_file(request, sheet, wanted.format)


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one order with its lines to answer; `form` is an answer that was refused."""
    before = query(request, ListQuery).before or ""
    detail = await order_detail(request.state.actor, request.path_params["number"], before=before)
    order = detail.order
    form = form or fresh(request, NoFields)
    typed = {row.number for row in form.rows("line")}
    waiting = {line["position"] for line in detail.to_answer}
    asked = [
        {**line, "typed": to_text(line["quantity"])}
        for line in detail.lines if line["position"] in waiting | typed
    ]  # fmt: skip
    return page(
        request, "portal/purchase_orders_show.html", detail=detail, order=order, form=form,
        before=before,
        asked=asked if "answer" in detail.can else [], reasons=list(REASONS.items()),
        message_form=form_or_fresh(request, MessageForm, form),
        crumbs=[(LIST, "/purchase-orders"), (order["number"], None)],
    )  # fmt: skip


async def paper(request: Request) -> Answer:
    """Download the order as PDF in the reader's language."""
    actor: Actor = request.state.actor
    detail = await order_detail(actor, request.path_params["number"])
    locale = request.state.locale
    host = request.state.face.host_name(locale)
    return await order_file(purchase_paper(actor.reading(locale), detail, host=host), locale)


@form(MessageForm, again=show)
async def message(request: Request, form: Form[MessageForm]) -> Answer:
    """Write to the buyer."""
    number = request.path_params["number"]
    await say_something(
        request.state.actor, number, text=form.clean.text, files=form.clean.files, key=form.key
    )
    return see_other(f"/purchase-orders/{number}", toast=say("Message sent"))


@form(CancellationForm, again=show)
async def decide_cancellation(request: Request, form: Form[CancellationForm]) -> Answer:
    """Agree that lines are cancelled, or decline."""
    number = request.path_params["number"]
    agrees = form.clean.agrees == "yes"
    await answer_cancellation(
        request.state.actor, number, version=form.version or 0, agrees=agrees,
        reason=form.clean.reason, key=form.key,
    )  # fmt: skip
    done = say("Cancellation agreed") if agrees else say("Cancellation declined")
    return see_other(f"/purchase-orders/{number}", toast=done)


async def our_items(request: Request) -> Answer:
    """Show what our organisation supplies, at the agreed prices."""
    wanted = query(request, ItemList)
    rows = await items(request.state.actor, Wanted("now", wanted.q), wanted.page)
    return page(
        request, "portal/supplier_items_index.html", rows=rows.rows, wanted=wanted,
        crumbs=[(say("What we supply"), None)], **neighbours(request, rows),
    )  # fmt: skip
