"""Sales orders: the list with its tabs and download, one order, its paper.

Decisions stand in `order_decisions.py`, goods in `order_shipping.py`, entering an order for a
distributor in `order_entry.py`.
"""

from datetime import date
from typing import Any

from starlette.requests import Request

from admin.order_words import ORDERS, TAB_LABELS, deed_lines, deed_name, needs
from shared.access.actor import Actor
from shared.exchange.orders import order_paper, orders_sheet
from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.orders import queries
from shared.orders.naming import status_of
from shared.settings import is_comparable
from shared.web.files import Format, order_file, sheet_file
from shared.web.forms import Form, query
from shared.web.lists import ListQuery, address, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page
from shared.web.progress import Drawn, drawn
from shared.web.taking import carries

DECIDED = ("confirmed", "on_hold", "closed")


class OrderList(ListQuery):
    """The filters of the list."""

    tab: str = "all"
    since: date | None = None
    until: date | None = None
    sku: str = ""
    buyer: str = ""
    distributor: str = ""
    format: Format = "xlsx"

    @property
    def wanted(self) -> queries.OrderFilter:
        """The same for the domain."""
        return queries.OrderFilter(
            self.tab, self.q, self.since, self.until, self.sku, self.buyer, self.distributor
        )  # fmt: skip


async def index(request: Request) -> Answer:
    """Show one page of the orders in the reader's scope."""
    actor: Actor = request.state.actor
    wanted = query(request, OrderList)
    rows = await queries.orders(actor, wanted.wanted, wanted.page)
    counts = await queries.tab_counts(actor, wanted.wanted)
    return page(
        request, "admin/orders_index.html", rows=rows.rows, wanted=wanted,
        tabs=view_tabs(request, TAB_LABELS, counts, wanted.tab), status_of=status_of,
        chips=_chips(request, wanted), here=lambda **c: address(request, **c),
        again=this_page(request), crumbs=[(ORDERS, None)], **neighbours(request, rows),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the list exactly as filtered."""
    actor: Actor = request.state.actor
    wanted = query(request, OrderList)
    rows = await queries.export_rows(actor, wanted.wanted)
    sheet = orders_sheet(
        actor.reading(request.state.locale),
        rows,
        lambda words: translated(words, request.state.locale),
    )
    carries(request, "sales_order.export", (row["buyer__number"] for row in rows))
    return await sheet_file(request, sheet, wanted.format)


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one order with all that hangs on it; `form` is a refused decision."""
    detail = await queries.order_detail(request.state.actor, request.path_params["number"])
    order, locale = detail.order, request.state.locale
    return page(
        request, "admin/orders_show.html", detail=detail, order=order, form=form,
        status_key=status_of(order["state"], order["fulfilment"]), needs=needs(order),
        is_comparable=is_comparable(order["currency"]),
        steps=_steps(detail, locale), named=deed_name,
        changes=lambda deed: deed_lines(deed, order["currency"], locale),
        crumbs=[(ORDERS, "/orders"), (order["number"], None)],
    )  # fmt: skip


async def paper(request: Request) -> Answer:
    """Download the order as PDF in the reader's language."""
    actor: Actor = request.state.actor
    detail = await queries.order_detail(actor, request.path_params["number"], journal=False)
    locale = request.state.locale
    seller = request.state.face.host_name(locale)
    facts = order_paper(actor.reading(locale), detail, seller=seller)
    number = detail.order["number"]
    carries(request, "sales_order.paper", [detail.order["buyer__number"]], number)
    return await order_file(facts, locale)


def _chips(request: Request, wanted: OrderList) -> list[tuple[Message | str, str]]:
    chips: list[tuple[Message | str, str]] = []
    if wanted.since:
        chips.append((say("From {day}", day=wanted.since), address(request, since=None)))
    if wanted.until:
        chips.append((say("Until {day}", day=wanted.until), address(request, until=None)))
    if wanted.sku:
        chips.append((say("With {sku}", sku=wanted.sku), address(request, sku=None)))
    if wanted.buyer:
        chips.append((say("Buyer {number}", number=wanted.buyer), address(request, buyer=None)))
    if wanted.distributor:
        through = say("Through {number}", number=wanted.distributor)
        chips.append((through, address(request, distributor=None)))
    return chips


def _steps(detail: queries.OrderDetail, locale: str) -> list[Drawn]:
    """Return the life of the order as (label, when, done / now / ''); none once it was stopped."""
    order, day = detail.order, formats(locale).day
    if order["state"] in ("draft", "rejected", "cancelled"):
        return []
    left = detail.shipments[0].shipped_at if detail.shipments else None
    life = [
        (say("Ordered"), order["submitted_at"] or order["placed_at"], True),
        (say("Confirmed"), order["decided_at"], order["state"] in DECIDED),
        (say("Shipped"), left, order["fulfilment"] != "open"),
        (say("Delivered"), order["delivered_at"], order["fulfilment"] == "delivered"),
        (say("Paid"), order["paid_at"], order["paid_at"] is not None),
    ]
    return drawn((label, day(at) if at else "\u00a0", reached) for label, at, reached in life)
