"""Orders of end customers as their distributor of record reads them: list, one order, export.

Only the copies of `channel_models` are read, never an order: what is not copied cannot be shown.
Money is minor units of the row's `currency`, quantities are scaled by 10⁴, moments are UTC.
"""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question, ask, capped_counts
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both
from shared.orders.channel_models import ChannelOrder, ChannelOrderLine
from shared.orders.rules import ENDED_STATES, OPEN_STATES, Fulfilment, OrderState, is_late

TABS = ("all", "open", "on_the_way", "delivered", "ended")
COLUMNS = (
    "number", "state", "fulfilment", "currency", "net", "line_count", "summary_zh", "summary_en",
    "name_zh", "name_en", *both("city"), "wished_on", "promised_on", "placed_at", "delivered_at",
)  # fmt: skip
_LINE = (
    "position", "sku", "name_zh", "name_en", "unit", "quantity", "shipped", "net", "promised_on",
)  # fmt: skip
_SEARCHED = ("number", "name_zh", "name_en", *both("city"), "summary_zh", "summary_en")
_RUNNING = (OrderState.CONFIRMED, OrderState.ON_HOLD)
_MOST_EXPORTED = 50_000


@dataclass(frozen=True)
class ChannelFilter:
    """What a reader of the list asks for: one of TABS, and a part of a number, name, city or product."""

    tab: str = "all"
    q: str = ""


@dataclass(frozen=True)
class ChannelDetail:
    """One order of an end customer: a dict of COLUMNS with `is_late`, and its lines."""

    order: dict[str, Any]
    lines: list[dict[str, Any]]


async def channel_orders(
    actor: Actor, asked: ChannelFilter, request: PageRequest
) -> Slice[dict[str, Any]]:
    """Return one page of them, newest first, as dicts of COLUMNS plus `is_late`. One statement."""
    page = await page_of(_asked(actor, asked), request, COLUMNS, sort="-placed_at")
    return Slice([_marked(actor, row) for row in page.rows], page.newer, page.older)


async def tab_counts(actor: Actor) -> dict[str, int]:
    """Return how many orders each tab but "all" and "ended" shows. One statement."""
    counted = [tab for tab in TABS if tab not in ("all", "ended")]
    return await capped_counts({tab: _asked(actor, ChannelFilter(tab)) for tab in counted})


async def export_rows(actor: Actor, asked: ChannelFilter) -> list[dict[str, Any]]:
    """Return the filtered list in full for a file, newest first; 50,000 rows at most."""
    rows = _asked(actor, asked, "export").order_by("-placed_at", "-id").limit(_MOST_EXPORTED)
    return [_marked(actor, row) for row in await rows.values("id", *COLUMNS)]


async def channel_order(actor: Actor, number: str) -> ChannelDetail:
    """Return one order of an end customer of the actor's organisation; NotFound otherwise.

    One statement.
    """
    order = scope(actor, ChannelOrder).filter(number=number).limit(1)
    lines = scope(actor, ChannelOrderLine).filter(order_id__in=Subquery(order.values("id")))
    found = await ask(
        order=Question({"rows": order.values("id", *COLUMNS)}, _rows),
        lines=Question({"rows": lines.order_by("position").values(*_LINE)}, _rows),
    )
    if not found["order"]:
        raise NotFound
    return ChannelDetail(_marked(actor, found["order"][0]), found["lines"])


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows


def _asked(actor: Actor, asked: ChannelFilter, verb: str = "read") -> QuerySet[ChannelOrder]:
    rows = _in_tab(scope(actor, ChannelOrder, verb), asked.tab)
    if words := asked.q.strip():
        parts = (Q(**{f"{name}__icontains": words}) for name in _SEARCHED)
        rows = rows.filter(Q(*parts, join_type=Q.OR))
    return rows


def _in_tab(rows: QuerySet[ChannelOrder], tab: str) -> QuerySet[ChannelOrder]:
    on_the_way = (Fulfilment.PART_SHIPPED, Fulfilment.SHIPPED)
    match tab:
        case "open":
            return rows.filter(state__in=OPEN_STATES, fulfilment=Fulfilment.OPEN)
        case "on_the_way":
            return rows.filter(state__in=_RUNNING, fulfilment__in=on_the_way)
        case "delivered":
            return rows.filter(state__in=_RUNNING, fulfilment=Fulfilment.DELIVERED)
        case "ended":
            return rows.filter(state__in=ENDED_STATES)
        case _:
            return rows


def _marked(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    today = clock.today(actor.zone)
    late = is_late(row["state"], row["fulfilment"], row["promised_on"], today)
    return {**row, "is_late": late, "cancellation_asked_at": None}
