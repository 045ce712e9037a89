"""Orders of an award: one draft for each winner, once, linked both ways, sent as every other."""

import asyncio
from collections.abc import Iterator

import pytest

from shared.kernel import clock
from shared.kernel.errors import NotAllowed, Refusal
from shared.purchasing.actions.awarding import approve_award, award_rfq
from shared.purchasing.actions.drafts import discard_draft
from shared.purchasing.actions.ordering import order_awarded
from shared.purchasing.actions.sending import send_order
from shared.purchasing.models.orders import PurchaseDraft, PurchaseOrder
from shared.purchasing.pricing import typed_lines
from shared.purchasing.queries.detail import order_detail
from shared.purchasing.queries.rfqs import my_rfq, rfq_page
from tests.shared.purchasing.test_awarding import closed
from tests.shared.purchasing.test_rfqs import DAY
from tests.shared.purchasing.world import NOW, World


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


async def awarded(world: World, quantity: str = "100") -> str:
    number, version = await closed(world, quantity)
    await award_rfq(world.buyer, number, version=version, winners={1: "CP-0011", 2: "CP-0012"})
    return number


async def test_each_winner_gets_one_draft_with_her_lines(world: World) -> None:
    number = await awarded(world)
    assert len((await order_awarded(world.buyer, number)).split()) == 2
    hers = await PurchaseOrder.get(supplier_id=world.supplier_id)
    assert (hers.currency, hers.line_count, hers.net) == ("CNY", 1, 300 * 100)
    (line,) = typed_lines((await PurchaseDraft.get(order_id=hers.id)).typed_lines)
    assert (line.sku, line.quantity, line.price) == ("MIR-1", "100", "3.00")
    assert line.needed_on == "2026-12-20"
    theirs = await PurchaseOrder.get(supplier_id=world.rival_id)
    (free,) = typed_lines((await PurchaseDraft.get(order_id=theirs.id)).typed_lines)
    assert (free.sku, free.price, free.needed_on) == ("A box of felt", "8.00", "2026-12-23")
    assert theirs.line_count == 0, "what is no product of ours is completed by hand"


async def test_both_ways_and_outside_once_it_is_sent(world: World) -> None:
    number = await awarded(world)
    await order_awarded(world.buyer, number)
    order = await PurchaseOrder.get(supplier_id=world.supplier_id)
    listed = (await rfq_page(world.buyer, number))["orders"]
    assert order.number in [one["number"] for one in listed]
    assert (await order_detail(world.buyer, order.number)).order["rfq__number"] == number
    assert not (await my_rfq(world.supplier, number))["orders"]
    version = (await PurchaseDraft.get(order_id=order.id)).version
    assert await send_order(world.buyer, order.number, version=version) == "sent"
    assert [one["number"] for one in (await my_rfq(world.supplier, number))["orders"]] == [
        order.number
    ]
    assert not (await my_rfq(world.rival, number))["orders"]


async def test_twice_and_two_at_once_make_them_once(world: World) -> None:
    number = await awarded(world)
    made = await asyncio.gather(
        *(order_awarded(who, number) for who in (world.buyer, world.colleague))
    )
    assert sorted(len(one.split()) for one in made) == [0, 2]
    assert await PurchaseOrder.all().count() == 2
    order = await PurchaseOrder.get(supplier_id=world.supplier_id)
    assert not (await rfq_page(world.buyer, number))["is_unserved"]
    version = (await PurchaseDraft.get(order_id=order.id)).version
    await discard_draft(world.buyer, order.number, version=version)
    assert (await rfq_page(world.buyer, number))["is_unserved"]
    again = await order_awarded(world.buyer, number)
    assert (await PurchaseOrder.get(number=again)).supplier_id == world.supplier_id


async def test_before_the_award_counts_there_is_nothing_to_order(world: World) -> None:
    number, version = await closed(world, "900000")
    with pytest.raises(Refusal):
        await order_awarded(world.buyer, number)
    assert await award_rfq(world.buyer, number, version=version, winners={1: "CP-0011"}) == (
        "evaluated"
    )
    with pytest.raises(Refusal):
        await order_awarded(world.buyer, number)
    assert not await PurchaseOrder.all().exists()


async def test_only_purchasing_makes_them(world: World) -> None:
    number = await awarded(world)
    for who in (world.finance, world.supplier, world.manager):
        with pytest.raises(NotAllowed):
            await order_awarded(who, number)


async def test_one_over_the_limit_still_waits_for_finance_when_it_is_sent(world: World) -> None:
    number, version = await closed(world, "900000")
    with clock.frozen(NOW + DAY):
        await award_rfq(world.buyer, number, version=version, winners={1: "CP-0011"})
        await approve_award(world.finance, number, version=version + 1)
        made = await order_awarded(world.buyer, number)
        order = await PurchaseOrder.get(number=made)
        assert order.net == 300 * 900_000
        draft = await PurchaseDraft.get(order_id=order.id)
        assert await send_order(world.buyer, made, version=draft.version) == "asked"
