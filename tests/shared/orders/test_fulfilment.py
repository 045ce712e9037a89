"""Goods and money of a confirmed order on a real database."""

import pytest

from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from shared.orders import actions
from shared.orders.models import SalesOrder, Shipment
from shared.orders.rules import Fulfilment, OrderState
from tests.shared.orders import world as worlds
from tests.shared.orders.steps import confirmed
from tests.shared.orders.world import World


async def test_goods_leave_in_parts_and_fulfilment_follows(world: World) -> None:
    order = await confirmed(world, ("SH-100", "130"), ("SH-300", "10"))
    with pytest.raises(Invalid) as raised:
        await actions.ship_order(
            world.manager, order.number, version=order.version,
            quantities_by_position={1: "131"},
        )  # fmt: skip
    assert raised.value.refusals[0].field == "line-0-quantity"
    first = await actions.ship_order(
        world.manager, order.number, version=order.version,
        quantities_by_position={1: "100", 2: "10"}, carrier="SF", tracking_number="SF1",
    )  # fmt: skip
    order = await SalesOrder.get(id=order.id)
    assert order.fulfilment == Fulfilment.PART_SHIPPED
    with pytest.raises(Refusal, match="is in stock"):
        await actions.ship_order(
            world.manager, order.number, version=order.version, quantities_by_position={1: "30"}
        )
    await worlds.set_free("SH-100", 35)
    second = await actions.ship_order(
        world.manager, order.number, version=order.version, quantities_by_position={1: "30"}
    )
    assert (await SalesOrder.get(id=order.id)).fulfilment == Fulfilment.SHIPPED
    assert await worlds.free("SH-100") == 5
    assert await actions.mark_delivered(world.manager, first, version=1) == "shipped"
    assert await actions.confirm_receipt(world.buyer, second, version=1) == "delivered"
    with pytest.raises(NotFound):
        await actions.confirm_receipt(world.rival, second, version=2)
    assert (await Shipment.get(number=first)).carrier == "SF"


async def test_nothing_leaves_while_an_order_is_on_hold(world: World) -> None:
    order = await confirmed(world, ("SH-100", "1"))
    await actions.hold_order(
        world.manager, order.number, version=order.version, reason="Overdue invoice"
    )
    with pytest.raises(Refusal, match="on hold"):
        await actions.ship_order(
            world.manager, order.number, version=order.version + 1,
            quantities_by_position={1: "1"},
        )  # fmt: skip
    await actions.release_order(world.manager, order.number, version=order.version + 1)
    assert (await SalesOrder.get(id=order.id)).state == OrderState.CONFIRMED


async def test_closing_what_is_left_gives_back_its_share(world: World) -> None:
    order = await confirmed(world, ("SH-100", "40"))
    await actions.ship_order(
        world.manager, order.number, version=order.version, quantities_by_position={1: "10"}
    )
    with pytest.raises(Refusal, match="Give a reason"):
        await actions.close_order(world.manager, order.number, version=order.version + 1)
    await actions.close_order(
        world.manager, order.number, version=order.version + 1, reason="Rest not wanted"
    )
    assert await worlds.free("SH-100") == 90
    assert await worlds.used_credit(world.buyer_id) * 4 == order.total


async def test_a_payment_frees_the_credit_once(world: World) -> None:
    order = await confirmed(world, ("SH-100", "1"))
    with pytest.raises(NotAllowed):
        await actions.record_payment(world.manager, order.number, version=order.version)
    await actions.record_payment(world.finance, order.number, version=order.version)
    assert await worlds.used_credit(world.buyer_id) == 0
    with pytest.raises(Refusal, match="already recorded"):
        await actions.record_payment(world.finance, order.number, version=order.version + 1)
