"""What a supplier ships next: open lines by the day they are promised, and packing lists matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database import fulltext
from shared.database.compound import capped_counts
from shared.database.keyset import page_of
from shared.database.lookups import distinct_beside
from shared.kernel import clock
from shared.kernel.paging import PageRequest, Slice
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.lines import most_to_ship
from shared.purchasing.rules.orders import OrderStage
from shared.purchasing.rules.receiving import SHIPPABLE, SOON

COLUMNS = (
    "position", "sku", "supplier_code", "name_zh", "name_en", "unit", "quantity", "shipped",
    "tolerance", "state", "needed_on", "promised_on", "first_promised_on", "reason", "version",
    "order__number", "hits",
)  # fmt: skip
TABS = ("soon", "late", "all")
MOST = 2000
# How many customer orders wait for a line; whose they are never leaves this house.
HITS = distinct_beside(
    "purchase_demand", of="purchase_line", by="line_id", through="sales_order_line",
    via="sales_line_id", column="order_id",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """A line of a packing list: order number (may be empty), code, quantity ×10⁴, batch."""

    order: str
    code: str
    quantity: int
    batch: str = ""


@dataclass(frozen=True)
class Match:
    """A packing list against what is open: rows to send, and what fits nowhere (by its place)."""

    rows: list[dict[str, Any]]
    left_over: list[tuple[int, int]]


async def due_lines(actor: Actor, tab: str, q: str, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of lines to ship, the nearest day first. One statement.

    Dicts of COLUMNS plus `open` (×10⁴), `most` (with the tolerance), `is_late` and `days_late`.
    """
    rows = _in_tab(actor, tab)
    if q.strip():
        words = fulltext.ids_matching("purchase_order", q)
        rows = rows.filter(order_id__in=words) if words is not None else rows.filter(id=0)
    page = await page_of(rows.annotate(hits=HITS), request, COLUMNS, sort="promised_on")
    return Slice([_furnished(actor, row) for row in page.rows], page.newer, page.older)


async def due_counts(actor: Actor) -> dict[str, int]:
    """Return how many lines each tab holds, in one statement."""
    return await capped_counts({tab: _in_tab(actor, tab) for tab in TABS})


async def lines_at(
    actor: Actor, places: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], dict[str, Any]]:
    """Return (order number, position) → line, for the lines that a form names. One statement."""
    numbers = sorted({number for number, _ in places})
    rows = scope(actor, PurchaseLine).filter(order__number__in=numbers)
    found = await rows.annotate(hits=HITS).values(*COLUMNS)
    by_place = {(row["order__number"], row["position"]): row for row in found}
    return {place: _furnished(actor, by_place[place]) for place in places if place in by_place}


async def match_packing_list(actor: Actor, wanted: Sequence[Wanted]) -> Match:
    """Spread a packing list over the open lines, the oldest promise first. One statement.

    A line without an order number goes wherever its code is open. `left_over` are
    (place in `wanted`, quantity ×10⁴) for which nothing is open.
    """
    rows = await _open(actor).annotate(hits=HITS).order_by("promised_on", "id").limit(MOST)\
        .values(*COLUMNS)  # fmt: skip
    room = [most_to_ship(row["quantity"], row["shipped"], row["tolerance"]) for row in rows]
    spread: list[dict[str, Any]] = []
    left_over: list[tuple[int, int]] = []
    for place, one in enumerate(wanted):
        left = one.quantity
        fitting = [n for n, row in enumerate(rows) if room[n] and _fits(row, one)]
        for n in fitting:
            is_last = n == fitting[-1]
            open_part = max(0, min(room[n], rows[n]["quantity"] - rows[n]["shipped"]))
            part = min(left, room[n] if is_last else open_part)
            if part > 0:
                room[n] -= part
                left -= part
                spread.append({**_furnished(actor, rows[n]), "packed": part, "batch": one.batch})
        if left:
            left_over.append((place, left))
    return Match(spread, left_over)


def lines_due(actor: Actor) -> QuerySet[PurchaseLine]:
    """Return the lines that are late or due today, as rows still to be counted."""
    return _open(actor).filter(promised_on__lte=clock.today(actor.zone))


def _fits(row: dict[str, Any], one: Wanted) -> bool:
    code = one.code.strip().casefold()
    is_code = code in (row["sku"].casefold(), row["supplier_code"].casefold())
    return is_code and (not one.order or one.order.strip().upper() == row["order__number"])


def _open(actor: Actor) -> QuerySet[PurchaseLine]:
    return scope(actor, PurchaseLine).filter(
        order__stage=OrderStage.SENT, state__in=SHIPPABLE, confirmed_at__isnull=False,
        promised_on__isnull=False, shipped__lt=F("quantity"),
    )  # fmt: skip


def _in_tab(actor: Actor, tab: str) -> QuerySet[PurchaseLine]:
    today = clock.today(actor.zone)
    match tab:
        case "soon":
            return _open(actor).filter(promised_on__lte=today + SOON)
        case "late":
            return _open(actor).filter(promised_on__lt=today)
        case _:
            return _open(actor)


def _furnished(actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    days = (clock.today(actor.zone) - row["promised_on"]).days if row["promised_on"] else 0
    return {
        **row,
        "open": max(0, row["quantity"] - row["shipped"]),
        "most": most_to_ship(row["quantity"], row["shipped"], row["tolerance"]),
        "is_late": days > 0,
        "days_late": max(0, days),
    }
