"""Goods that come in go to the orders that wait for them, in the order of what was promised."""

from collections.abc import Mapping, Sequence
from datetime import date

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, scope
from shared.catalogue import stock
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.quantity import to_text
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import OPEN_STATES
from shared.outbox.actions import announce


@action("sales_order.allocate")
async def take_in_goods(actor: Actor, quantities: Mapping[int, int]) -> list[str]:
    """Put what came in (product id → ×10⁴) into stock and give it to the lines that wait for it.

    The earliest promise first, then the oldest order; what is left stays free. Whoever looks after
    an order that got goods is told. Return the numbers of these orders. The orders are locked
    before the stock, as by every verb that ships or ends one, so that nobody waits in a circle.
    """
    coming = {product_id: amount for product_id, amount in quantities.items() if amount > 0}
    if not coming:
        return []
    lines = await _waiting(actor, list(coming))
    orders = await _held(actor, {line.order_id for line in lines})
    lines = await _waiting(actor, list(coming), list(orders))
    await stock.take_in(coming)
    given = await _give(lines)
    for order_id in dict.fromkeys(line.order_id for line, _ in given):
        mine = [(line, amount) for line, amount in given if line.order_id == order_id]
        await _note(actor, orders[order_id], mine)
    return [orders[one].number for one in dict.fromkeys(line.order_id for line, _ in given)]


async def _waiting(
    actor: Actor, products: Sequence[int], orders: Sequence[int] | None = None
) -> list[SalesOrderLine]:
    rows = scope(actor, SalesOrderLine, "allocate").filter(
        product_id__in=list(products), backordered__gt=0, order__state__in=OPEN_STATES
    )
    if orders is not None:
        rows = rows.filter(order_id__in=list(orders))
    found = await rows.order_by("order_id", "position")
    return sorted(found, key=lambda line: line.promised_on or date.max)


async def _held(actor: Actor, ids: set[int]) -> dict[int, SalesOrder]:
    """Return the orders by id, locked until the commit, always in the same order."""
    rows = scope(actor, SalesOrder, "allocate").filter(id__in=sorted(ids))
    return {row.id: row for row in await rows.order_by("id").select_for_update()} if ids else {}


async def _give(lines: Sequence[SalesOrderLine]) -> list[tuple[SalesOrderLine, int]]:
    """Reserve what is free for each line in turn; return who got how much."""
    given: list[tuple[SalesOrderLine, int]] = []
    empty: set[int] = set()
    for line in lines:
        if line.product_id is None or line.product_id in empty:
            continue
        amount = await stock.take(line.product_id, line.backordered)
        if amount < line.backordered:
            empty.add(line.product_id)
        if amount:
            line.reserved += amount
            line.backordered -= amount
            given.append((line, amount))
    if given:
        await SalesOrderLine.bulk_update(
            [line for line, _ in given], fields=["reserved", "backordered"], batch_size=100
        )
    return given


async def _note(
    actor: Actor, order: SalesOrder, given: Sequence[tuple[SalesOrderLine, int]]
) -> None:
    """Move the order's version on, so that whoever is shipping it sees what it holds now."""
    await change(actor, order, "allocate", None, updated_at=clock.now())
    await announce("sales_order.goods_in", order.number, by=actor.user_id, buyer_id=order.buyer_id)
    await record(
        actor, "sales_order.allocate", order, counterparty_id=order.buyer_id,
        after={line.sku: to_text(amount) for line, amount in given},
    )  # fmt: skip
