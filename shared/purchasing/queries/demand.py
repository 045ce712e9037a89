"""What has to be bought: customers' lines that wait for goods, and stock that runs short."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.functions import Sum

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question, ask
from shared.database.registry import table_model
from shared.kernel import clock
from shared.orders.shortage import WAITING, lines_waiting_for_goods
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.orders import PurchaseDemand, PurchaseLine
from shared.purchasing.queries.items import COLUMNS, offer_of
from shared.purchasing.rules.lines import ENDED, LineFulfilment

_MOST = 300
_STOCK = ("product_id", "free", "product__minimum_quantity", "product__lead_days")


@dataclass
class Need:
    """A product that a supplier should be asked for; quantities ×10⁴.

    `waiting` are the customers' order lines behind it (empty for short stock).
    """

    offer: Any
    quantity: int
    needed_on: date
    on_order: int = 0
    free: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Suggestion:
    """What one supplier should be asked for."""

    number: str
    name_zh: str
    name_en: str
    needs: list[Need] = field(default_factory=list)


async def from_demand(actor: Actor) -> list[Suggestion]:
    """Return what customers' lines need and nobody has ordered yet, by supplier. Two statements."""
    waiting = lines_waiting_for_goods(actor, _MOST)
    found = await ask(
        rows=Question({"rows": waiting.values(*WAITING)}, lambda rows: rows),
        covered=_covered(actor, Subquery(waiting.values("id"))),
    )
    rows, covered = found["rows"], found["covered"]
    wanted: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        missing = row["backordered"] - covered.get(row["id"], 0)
        if missing > 0:
            wanted.setdefault(row["product_id"], []).append({**row, "missing": missing})
    today = clock.today(actor.zone)
    return await _grouped(
        actor,
        {product_id: _need(lines, today) for product_id, lines in wanted.items()},
    )


async def from_stock(actor: Actor) -> list[Suggestion]:
    """Return bought products whose free stock and open orders stay below one minimum order.

    Two statements.
    """
    stock = table_model("stock")
    bought = scope(actor, stock).filter(product__is_bought=True, product__is_active=True)
    least_free = bought.order_by("free", "id").limit(_MOST)
    found = await ask(
        rows=Question({"rows": least_free.values(*_STOCK)}, lambda rows: rows),
        ordered=_on_order(actor, Subquery(least_free.values("product_id"))),
    )
    rows, ordered = found["rows"], found["ordered"]
    today = clock.today(actor.zone)
    short = {}
    for row in rows:
        coming = ordered.get(row["product_id"], 0)
        least = row["product__minimum_quantity"]
        if row["free"] + coming < least:
            day = today + timedelta(days=row["product__lead_days"])
            short[row["product_id"]] = Need(None, least, day, coming, row["free"])
    return await _grouped(actor, short)


def _need(lines: list[dict[str, Any]], today: date) -> Need:
    days = [
        line["promised_on"] or line["order__wished_on"] or line["expected_on"] for line in lines
    ]
    known = [day for day in days if day]
    return Need(
        None, sum(line["missing"] for line in lines),
        max(min(known, default=today), today), waiting=lines,
    )  # fmt: skip


def _covered(actor: Actor, lines: Subquery) -> Question[dict[int, int]]:
    """Return how much of each customer's line purchase orders already cover."""
    totals = scope(actor, PurchaseDemand).filter(sales_line_id__in=lines)\
        .exclude(line__state="cancelled").group_by("sales_line_id")\
        .annotate(total=Sum("quantity")).values("sales_line_id", "total")  # fmt: skip
    return Question(
        {"rows": totals}, lambda rows: {row["sales_line_id"]: int(row["total"]) for row in rows}
    )


def _on_order(actor: Actor, products: Subquery) -> Question[dict[int, int]]:
    rows = scope(actor, PurchaseLine).filter(product_id__in=products)\
        .exclude(state__in=ENDED).exclude(fulfilment=LineFulfilment.RECEIVED)\
        .values("product_id", "quantity", "received")  # fmt: skip
    return Question({"rows": rows}, _left)


def _left(rows: list[dict[str, Any]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        left = row["quantity"] - row["received"]
        found[row["product_id"]] = found.get(row["product_id"], 0) + left
    return found


async def _grouped(actor: Actor, needs: dict[int, Need]) -> list[Suggestion]:
    """Give each product to the supplier with the best price of today; one without is left out."""
    today = clock.today(actor.zone)
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    rows = await scope(actor, SupplierItem).filter(
        valid, product_id__in=list(needs), is_active=True, valid_from__lte=today
    ).order_by("price", "id").values(*COLUMNS)  # fmt: skip
    found: dict[str, Suggestion] = {}
    given: set[int] = set()
    for row in rows:
        if row["product_id"] in given:
            continue
        given.add(row["product_id"])
        number = row["supplier__number"]
        group = found.setdefault(
            number, Suggestion(number, row["supplier__name_zh"], row["supplier__name_en"])
        )
        need = needs[row["product_id"]]
        need.offer = offer_of(row, {})
        need.quantity = max(need.quantity, need.offer.minimum)
        group.needs.append(need)
    return sorted(found.values(), key=lambda one: one.number)
