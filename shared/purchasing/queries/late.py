"""The late board: what is late, what will be, and which customers' orders it hurts."""

from typing import Any

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database import fulltext
from shared.database.compound import capped_counts
from shared.database.keyset import page_of
from shared.database.registry import table_model
from shared.kernel import clock
from shared.kernel.paging import PageRequest, Slice
from shared.purchasing.models.deliveries import DeliveryLine
from shared.purchasing.models.orders import PurchaseDemand, PurchaseLine
from shared.purchasing.rules.deliveries import RECEIVABLE
from shared.purchasing.rules.lines import ENDED, LineFulfilment, LineState
from shared.purchasing.rules.orders import OrderStage

COLUMNS = (
    "position", "sku", "name_zh", "name_en", "unit", "quantity", "shipped", "received", "state",
    "fulfilment", "needed_on", "promised_on", "offered_on", "first_promised_on", "reason", "order__number",
    "order__supplier__number", "order__supplier__name_zh", "order__supplier__name_en",
)  # fmt: skip
# Another day is being talked about: it may well be the one.
ON_THE_TABLE = (LineState.PROPOSED, LineState.COUNTERED)
TABS = ("late", "coming", "hurting", "all")


async def late_lines(actor: Actor, tab: str, q: str, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of lines by the day they are needed, with whom they hurt. Three statements.

    Dicts of COLUMNS plus `days` (behind what is needed), `is_late` (the day has passed), `on_way`
    (deliveries that hold it) and `hurts` (customers' orders that the actor may read).
    """
    rows = _in_tab(actor, tab)
    if q.strip():
        words = fulltext.ids_matching("purchase_order", q)
        rows = rows.filter(order_id__in=words) if words is not None else rows.filter(id=0)
    page = await page_of(rows, request, COLUMNS, sort="needed_on")
    ids = [row["id"] for row in page.rows]
    hurts, on_way = await _hurts(actor, ids), await _on_way(actor, ids)
    found = [_furnished(actor, row, hurts.get(row["id"], []), on_way.get(row["id"], []))
             for row in page.rows]  # fmt: skip
    return Slice(found, page.newer, page.older)


async def late_counts(actor: Actor) -> dict[str, int]:
    """Return how many lines each tab holds, in one statement."""
    return await capped_counts({tab: _in_tab(actor, tab) for tab in TABS if tab != "all"})


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


def _in_tab(actor: Actor, tab: str) -> QuerySet[PurchaseLine]:
    today = clock.today(actor.zone)
    rows = scope(actor, PurchaseLine).filter(order__stage=OrderStage.SENT)
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


async def _hurts(actor: Actor, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Return line id → customers' orders that wait for it, only those the actor may read."""
    if not ids or not (actor.may("purchase_demand.read") and actor.may("sales_order.read")):
        return {}
    readable = scope(actor, table_model("sales_order")).values("id")
    rows = await scope(actor, PurchaseDemand).filter(
        line_id__in=ids, sales_line__order_id__in=Subquery(readable)
    ).order_by("sales_line__promised_on", "id").values(
        "line_id", "quantity", "sales_line__promised_on", "sales_line__order__number",
        "sales_line__order__buyer__name_zh", "sales_line__order__buyer__name_en",
    )  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["line_id"], []).append({
            "number": row["sales_line__order__number"], "quantity": row["quantity"],
            "promised_on": row["sales_line__promised_on"],
            "name_zh": row["sales_line__order__buyer__name_zh"],
            "name_en": row["sales_line__order__buyer__name_en"],
        })  # fmt: skip
    return found


async def _on_way(actor: Actor, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    if not ids:
        return {}
    rows = await scope(actor, DeliveryLine).filter(
        line_id__in=ids, delivery__state__in=RECEIVABLE
    ).values(
        "line_id", "quantity", "delivery__number", "delivery__expected_on", "delivery__state"
    )  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["line_id"], []).append(row)
    return found


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
