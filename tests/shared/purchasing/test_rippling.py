"""Agreeing to a later day and telling the customers' orders that it hurts."""

import json
from datetime import date

import pytest

from shared.journal.models import JournalEntry
from shared.kernel.errors import NotAllowed, Refusal, Stale
from shared.kernel.quantity import of
from shared.orders.expecting import expect_later
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import OrderState
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.answering import LineAnswer, answer_lines
from shared.purchasing.actions.deciding import Decision
from shared.purchasing.actions.rippling import agree_to_all_and_tell, decide_and_tell
from shared.purchasing.promising import Lot
from shared.purchasing.queries.detail import customers_waiting, line_detail
from shared.purchasing.rules.lines import LineState, Tells
from tests.shared.purchasing.steps import line, order, sent
from tests.shared.purchasing.waiting import waits
from tests.shared.purchasing.world import World

PROMISED, LATER = date(2026, 12, 6), date(2026, 12, 15)


async def proposed(world: World) -> tuple[str, Decision]:
    """Let Mingjing offer LATER for its first line; return the order and our agreement."""
    number = await sent(world)
    first = await line(number)
    offer = LineAnswer(1, first.version, "propose", (Lot(of(400), LATER),), "Kiln")
    await answer_lines(world.supplier, number, answers=[offer])
    return number, Decision(1, (await line(number)).version, "agree")


async def told(topic: str) -> list[str]:
    rows = await OutboxMessage.filter(topic=topic).order_by("id")
    return [row.record_number for row in rows]


async def test_one_step_accepts_and_tells_account_managers_and_customers(world: World) -> None:
    hurt = await waits(world, "MIR-1", 100, PROMISED)
    fine = await waits(world, "MIR-1", 100, date(2026, 12, 20))
    number, agree = await proposed(world)
    numbers = await decide_and_tell(
        world.buyer, number, decision=agree, tells=Tells.CUSTOMERS, words="The kiln was repaired"
    )
    mine = (await SalesOrder.get(id=hurt.order_id)).number
    assert numbers == [mine]
    first = await line(number)
    assert (first.state, first.promised_on) == (LineState.CONFIRMED, LATER)
    kept = await SalesOrderLine.get(id=hurt.id)
    assert (kept.promised_on, kept.expected_on, kept.announced_on) == (PROMISED, LATER, LATER)
    assert (await SalesOrderLine.get(id=fine.id)).expected_on is None
    assert await told("sales_order.goods_late") == [mine]
    assert await told("sales_order.day_moved") == [mine]
    letter = await OutboxMessage.get(topic="sales_order.day_moved")
    assert json.loads(letter.payload)["day"] == LATER.isoformat()
    entry = await JournalEntry.get(verb="sales_order.expect")
    assert entry.record_number == mine
    assert entry.reason == "The kiln was repaired"
    assert json.loads(entry.after) == {"expected_on MIR-1": LATER.isoformat(), "told": True}
    assert await told("purchase_order.decided") == [number], "the supplier is answered once"


async def test_customers_hear_nothing_when_she_tells_account_managers_alone(world: World) -> None:
    hurt = await waits(world, "MIR-1", 100, PROMISED)
    number, agree = await proposed(world)
    await decide_and_tell(world.buyer, number, decision=agree, tells=Tells.MANAGERS)
    kept = await SalesOrderLine.get(id=hurt.id)
    assert (kept.expected_on, kept.announced_on) == (LATER, None)
    assert len(await told("sales_order.goods_late")) == 1
    assert await told("sales_order.day_moved") == []


async def test_nobody_is_told_when_she_only_accepts(world: World) -> None:
    hurt = await waits(world, "MIR-1", 100, PROMISED)
    number, agree = await proposed(world)
    assert await decide_and_tell(world.buyer, number, decision=agree, tells=Tells.NOBODY) == []
    assert (await SalesOrderLine.get(id=hurt.id)).expected_on is None
    assert not await JournalEntry.filter(verb="sales_order.expect").exists()


async def test_ended_orders_are_left_alone(world: World) -> None:
    gone = await waits(world, "MIR-1", 100, PROMISED)
    number, agree = await proposed(world)
    await SalesOrder.filter(id=gone.order_id).update(state=OrderState.CANCELLED)
    assert await decide_and_tell(world.buyer, number, decision=agree, tells=Tells.CUSTOMERS) == []
    assert await told("sales_order.day_moved") == []


async def test_what_was_said_is_not_said_again(world: World) -> None:
    hurt = await waits(world, "MIR-1", 100, PROMISED)
    for _ in range(2):
        await expect_later(world.buyer, [hurt.id], LATER, tells_buyers=False)
    await expect_later(world.buyer, [hurt.id], LATER, tells_buyers=True)
    assert len(await told("sales_order.goods_late")) == 2
    assert len(await told("sales_order.day_moved")) == 1


async def test_a_line_that_moved_on_tells_nobody(world: World) -> None:
    hurt = await waits(world, "MIR-1", 100, PROMISED)
    number, agree = await proposed(world)
    with pytest.raises(Stale):
        await decide_and_tell(
            world.buyer, number, tells=Tells.CUSTOMERS,
            decision=Decision(1, agree.version - 1, "agree"),
        )  # fmt: skip
    assert (await SalesOrderLine.get(id=hurt.id)).expected_on is None
    assert await told("sales_order.day_moved") == []


async def test_the_whole_order_is_accepted_and_told_at_once(world: World) -> None:
    hurt = await waits(world, "MIR-1", 100, PROMISED)
    number, _ = await proposed(world)
    version = (await order(number)).version
    with pytest.raises(Refusal):
        await agree_to_all_and_tell(world.buyer, number, version=version - 1, tells=Tells.CUSTOMERS)
    numbers = await agree_to_all_and_tell(
        world.buyer, number, version=version, tells=Tells.CUSTOMERS
    )
    assert numbers == [(await SalesOrder.get(id=hurt.order_id)).number]
    assert (await SalesOrderLine.get(id=hurt.id)).announced_on == LATER


async def test_the_page_says_whom_a_day_would_hurt(world: World) -> None:
    await waits(world, "MIR-1", 100, PROMISED)
    await waits(world, "MIR-1", 100, date(2026, 12, 20))
    number, _ = await proposed(world)
    _, kept = await line_detail(world.buyer, number, 1)
    found = await customers_waiting(world.buyer, kept)
    assert [(one["is_hurt"], one["day"]) for one in found] == [(True, LATER), (False, LATER)]


async def test_only_purchasing_moves_expectations(world: World) -> None:
    hurt = await waits(world, "MIR-1", 100, PROMISED)
    for other in (world.manager, world.finance, world.supplier):
        with pytest.raises(NotAllowed):
            await expect_later(other, [hurt.id], LATER, tells_buyers=True)
