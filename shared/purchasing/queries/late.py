"""The late board: what is late, what will be, and which customers' orders it hurts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database import fulltext
from shared.database.compound import Question, ask, capped_counts
from shared.database.keyset import page_of
from shared.database.registry import table_model
from shared.kernel import clock
from shared.kernel.paging import PageRequest, Slice
from shared.purchasing.models.deliveries import DeliveryLine
from shared.purchasing.models.orders import PurchaseDemand, PurchaseLine
from shared.purchasing.rules.deliveries import RECEIVABLE
from shared.purchasing.rules.lines import ENDED, ON_THE_TABLE, LineFulfilment
from shared.purchasing.rules.orders import OrderStage

COLUMNS = (
    "position", "sku", "name_zh", "name_en", "unit", "quantity", "shipped", "received", "state",
    "fulfilment", "needed_on", "promised_on", "offered_on", "first_promised_on", "reason", "reason_code",
    "order__number",
    "order__supplier__number", "order__supplier__name_zh", "order__supplier__name_en",
)  # fmt: skip
TABS = ("late", "coming", "hurting", "all")
_MOST_EXPORTED = 5_000
Row = dict[str, Any]
ByLine = dict[int, list[Row]]


@dataclass(frozen=True)
class LateBoard:
    """One page of lines, and how many lines each tab holds."""

    page: Slice[Row]
    counts: dict[str, int]


async def late_board(actor: Actor, tab: str, q: str, request: PageRequest) -> LateBoard:
    """Return one page of lines by the day they are needed, with whom they hurt. Two statements.

    Dicts of COLUMNS plus `days` (behind what is needed), `is_late` (the day has passed), `on_way`
    (deliveries that hold it) and `hurts` (customers' orders that the actor may read).
    """
    rows = _asked(actor, tab, q)
    page = await page_of(rows, request, COLUMNS, sort="needed_on")
    ids = [row["id"] for row in page.rows]
    asked = await ask(
        hurts=_hurts(actor, ids), on_way=_on_way(actor, ids),
        counts=capped_counts({tab: _in_tab(actor, tab) for tab in TABS if tab != "all"}),
    )  # fmt: skip
    found = _all_furnished(actor, page.rows, asked["hurts"], asked["on_way"])
    return LateBoard(Slice(found, page.newer, page.older), asked["counts"])


async def late_export(actor: Actor, tab: str, q: str) -> list[Row]:
    """Return the board as filtered in full for a file, rows as `late_board` returns them.

    One statement.
    """
    rows = _asked(actor, tab, q, "export").order_by("needed_on", "id").limit(_MOST_EXPORTED)
    ids = Subquery(rows.values("id"))
    asked = await ask(
        rows=Question({"rows": rows.values("id", *COLUMNS)}, lambda rows: rows),
        hurts=_hurts(actor, ids), on_way=_on_way(actor, ids),
    )  # fmt: skip
    return _all_furnished(actor, asked["rows"], asked["hurts"], asked["on_way"])


def lines_late(actor: Actor) -> QuerySet[PurchaseLine]:
    """Return the lines whose day has passed, as rows still to be counted."""
    return _in_tab(actor, "late")


async def orders_hurt(actor: Actor, order_number: str) -> list[str]:
    """Return the customers' orders that wait for lines of a purchase order, for staff alone."""
    if not actor.may("purchase_demand.read"):
        return []
    rows = scope(actor, PurchaseDemand).filter(line__order__number=order_number)
    numbers = await rows.values_list("sales_line__order__number", flat=True)
    return sorted(set(map(str, numbers)))


def _asked(actor: Actor, tab: str, q: str, verb: str = "read") -> QuerySet[PurchaseLine]:
    rows = _in_tab(actor, tab, verb)
    if not q.strip():
        return rows
    words = fulltext.ids_matching("purchase_order", q)
    return rows.filter(order_id__in=words) if words is not None else rows.filter(id=0)


def _in_tab(actor: Actor, tab: str, verb: str = "read") -> QuerySet[PurchaseLine]:
    today = clock.today(actor.zone)
    rows = scope(actor, PurchaseLine, verb).filter(order__stage=OrderStage.SENT)
    rows = rows.exclude(state__in=ENDED).exclude(fulfilment=LineFulfilment.RECEIVED)
    gone = Q(promised_on__lt=today) | Q(promised_on__isnull=True, needed_on__lt=today)
    # Asked apart, because the order joined above has a column of the same name.
    promised = Q(promised_on__gt=F("needed_on"), promised_on__gte=today)
    offered = Q(offered_on__gt=F("needed_on"), state__in=ON_THE_TABLE)
    later = PurchaseLine.filter(promised | offered)
    behind = Q(id__in=Subquery(later.values("id")))
    match tab:
        case "late":
            return rows.filter(gone)
        case "coming":
            return rows.filter(behind)
        case "hurting":
            waited_for = PurchaseDemand.all().values("line_id")
            return rows.filter(gone | behind).filter(id__in=Subquery(waited_for))
        case _:
            return rows.filter(gone | behind)


def _hurts(actor: Actor, ids: list[int] | Subquery) -> Question[ByLine]:
    """Ask for line id → customers' orders that wait for it, only those the actor may read."""
    if not ids or not (actor.may("purchase_demand.read") and actor.may("sales_order.read")):
        return Question({}, dict)
    readable = scope(actor, table_model("sales_order")).values("id")
    rows = scope(actor, PurchaseDemand).filter(
        line_id__in=ids, sales_line__order_id__in=Subquery(readable)
    ).order_by("sales_line__promised_on", "id").values(
        "line_id", "quantity", "sales_line__promised_on", "sales_line__order__number",
        "sales_line__order__buyer__name_zh", "sales_line__order__buyer__name_en",
    )  # fmt: skip
    return Question({"rows": rows}, lambda rows: _by_line(rows, _hurt))


def _hurt(row: Row) -> Row:
    return {
        "number": row["sales_line__order__number"], "quantity": row["quantity"],
        "promised_on": row["sales_line__promised_on"],
        "name_zh": row["sales_line__order__buyer__name_zh"],
        "name_en": row["sales_line__order__buyer__name_en"],
    }  # fmt: skip


def _on_way(actor: Actor, ids: list[int] | Subquery) -> Question[ByLine]:
    if not ids:
        return Question({}, dict)
    rows = scope(actor, DeliveryLine).filter(
        line_id__in=ids, delivery__state__in=RECEIVABLE
    ).order_by("id").values(
        "line_id", "quantity", "delivery__number", "delivery__expected_on", "delivery__state"
    )  # fmt: skip
    return Question({"rows": rows}, lambda rows: _by_line(rows, dict))


def _by_line(rows: list[Row], shape: Callable[[Row], Row]) -> ByLine:
    found: ByLine = {}
    for row in rows:
        found.setdefault(row["line_id"], []).append(shape(row))
    return found


def _all_furnished(actor: Actor, rows: list[Row], hurts: ByLine, on_way: ByLine) -> list[Row]:
    return [
        _furnished(actor, row, hurts.get(row["id"], []), on_way.get(row["id"], []))
        for row in rows
    ]  # fmt: skip


def _furnished(
    actor: Actor, row: dict[str, Any], hurts: list[dict[str, Any]], on_way: list[dict[str, Any]]
) -> dict[str, Any]:
    """Add how late it is or will be: the last day anybody named, today when that has passed."""
    today = clock.today(actor.zone)
    named = [one["delivery__expected_on"] for one in on_way if one["delivery__expected_on"]]
    offered = row["offered_on"] if row["state"] in ON_THE_TABLE else None
    expected = max(named) if named else (offered or row["promised_on"])
    comes = max(expected or today, today)
    day = row["promised_on"] or row["needed_on"]
    return {
        **row, "hurts": hurts, "on_way": on_way, "expected_on": expected,
        "days": max(0, (comes - row["needed_on"]).days), "is_late": day < today,
    }  # fmt: skip
