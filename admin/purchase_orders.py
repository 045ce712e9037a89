"""Purchase orders: the list, the board of lines, one order, its paper.

Writing stands in `purchase_entry.py`, decisions in `purchase_decisions.py`.
"""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.purchase_words import BOARD_LABELS, ORDERS, TAB_LABELS, deed_lines, deed_name
from shared.access.actor import Actor
from shared.exchange.purchases import purchase_paper, purchases_sheet
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.purchasing.queries import orders as queries
from shared.purchasing.queries.detail import OrderDetail, order_detail
from shared.purchasing.queries.orders import OrderFilter
from shared.purchasing.rules.orders import is_being_written
from shared.web.files import Format, order_file, sheet_file
from shared.web.forms import FilesForm, Form, Label, form_or_fresh, query
from shared.web.lists import ListQuery, address, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page
from shared.web.taking import carries


class PurchaseList(ListQuery):
    """The filters of the list."""

    tab: str = "all"
    supplier: str = ""
    sku: str = ""
    format: Format = "xlsx"

    @property
    def wanted(self) -> OrderFilter:
        """The same for the domain."""
        return OrderFilter(self.tab, self.q, self.supplier, self.sku)


class MessageForm(FilesForm):
    """A sentence for the supplier, with files."""

    text: Annotated[str, Field(max_length=2000), Label(say("Message"))] = ""


class DrawingsForm(FilesForm):
    """Files that go with the order."""


class BoardQuery(ListQuery):
    """The view of the board."""

    tab: str = "late"


async def index(request: Request) -> Answer:
    """Show one page of the orders."""
    actor: Actor = request.state.actor
    wanted = query(request, PurchaseList)
    rows = await queries.orders(actor, wanted.wanted, wanted.page)
    counts = await queries.tab_counts(actor, wanted.wanted)
    return page(
        request, "admin/purchase_orders_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, TAB_LABELS, counts, wanted.tab), chips=_chips(request, wanted),
        here=lambda **c: address(request, **c), again=this_page(request), crumbs=[(ORDERS, None)],
        **neighbours(request, rows),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the list exactly as filtered."""
    actor: Actor = request.state.actor
    wanted = query(request, PurchaseList)
    rows = await queries.export_rows(actor, wanted.wanted)
    locale = request.state.locale
    sheet = purchases_sheet(actor.reading(locale), rows, lambda words: translated(words, locale))
    carries(request, "purchase_order.export", (row["supplier__number"] for row in rows))
    return await sheet_file(request, sheet, wanted.format)


async def board(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show the lines that need somebody: late, unanswered, changed, due this week."""
    actor: Actor = request.state.actor
    wanted = query(request, BoardQuery)
    rows = await queries.board(actor, wanted.tab, wanted.q, wanted.page)
    counts = await queries.board_counts(actor)
    return page(
        request, "admin/purchase_board.html", rows=rows.rows, wanted=wanted, counts=counts, form=form,
        tabs=view_tabs(request, BOARD_LABELS, counts, wanted.tab),
        crumbs=[(ORDERS, "/purchase-orders"), (say("Board"), None)], **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one order with all that hangs on it; `form` is a decision that was refused."""
    before = query(request, ListQuery).before or ""
    detail = await order_detail(request.state.actor, request.path_params["number"], before=before)
    order, locale = detail.order, request.state.locale
    return page(
        request, "admin/purchase_orders_show.html", detail=detail, order=order, form=form,
        before=before, named=deed_name,
        message_form=form_or_fresh(request, MessageForm, form),
        **drawings_of(request, detail, form),
        changes=lambda deed: deed_lines(deed, order["currency"], locale),
        crumbs=[(ORDERS, "/purchase-orders"), (order["number"], None)],
    )  # fmt: skip


def drawings_of(
    request: Request, detail: OrderDetail, form: Form[Any] | None = None
) -> dict[str, Any]:
    """Return what the card of drawings shows."""
    written = detail.draft is not None and is_being_written(
        detail.order["stage"], detail.draft["typed_lines"]
    )
    return {
        "drawings": detail.drawings, "waiting": detail.waiting, "is_written": written,
        "may_draw": "draw" in detail.can, "drawing_form": form_or_fresh(request, DrawingsForm, form),
    }  # fmt: skip


async def paper(request: Request) -> Answer:
    """Download the order as PDF in the reader's language."""
    actor: Actor = request.state.actor
    detail = await order_detail(actor, request.path_params["number"], journal=False)
    locale = request.state.locale
    host = request.state.face.host_name(locale)
    number = detail.order["number"]
    carries(request, "purchase_order.paper", [detail.order["supplier__number"]], number)
    return await order_file(purchase_paper(actor.reading(locale), detail, host=host), locale)


def _chips(request: Request, wanted: PurchaseList) -> list[tuple[Message | str, str]]:
    chips: list[tuple[Message | str, str]] = []
    if wanted.supplier:
        words = say("Supplier {number}", number=wanted.supplier)
        chips.append((words, address(request, supplier=None)))
    if wanted.sku:
        chips.append((say("With {sku}", sku=wanted.sku), address(request, sku=None)))
    return chips
