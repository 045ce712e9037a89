"""What a distributor of record sees of those who buy through it: their names and cities, their orders.

Nothing here leads to an order itself: no address, contact, note, thread, file or paper of it.
"""

from functools import partial
from typing import Any

from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties.channel import end_customers
from shared.exchange.orders import channel_sheet
from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.orders import channel as queries
from shared.web.files import Format, sheet_file
from shared.web.forms import query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.pages import Answer, page
from shared.web.progress import Drawn, drawn

ORDERS, CHANNEL, CUSTOMERS = say("Orders"), say("Orders of end customers"), say("End customers")
TABS: dict[str, Message] = {
    "all": say("All"),
    "open": say("Being prepared"),
    "on_the_way": say("On the way"),
    "delivered": say("Delivered"),
    "ended": say("Ended"),
}


class ChannelQuery(ListQuery):
    """Filters of the list, as they stand in the address."""

    tab: str = "all"
    kind: Format = "xlsx"

    def asked(self) -> queries.ChannelFilter:
        """Return the filter of the domain."""
        return queries.ChannelFilter(self.tab if self.tab in TABS else "all", self.q[:100])


async def index(request: Request) -> Answer:
    """Show one page of the orders of end customers, newest first."""
    actor: Actor = request.state.actor
    wanted = query(request, ChannelQuery)
    orders = await queries.channel_orders(actor, wanted.asked(), wanted.page)
    counts = await queries.tab_counts(actor)
    return page(
        request, "portal/channel_index.html", orders=orders.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab),
        crumbs=[(ORDERS, "/orders"), (CHANNEL, None)],
        exports={
            kind: address(request, kind=kind).replace("/channel-orders", "/channel-orders/export", 1)
            for kind in ("xlsx", "csv")
        },
        **neighbours(request, orders),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the list exactly as filtered."""
    actor: Actor = request.state.actor
    wanted = query(request, ChannelQuery)
    rows = await queries.export_rows(actor, wanted.asked())
    locale = request.state.locale
    speak = partial(translated, locale=locale)
    return await sheet_file(request, channel_sheet(actor.reading(locale), rows, speak), wanted.kind)


async def show(request: Request) -> Answer:
    """Show one order of an end customer, as far as its distributor may know it."""
    detail = await queries.channel_order(request.state.actor, request.path_params["number"])
    order = detail.order
    return page(
        request, "portal/channel_show.html", detail=detail, order=order,
        life=_life(order, request.state.locale),
        crumbs=[(ORDERS, "/orders"), (CHANNEL, "/channel-orders"), (order["number"], None)],
    )  # fmt: skip


async def customers(request: Request) -> Answer:
    """Show who buys through the organisation: name and city."""
    wanted = query(request, ListQuery)
    rows = await end_customers(request.state.actor, wanted.q[:100], wanted.page)
    return page(
        request, "portal/end_customers_index.html", rows=rows.rows, wanted=wanted,
        crumbs=[(ORDERS, "/orders"), (CHANNEL, "/channel-orders"), (CUSTOMERS, None)],
        **neighbours(request, rows),
    )  # fmt: skip


def _life(order: dict[str, Any], locale: str) -> list[Drawn]:
    """Return how far the order is; nothing once it was stopped."""
    state, far, day = order["state"], order["fulfilment"], formats(locale).day
    if state in ("rejected", "cancelled"):
        return []
    arrived = order["delivered_at"]
    return drawn([
        (say("Ordered"), day(order["placed_at"]), True),
        (say("Confirmed"), "", state in ("confirmed", "on_hold", "closed")),
        (say("Shipped"), say("in part") if far == "part_shipped" else "", far != "open"),
        (say("Delivered"), day(arrived) if arrived else "", far == "delivered"),
    ])  # fmt: skip
