"""What is received goes to the customers' orders that wait for it, the earliest promise first."""

import json
from datetime import UTC, date, datetime

import pytest

from shared.catalogue.models import Stock
from shared.exchange.late_lines import late_sheet
from shared.files.queries import open_file
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound
from shared.kernel.quantity import of
from shared.orders.allocating import take_in_goods
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import OrderState
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.inspecting import inspect_line
from shared.purchasing.actions.receiving import receive_delivery
from shared.purchasing.queries.deliveries import delivery_detail
from shared.purchasing.queries.late import late_export
from shared.purchasing.rules.deliveries import Inspection
from shared.purchasing.rules.receiving import Counted
from tests.shared.files import samples
from tests.shared.files.sending import send
from tests.shared.purchasing.shipping import confirmed, counted_in, good, shipped, stored
from tests.shared.purchasing.waiting import waits
from tests.shared.purchasing.world import World


async def held(line: SalesOrderLine) -> tuple[int, int]:
    """Return what a line has reserved and what it still waits for."""
    kept = await SalesOrderLine.get(id=line.id)
    return kept.reserved, kept.backordered


async def free(world: World, sku: str = "MIR-1") -> int:
    return (await Stock.get(product_id=world.products[sku])).free


async def test_the_earliest_promise_is_filled_first_and_the_rest_waits(world: World) -> None:
    late = await waits(world, "MIR-1", 200, date(2026, 12, 20))
    open_end = await waits(world, "MIR-1", 50, None)
    first = await waits(world, "MIR-1", 300, date(2026, 12, 10))
    delivery = await shipped(world, (1, "400"))
    await counted_in(world, delivery, good(400))
    assert await held(first) == (of(300), 0)
    assert await held(late) == (of(100), of(100))
    assert await held(open_end) == (0, of(50))
    assert await free(world) == 0


async def test_whoever_looks_after_the_order_is_told_and_its_journal_knows(world: World) -> None:
    line = await waits(world, "MIR-1", 100, date(2026, 12, 10))
    order = await SalesOrder.get(id=line.order_id)
    await counted_in(world, await shipped(world, (1, "400")), good(400))
    told = await OutboxMessage.filter(topic="sales_order.goods_in")
    assert [one.record_number for one in told] == [order.number]
    entry = await JournalEntry.get(verb="sales_order.allocate")
    assert (entry.record_number, json.loads(entry.after)) == (order.number, {"MIR-1": "100"})
    assert (await SalesOrder.get(id=order.id)).version == order.version + 1
    assert await free(world) == of(300)


async def test_ended_orders_and_drafts_get_nothing(world: World) -> None:
    lines = [
        await waits(world, "MIR-1", 100, None, state=state)
        for state in (OrderState.DRAFT, OrderState.CANCELLED, OrderState.CLOSED)
    ]
    await counted_in(world, await shipped(world, (1, "400")), good(400))
    for line in lines:
        assert await held(line) == (0, of(100))
    assert await free(world) == of(400)


async def test_goods_wait_for_their_inspection_and_then_go_to_the_order(world: World) -> None:
    line = await waits(world, "MIR-1", 100, date(2026, 12, 10))
    delivery = await shipped(world, (1, "400"))
    pending = Counted(of(400), inspection=Inspection.PENDING)
    receipt = await counted_in(world, delivery, pending)
    assert await held(line) == (0, of(100))
    await inspect_line(
        world.buyer, receipt, 1, version=1,
        result=Counted(0, of(340), "damaged", Inspection.CONDITIONAL, "Cracked"),
    )  # fmt: skip
    assert await held(line) == (of(60), of(40))


async def test_other_products_fill_nothing(world: World) -> None:
    line = await waits(world, "MIR-2", 100, date(2026, 12, 10))
    await counted_in(world, await shipped(world, (1, "400")), good(400))
    assert await held(line) == (0, of(100))


async def test_nothing_that_came_in_changes_nothing(world: World) -> None:
    line = await waits(world, "MIR-1", 100, date(2026, 12, 10))
    assert await take_in_goods(world.buyer, {world.products["MIR-1"]: 0}) == []
    assert await held(line) == (0, of(100))
    for other in (world.manager, world.supplier):
        with pytest.raises(NotAllowed):
            await take_in_goods(other, {world.products["MIR-1"]: of(1)})


async def test_photos_given_with_the_count_are_read_by_both_sides(world: World) -> None:
    delivery = await shipped(world, (1, "400"))
    photo = await send(world.buyer, "crack.png", samples.picture())
    await receive_delivery(
        world.buyer, delivery, version=(await stored(delivery)).version, files=[photo],
        counts={1: Counted(of(400), of(5), "damaged", Inspection.CONDITIONAL, "Cracked")},
    )  # fmt: skip
    for reader in (world.buyer, world.supplier, world.finance):
        seen = await delivery_detail(reader, delivery)
        assert [one.name for one in seen.receipts[0][0]["photos"]] == ["crack.png"]
        assert (await open_file(reader, photo)).name == "crack.png"
    with pytest.raises(NotFound):
        await open_file(world.rival, photo)


async def test_the_late_board_is_exported_as_it_is_filtered(world: World) -> None:
    line = await waits(world, "MIR-1", 100, date(2026, 12, 6))
    number = await confirmed(world)
    with clock.frozen(datetime(2026, 12, 9, 2, 0, tzinfo=UTC)):
        found = await late_export(world.buyer, "hurting", "")
        assert [(row["order__number"], row["sku"]) for row in found] == [(number, "MIR-1")]
        hurt = (await SalesOrder.get(id=line.order_id)).number
        assert [one["number"] for one in found[0]["hurts"]] == [hurt]
        sheet = late_sheet(world.buyer.reading("en"), found, str)
        assert len(sheet.columns) == len(sheet.rows[0])
        assert hurt in sheet.rows[0][-1]
        assert await late_export(world.buyer, "all", "nothing like it") == []
    with pytest.raises(NotAllowed):
        await late_export(world.manager, "all", "")
