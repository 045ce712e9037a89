"""Who sees a purchase order: its supplier once it was sent, nobody's rival, no account manager."""

import pytest

from shared.access.scope import one, scope
from shared.kernel.errors import NotAllowed, NotFound
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.orders import PurchaseDraft, PurchaseLine, PurchaseOrder
from shared.purchasing.models.promises import Promise
from shared.purchasing.rules.lines import Side
from tests.shared.purchasing.world import NOW, TODAY, World


async def _order(world: World) -> PurchaseOrder:
    order = await PurchaseOrder.create(
        number="PO-2026-0001", supplier_id=world.supplier_id, currency="CNY", placed_at=NOW,
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    line = await PurchaseLine.create(
        order=order, position=1, sku="MIR-1", quantity=10_000, needed_on=TODAY
    )
    await Promise.create(
        line=line, round=1, quantity=10_000, promised_on=TODAY, side=Side.SUPPLIER,
        asked_by=Side.SUPPLIER, said_at=NOW,
    )  # fmt: skip
    return order


async def test_a_supplier_sees_an_order_only_once_it_was_sent(world: World) -> None:
    order = await _order(world)
    with pytest.raises(NotFound):
        await one(world.supplier, PurchaseOrder, number=order.number)
    assert await scope(world.supplier, PurchaseLine).count() == 0
    assert await scope(world.supplier, Promise).count() == 0
    await PurchaseOrder.filter(id=order.id).update(sent_at=NOW)
    assert (await one(world.supplier, PurchaseOrder, number=order.number)).id == order.id
    assert await scope(world.supplier, PurchaseLine).count() == 1
    assert await scope(world.supplier, Promise).count() == 1


async def test_a_rival_never_sees_it_nor_its_children(world: World) -> None:
    order = await _order(world)
    await PurchaseOrder.filter(id=order.id).update(sent_at=NOW)
    with pytest.raises(NotFound):
        await one(world.rival, PurchaseOrder, number=order.number)
    assert await scope(world.rival, PurchaseLine).count() == 0
    assert await scope(world.rival, Promise).count() == 0


async def test_a_supplier_sees_its_own_items_and_no_other_price(world: World) -> None:
    prices = await scope(world.supplier, SupplierItem).values_list("price", flat=True)
    assert sorted(prices) == [350, 900]


async def test_what_purchasing_is_writing_is_for_staff_alone(world: World) -> None:
    with pytest.raises(NotAllowed):
        scope(world.supplier, PurchaseDraft)


async def test_an_account_manager_never_reads_what_things_cost(world: World) -> None:
    for table in (PurchaseOrder, SupplierItem):
        with pytest.raises(NotAllowed):
            scope(world.manager, table)
