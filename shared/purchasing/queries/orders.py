"""Lists of purchase orders for both faces, what waits, the board of lines."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database import fulltext
from shared.database.compound import Question, capped_counts
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.queries.detail import HITS
from shared.purchasing.rules.lines import (
    ENDED,
    PURCHASINGS_TURN,
    SUPPLIERS_TURN,
    LineFulfilment,
)
from shared.purchasing.rules.orders import OPEN_STATUSES, OrderStage, OrderStatus

COLUMNS = (
    "number", "stage", "status", "revision", "currency", "total", "line_count", "to_answer",
    "to_decide", "due_on", "promised_on", "needed_on", "summary_zh", "summary_en", "answer_by",
    "answered_at", "cancellation_asked_at", "placed_at", "supplier__number",
    "supplier__name_zh", "supplier__name_en", *both("buyer__name"),
)  # fmt: skip
LINE_COLUMNS = (
    "position", "sku", "supplier_code", "name_zh", "name_en", "unit", "quantity", "state",
    "fulfilment", "needed_on", "promised_on", "first_promised_on", "offered_on", "hits", "version", "shipped",
    "received", "round", "reason", "reason_code", "order_id", "order__number", "order__answer_by",
    "order__supplier__name_zh", "order__supplier__name_en", "order__currency",
)  # fmt: skip
TABS = ("all", "to_answer", "changed", "late", "open", "draft", "awaiting_approval", "ended")
BOARD_TABS = ("late", "no_answer", "changed", "this_week", "open")
_MOST_EXPORTED = 50_000


@dataclass(frozen=True)
class OrderFilter:
    """What a reader of the list asks for; empty fields ask for nothing.

    `q` is searched in number, supplier and product names and codes; `supplier` is a number.
    """

    tab: str = "all"
    q: str = ""
    supplier: str = ""
    sku: str = ""


async def orders(actor: Actor, asked: OrderFilter, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of orders as dicts of COLUMNS plus `is_late` and `is_overdue`. One statement.

    Newest first; those to answer by their deadline.
    """
    sort = "answer_by" if asked.tab == "to_answer" else "-placed_at"
    page = await page_of(_asked(actor, asked), request, COLUMNS, sort=sort)
    return Slice([marked(actor, row) for row in page.rows], page.newer, page.older)


async def tab_counts(actor: Actor, asked: OrderFilter) -> dict[str, int]:
    """Return how many orders each tab but "all" and "ended" shows, in one statement."""
    counted = [tab for tab in TABS if tab not in ("all", "ended")]
    return await capped_counts(
        {tab: _asked(actor, OrderFilter(tab, asked.q, asked.supplier, asked.sku))
         for tab in counted}
    )  # fmt: skip


async def export_rows(actor: Actor, asked: OrderFilter) -> list[dict[str, Any]]:
    """Return the filtered list in full for a file, newest first."""
    rows = _asked(actor, asked, "export").order_by("-placed_at", "-id").limit(_MOST_EXPORTED)
    return [marked(actor, row) for row in await rows.values("id", *COLUMNS)]


def attention(actor: Actor, limit: int = 50) -> Question[list[dict[str, Any]]]:
    """Return the orders that wait for this actor, each with its `why`, the nearest deadline first.

    Suppliers: "answer", "cancellation". Purchasing: "decide", "late", "unanswered" (past the
    deadline). Finance: "approve".
    """
    rows = orders_waiting(actor).order_by("answer_by", "id").limit(limit)
    return Question({"rows": rows.values("id", *COLUMNS)}, partial(_all_waiting, actor))


def _all_waiting(actor: Actor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "why": _why(actor, row)} for row in (marked(actor, one) for one in rows)]


def orders_waiting(actor: Actor) -> QuerySet[PurchaseOrder]:
    """Return the orders that `attention` lists, as rows still to be counted."""
    return scope(actor, PurchaseOrder).filter(_waits(actor))


async def board(actor: Actor, tab: str, q: str, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of lines by the day they are needed, dicts of LINE_COLUMNS. One statement."""
    rows = _on_board(actor, tab)
    if q.strip():
        words = fulltext.ids_matching("purchase_order", q)
        rows = rows.filter(order_id__in=words) if words is not None else rows.filter(id=0)
    return await page_of(rows.annotate(hits=HITS), request, LINE_COLUMNS, sort="needed_on")


async def board_counts(actor: Actor) -> dict[str, int]:
    """Return how many lines each view of the board holds, in one statement."""
    return await capped_counts({tab: _on_board(actor, tab) for tab in BOARD_TABS})


def _on_board(actor: Actor, tab: str) -> QuerySet[PurchaseLine]:
    today = clock.today(actor.zone)
    rows = scope(actor, PurchaseLine).filter(
        order__stage=OrderStage.SENT, fulfilment__not=LineFulfilment.RECEIVED
    )
    match tab:
        case "late":
            return rows.filter(_late(today)).exclude(state__in=ENDED)
        case "no_answer":
            return rows.filter(state__in=SUPPLIERS_TURN)
        case "changed":
            return rows.filter(state__in=PURCHASINGS_TURN)
        case "this_week":
            week = today + timedelta(days=7)
            due = Q(promised_on__gte=today, promised_on__lt=week) | Q(
                promised_on__isnull=True, needed_on__gte=today, needed_on__lt=week
            )
            return rows.filter(due).exclude(state__in=ENDED)
        case _:
            return rows.exclude(state__in=ENDED)


def _late(today: date) -> Q:
    """Lines whose day is gone, that are promised for later than needed, or that may become so."""
    gone = Q(promised_on__lt=today) | Q(promised_on__isnull=True, needed_on__lt=today)
    # In a query of its own: beside the order's columns of the same name it would be ambiguous.
    beyond = PurchaseLine.filter(promised_on__gt=F("needed_on")).values("id")
    return gone | Q(id__in=Subquery(beyond)) | Q(state__in=PURCHASINGS_TURN)


def _asked(actor: Actor, asked: OrderFilter, verb: str = "read") -> QuerySet[PurchaseOrder]:
    rows = _in_tab(actor, scope(actor, PurchaseOrder, verb), asked.tab)
    if asked.supplier:
        rows = rows.filter(supplier__number=asked.supplier)
    if asked.sku:
        lines = PurchaseLine.filter(sku=asked.sku).values("order_id")
        rows = rows.filter(id__in=Subquery(lines))
    if asked.q.strip():
        words = fulltext.ids_matching("purchase_order", asked.q)
        rows = rows.filter(id__in=words) if words is not None else rows.filter(id=0)
    return rows


def _in_tab(actor: Actor, rows: QuerySet[PurchaseOrder], tab: str) -> QuerySet[PurchaseOrder]:
    match tab:
        case "to_answer":
            return rows.filter(stage=OrderStage.SENT, to_answer__gt=0, answer_by__isnull=False)
        case "changed":
            return rows.filter(stage=OrderStage.SENT, to_decide__gt=0)
        case "late":
            today = clock.today(actor.zone)
            return rows.filter(status__in=OPEN_STATUSES, due_on__lt=today)
        case "open":
            return rows.filter(status__in=OPEN_STATUSES)
        case "draft" | "awaiting_approval":
            return rows.filter(status=tab)
        case "ended":
            ended = (OrderStatus.RECEIVED, OrderStatus.CLOSED, OrderStatus.CANCELLED)
            return rows.filter(status__in=ended)
        case _:
            return rows.exclude(stage=OrderStage.CANCELLED, sent_at__isnull=True)


def _waits(actor: Actor) -> Q:
    sent = Q(stage=OrderStage.SENT)
    if not actor.is_staff:
        return sent & (Q(to_answer__gt=0) | Q(cancellation_asked_at__isnull=False))
    asked = Q(id=0)
    if actor.may("purchase_order.approve"):
        asked |= Q(draft__approval_asked_at__isnull=False)
    if actor.may("purchase_order.decide"):
        unanswered = Q(to_answer__gt=0, answer_by__lt=clock.now())
        late = Q(status__in=OPEN_STATUSES, due_on__lt=clock.today(actor.zone))
        asked |= sent & (Q(to_decide__gt=0) | unanswered | late)
    return asked


def _why(actor: Actor, row: dict[str, Any]) -> str:
    if not actor.is_staff:
        return "answer" if row["to_answer"] else "cancellation"
    if not actor.may("purchase_order.decide"):
        return "approve"
    if row["to_decide"]:
        return "decide"
    return "unanswered" if row["is_overdue"] else "late"


def marked(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of COLUMNS with `is_late` and `is_overdue`."""
    today, now = clock.today(actor.zone), clock.now()
    is_open = row["status"] in OPEN_STATUSES
    late = bool(is_open and row["due_on"] and row["due_on"] < today)
    overdue = bool(row["to_answer"] and row["answer_by"] and row["answer_by"] < now)
    return {**row, "is_late": late, "is_overdue": overdue}
