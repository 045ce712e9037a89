"""Suggestions from customers' orders and from short stock, and which lines a purchase covers."""

from datetime import date

import pytest

from shared.catalogue.models import Product, Stock
from shared.kernel.errors import NotAllowed
from shared.kernel.quantity import of
from shared.orders.models import SalesOrder
from shared.orders.rules import OrderState
from shared.purchasing.actions.cancelling import cancel_lines
from shared.purchasing.models.orders import PurchaseDemand
from shared.purchasing.pricing import TypedLine
from shared.purchasing.queries.demand import Suggestion, from_demand, from_stock
from tests.shared.purchasing.steps import line, order, sent
from tests.shared.purchasing.waiting import waits
from tests.shared.purchasing.world import TODAY, World

PROMISED = date(2026, 12, 6)


def asked(found: list[Suggestion]) -> dict[str, dict[str, int]]:
    """Return supplier → SKU → quantity."""
    return {one.number: {need.offer.sku: need.quantity for need in one.needs} for one in found}


async def test_what_customers_wait_for_is_suggested_at_the_best_price(world: World) -> None:
    await waits(world, "MIR-1", 100, PROMISED)
    await waits(world, "MIR-1", 40, date(2026, 12, 2))
    await waits(world, "MIR-2", 10, None)
    await waits(world, "MOT-1", 10, None)
    found = await from_demand(world.buyer)
    assert asked(found) == {"CP-0011": {"MIR-2": of(10)}, "CP-0012": {"MIR-1": of(140)}}
    need = found[1].needs[0]
    assert need.needed_on == date(2026, 12, 2), "the earliest promise"
    assert len(need.waiting) == 2


async def test_what_is_ordered_already_is_not_suggested_again(world: World) -> None:
    await waits(world, "MIR-1", 100, PROMISED)
    number = await sent(world, (TypedLine("MIR-1", "60", "2026-12-05"),))
    assert asked(await from_demand(world.buyer)) == {"CP-0012": {"MIR-1": of(40)}}
    await cancel_lines(
        world.buyer, number, version=(await order(number)).version, positions=[1], reason="No"
    )
    assert asked(await from_demand(world.buyer)) == {"CP-0012": {"MIR-1": of(100)}}


async def test_orders_that_ended_wait_for_nothing(world: World) -> None:
    gone = await waits(world, "MIR-1", 100, PROMISED)
    await SalesOrder.filter(id=gone.order_id).update(state=OrderState.CANCELLED)
    assert await from_demand(world.buyer) == []


async def test_short_stock_is_suggested_up_to_one_minimum_order(world: World) -> None:
    await Product.filter(sku="MIR-1").update(minimum_quantity=of(500), lead_days=7)
    await Product.filter(sku__in=["MIR-2", "MOT-1"]).update(minimum_quantity=0)
    found = await from_stock(world.buyer)
    assert asked(found) == {"CP-0012": {"MIR-1": of(500)}}
    assert found[0].needs[0].needed_on == date(2026, 11, 30)
    await Stock.filter(product_id=world.products["MIR-1"]).update(free=of(100))
    await sent(world, (TypedLine("MIR-1", "400", "2026-12-05"),))
    assert await from_stock(world.buyer) == [], "what is on order counts"


async def test_a_purchase_covers_the_oldest_that_wait_up_to_its_quantity(world: World) -> None:
    first = await waits(world, "MIR-1", 100, PROMISED)
    second = await waits(world, "MIR-1", 100, date(2026, 12, 1))
    third = await waits(world, "MIR-1", 100, PROMISED)
    number = await sent(world, (TypedLine("MIR-1", "150", "2026-12-05"),))
    of_line = (await line(number)).id
    rows = await PurchaseDemand.filter(line_id=of_line).order_by("id")
    assert [(row.sales_line_id, row.quantity) for row in rows] == [
        (first.id, of(100)), (second.id, of(50)),
    ]  # fmt: skip
    again = await sent(world, (TypedLine("MIR-1", "100", TODAY.isoformat()),))
    rows = await PurchaseDemand.filter(line__order__number=again).order_by("id")
    assert [(row.sales_line_id, row.quantity) for row in rows] == [
        (second.id, of(50)), (third.id, of(50)),
    ]  # fmt: skip


async def test_only_those_who_buy_see_suggestions(world: World) -> None:
    for other in (world.manager, world.supplier):
        with pytest.raises(NotAllowed):
            await from_stock(other)
