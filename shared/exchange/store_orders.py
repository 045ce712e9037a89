"""Brings in orders that were dealt with elsewhere: history and what is still open.

They get a number of ours, keep theirs, and take their state from their dates. They touch neither
stock nor credit, and nobody gets a mail. An order that moved on here is never set back.
"""

from collections import defaultdict
from typing import Any

from shared.catalogue.models import Product
from shared.counterparties.models import Counterparty
from shared.database import fulltext
from shared.database.numbering import next_numbers
from shared.exchange.order_lines_in import Line, lines_of
from shared.exchange.store_shipments import store_lines, store_shipments
from shared.exchange.storing import Plan, Run, ids_of, stated, store
from shared.exchange.validation import Row
from shared.kernel.two_languages import both
from shared.orders.models import SalesOrder
from shared.orders.rules import Fulfilment, OrderState

_COLUMNS = (
    "buyer_reference", "wished_on", "promised_on", "note",
    *both("ship_label", "ship_recipient", "ship_line", "ship_city", "ship_region"), "ship_phone",
    "ship_postcode", "ship_country",
)  # fmt: skip
_STEPS = (Fulfilment.OPEN, Fulfilment.PART_SHIPPED, Fulfilment.SHIPPED, Fulfilment.DELIVERED)


async def store_orders(run: Run, rows: list[Row], line_rows: list[Row]) -> None:
    """Bring in orders with their lines, and a shipment where goods have left."""
    found = await SalesOrder.filter(external_source=run.source) if rows else []
    known = {record.external_key: record for record in found}
    products = {one.id: one for one in await Product.all()} if rows else {}
    lines = lines_of(run, rows, line_rows, products)
    numbers = await _numbers([row for row in rows if row.key not in known])
    standings = {row.key: _standing(run, row, lines[row.key]) for row in rows}
    advancing = {row.key for row in rows if _is_further(known.get(row.key), standings[row.key])}

    def columns(row: Row) -> dict[str, Any]:
        further = standings[row.key] if row.key in advancing else {}
        return _content(run, row, lines[row.key]) | further

    plan = Plan(
        "order", SalesOrder, known, columns,
        fresh=lambda row: _beginning(run, row, numbers),
        owner=lambda record: record.buyer_id, ids=ids_of(run, SalesOrder),
    )  # fmt: skip
    created, updated = await store(run, rows, plan)
    orders = {record.external_key: record for record in (*found, *created)}
    added = await store_lines(run, rows, orders, lines, advancing)
    await store_shipments(run, [row for row in rows if row.key in advancing], orders, added)
    await _index([*created, *updated], lines)


async def _numbers(rows: list[Row]) -> dict[str, str]:
    """Give numbers of ours by the year of the order, in the order of time."""
    years: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.values["placed_on"], row.line)):
        years[row.values["placed_on"].year].append(row)
    given: dict[str, str] = {}
    for year, of_year in sorted(years.items()):
        numbers = await next_numbers("SO", len(of_year), year)
        given.update({row.key: number for row, number in zip(of_year, numbers, strict=True)})
    return given


def _content(run: Run, row: Row, lines: list[Line]) -> dict[str, Any]:
    """Return what the files say about an order apart from its state."""
    net, tax = sum(line.net for line in lines), sum(line.tax for line in lines)
    content = stated(SalesOrder, row, _COLUMNS) | {
        "buyer_id": run.ids["counterparty"][row.values["buyer"]],
        "currency": row.values.get("currency") or run.currency,
        "placed_at": run.at_noon(row.values["placed_on"]),
        "net": net, "tax": tax, "total": net + tax, "line_count": len(lines),
        "summary_zh": lines[0].name_zh, "summary_en": lines[0].name_en,
    }  # fmt: skip
    if row.values.get("paid_on"):
        content["paid_at"] = run.at_noon(row.values["paid_on"])
    return content


def _beginning(run: Run, row: Row, numbers: dict[str, str]) -> dict[str, Any]:
    placed_at = run.at_noon(row.values["placed_on"])
    return {
        "number": numbers[row.key], "external_source": run.source, "external_key": row.key,
        # It began there, not here: the timeline of the order is told in its own days.
        "created_at": placed_at, "submitted_at": placed_at, "decided_at": placed_at,
        "updated_at": run.now,
    }  # fmt: skip


def _standing(run: Run, row: Row, lines: list[Line]) -> dict[str, Any]:
    """Return state and fulfilment as the dates of the file tell them."""
    if cancelled_at := run.at_noon(row.values.get("cancelled_on")):
        return {
            "state": OrderState.CANCELLED,
            "fulfilment": Fulfilment.OPEN,
            "ended_at": cancelled_at,
        }
    delivered_at = run.at_noon(row.values.get("delivered_on"))
    if not any(line.shipped for line in lines):
        return {"state": OrderState.CONFIRMED, "fulfilment": Fulfilment.OPEN}
    if any(line.shipped < line.quantity for line in lines):
        return {"state": OrderState.CONFIRMED, "fulfilment": Fulfilment.PART_SHIPPED}
    if delivered_at is None:
        return {"state": OrderState.CONFIRMED, "fulfilment": Fulfilment.SHIPPED}
    return {
        "state": OrderState.CLOSED,
        "fulfilment": Fulfilment.DELIVERED,
        "delivered_at": delivered_at,
        "ended_at": delivered_at,
    }


def _is_further(order: SalesOrder | None, standing: dict[str, Any]) -> bool:
    """Tell whether the file knows more than we do; what happened here is never undone."""
    if order is None:
        return True
    if order.state is not OrderState.CONFIRMED:
        return False
    if standing["state"] is OrderState.CANCELLED:
        return order.fulfilment is Fulfilment.OPEN
    return _STEPS.index(standing["fulfilment"]) > _STEPS.index(order.fulfilment)


async def _index(orders: list[SalesOrder], lines: dict[str, list[Line]]) -> None:
    buyers = {one.id: one for one in await Counterparty.all()} if orders else {}
    records: list[tuple[int, tuple[str | None, ...]]] = []
    for order in orders:
        buyer = buyers[order.buyer_id]
        words = [order.number, order.buyer_reference, order.external_key]
        words += [buyer.number, buyer.name_zh, buyer.name_en]
        for line in lines[order.external_key]:
            words += [line.sku, line.name_zh, line.name_en]
        records.append((order.id, tuple(words)))
    await fulltext.index_many("sales_order", records)
