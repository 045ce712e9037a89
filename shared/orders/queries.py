"""Reading sales orders: lists, tabs, counts, work lists, export. One order is read in `detail.py`.

Everything goes through the actor's scope. Money is minor units of the row's `currency`, quantities
are scaled by 10⁴, moments are UTC. Lists leave drafts to their own tab.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database import fulltext
from shared.database.compound import COUNT_CAP, Question, capped_counts
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both
from shared.orders.deciding import with_deciders, within_reach
from shared.orders.detail import Event, OrderDetail, ShipmentDetail, editing, order_detail
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.quoting import Credit, credit, quote, typed_lines
from shared.orders.rules import ENDED_STATES, OPEN_STATES, Fulfilment, OrderState, is_late

__all__ = [
    "COUNT_CAP",
    "TABS",
    "Credit",
    "Event",
    "OrderDetail",
    "OrderFilter",
    "ShipmentDetail",
    "attention",
    "credit",
    "editing",
    "export_rows",
    "order_detail",
    "orders",
    "orders_waiting",
    "quote",
    "recent_orders",
    "running",
    "tab_counts",
    "typed_lines",
    "usual_products",
]

TABS = (
    "all", "attention", "draft", "awaiting_approval", "submitted", "to_ship", "on_the_way",
    "delivered", "ended",
)  # fmt: skip

COLUMNS = (
    "number", "state", "fulfilment", "currency", "net", "tax", "total", "line_count",
    "summary_zh", "summary_en", "buyer_reference", "external_key", "wished_on", "promised_on",
    "needs_approval_for", "cancellation_asked_at", "placed_at", "submitted_at", "delivered_at",
    "paid_at", "version", "ship_city", "buyer_id", "buyer__number", "buyer__name_zh",
    "buyer__name_en", "created_by_id", "submitted_by_id", *both("submitted_by__name"),
)  # fmt: skip

_WAITING = (Fulfilment.OPEN, Fulfilment.PART_SHIPPED)
_RUNNING = (OrderState.CONFIRMED, OrderState.ON_HOLD)
_MOST_EXPORTED = 50_000
_REJECTION_SHOWN = timedelta(days=14)


@dataclass(frozen=True)
class OrderFilter:
    """What a reader of the list asks for; empty fields ask for nothing.

    `tab` is one of TABS, or "running" (confirmed and not yet arrived). `q` is searched in
    number, buyer reference, external key, buyer and product names. `since` and `until` are days
    in the reader's zone, both included. `sku` asks for orders with that product, `buyer` for
    those of one counterparty (its number), `distributor` for those sold through one.
    """

    tab: str = "all"
    q: str = ""
    since: date | None = None
    until: date | None = None
    sku: str = ""
    buyer: str = ""
    distributor: str = ""


async def orders(actor: Actor, asked: OrderFilter, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of orders, newest first, as dicts of COLUMNS plus `is_late`. One statement."""
    page = await page_of(_asked(actor, asked), request, COLUMNS, sort="-placed_at")
    return Slice(_all_marked(actor, page.rows), page.newer, page.older)


async def tab_counts(actor: Actor, asked: OrderFilter | None = None) -> dict[str, int]:
    """Return how many orders each tab but "all" and "ended" shows, COUNT_CAP at most.

    One statement. With `asked` its search and dates hold for the counts too.
    """
    base = asked or OrderFilter()
    counted = [tab for tab in TABS if tab not in ("all", "ended")]
    parts = {tab: _asked(actor, replace(base, tab=tab)) for tab in counted}
    return await capped_counts(parts)


async def export_rows(actor: Actor, asked: OrderFilter) -> list[dict[str, Any]]:
    """Return the filtered list in full for a file, newest first; 50,000 rows at most.

    The rows are those of `orders`, read through the scope of the permission to export.
    """
    rows = _asked(actor, asked, "export").order_by("-placed_at", "-id").limit(_MOST_EXPORTED)
    return _all_marked(actor, await rows.values("id", *COLUMNS))


def attention(actor: Actor, limit: int = 50) -> Question[list[dict[str, Any]]]:
    """Return the orders that wait for this actor, the longest wait first, each with its `why`.

    Staff: "approval", "confirm", "cancellation" (asked by the buyer), "late". The portal: "draft",
    "late", "receipt" (all has left, did it arrive?), "rejected" (in the last fourteen days). Rows
    are those of `orders`, for staff with `no_decision` of `deciding`.
    """
    found = orders_waiting(actor).order_by("placed_at", "id").limit(limit)
    decided = within_reach(actor, found) if actor.is_staff else {}
    return Question({"rows": found.values("id", *COLUMNS), **decided}, partial(_all_waiting, actor))


def running(actor: Actor, limit: int) -> Question[list[dict[str, Any]]]:
    """Return the newest orders that are confirmed and have not arrived; rows as in `orders`."""
    found = _in_tab(actor, scope(actor, SalesOrder), "running").order_by("-placed_at", "-id")
    return Question(
        {"rows": found.limit(limit).values("id", *COLUMNS)}, partial(_all_marked, actor)
    )


def orders_waiting(actor: Actor) -> QuerySet[SalesOrder]:
    """Return the orders that `attention` lists, as rows still to be counted."""
    return scope(actor, SalesOrder).filter(_attention(actor))


def recent_orders(
    actor: Actor, buyer_id: int | None = None, limit: int = 5
) -> Question[list[dict[str, Any]]]:
    """Ask for the newest submitted orders, of one buyer if given; rows as in `orders`."""
    rows = _submitted(scope(actor, SalesOrder))
    if buyer_id is not None:
        rows = rows.filter(buyer_id=buyer_id)
    newest = rows.order_by("-placed_at", "-id").limit(limit).values("id", *COLUMNS)
    return Question({"rows": newest}, partial(_all_marked, actor))


async def usual_products(actor: Actor, buyer_id: int, limit: int = 8) -> list[dict[str, Any]]:
    """Return what the buyer ordered last, each product once, newest first.

    Dicts of sku, name_zh, name_en, unit, quantity (as last ordered). One statement.
    """
    lines = await (
        scope(actor, SalesOrderLine)
        .filter(order__buyer_id=buyer_id, product__is_active=True)
        .exclude(order__state=OrderState.DRAFT)
        .order_by("-id")
        .limit(limit * 8)
        .values("sku", "name_zh", "name_en", "unit", "quantity")
    )
    latest: dict[str, dict[str, Any]] = {}
    for line in lines:
        latest.setdefault(line["sku"], line)
    return list(latest.values())[:limit]


# No order is older or later; beyond them a day in one zone may be none in another.
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)


def _asked(actor: Actor, asked: OrderFilter, verb: str = "read") -> QuerySet[SalesOrder]:
    rows = _in_tab(actor, scope(actor, SalesOrder, verb), asked.tab)
    zone = ZoneInfo(actor.zone)
    if asked.since:
        since = max(asked.since, _FIRST_DAY)
        rows = rows.filter(placed_at__gte=datetime.combine(since, time.min, zone))
    if asked.until:
        beyond = min(asked.until, _LAST_DAY) + timedelta(days=1)
        rows = rows.filter(placed_at__lt=datetime.combine(beyond, time.min, zone))
    if asked.sku:
        lines = SalesOrderLine.filter(sku=asked.sku).values("order_id")
        rows = rows.filter(id__in=Subquery(lines))
    if asked.buyer:
        rows = rows.filter(buyer__number=asked.buyer)
    if asked.distributor:
        rows = rows.filter(distributor__number=asked.distributor)
    if asked.q.strip():
        words = fulltext.ids_matching("sales_order", asked.q)
        rows = rows.filter(id__in=words) if words is not None else rows.filter(id=0)
    return rows


def _in_tab(actor: Actor, rows: QuerySet[SalesOrder], tab: str) -> QuerySet[SalesOrder]:
    match tab:
        case "draft" | "awaiting_approval" | "submitted":
            return rows.filter(state=tab)
        case "attention":
            return rows.filter(_attention(actor))
        case "to_ship":
            return rows.filter(state__in=_RUNNING, fulfilment__in=_WAITING)
        case "on_the_way":
            return rows.filter(state__in=_RUNNING, fulfilment=Fulfilment.SHIPPED)
        case "running":
            return rows.filter(state__in=_RUNNING, fulfilment__not=Fulfilment.DELIVERED)
        case "delivered":
            return rows.filter(state__in=_RUNNING, fulfilment=Fulfilment.DELIVERED)
        case "ended":
            return rows.filter(state__in=ENDED_STATES)
        case _:
            return _submitted(rows)


def _submitted(rows: QuerySet[SalesOrder]) -> QuerySet[SalesOrder]:
    """Leave out drafts and what never was more than one."""
    return rows.filter(state__in=(*OPEN_STATES, *ENDED_STATES)).filter(
        Q(state__not=OrderState.CANCELLED) | Q(submitted_at__isnull=False)
    )


def _attention(actor: Actor) -> Q:
    late = Q(state__in=_RUNNING, fulfilment__in=_WAITING, promised_on__lt=clock.today(actor.zone))
    if actor.is_staff:
        undecided = Q(state__in=(OrderState.AWAITING_APPROVAL, OrderState.SUBMITTED))
        asked = Q(state__in=_RUNNING, cancellation_asked_at__isnull=False)
        return late | undecided | asked
    rejected = Q(state=OrderState.REJECTED, decided_at__gte=clock.now() - _REJECTION_SHOWN)
    arriving = Q(state__in=_RUNNING, fulfilment=Fulfilment.SHIPPED)
    return late | Q(state=OrderState.DRAFT) | rejected | arriving


def _why(actor: Actor, row: dict[str, Any]) -> str:
    state = row["state"]
    if row["is_late"] and not (actor.is_staff and row["cancellation_asked_at"]):
        return "late"
    if actor.is_staff:
        staff = {OrderState.AWAITING_APPROVAL: "approval", OrderState.SUBMITTED: "confirm"}
        return staff.get(state, "cancellation")
    outside = {OrderState.DRAFT: "draft", OrderState.REJECTED: "rejected"}
    return outside.get(state, "receipt")


def _all_waiting(
    actor: Actor, rows: list[dict[str, Any]], **reach: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    marked = [{**row, "why": _why(actor, row)} for row in _all_marked(actor, rows)]
    return with_deciders(actor, marked, reach) if actor.is_staff else marked


def _all_marked(actor: Actor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    today = clock.today(actor.zone)
    return [
        {**row, "is_late": is_late(row["state"], row["fulfilment"], row["promised_on"], today)}
        for row in rows
    ]
