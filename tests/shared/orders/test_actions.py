"""The verbs of an order on a real database: what they move, and what they refuse."""

import json
from datetime import date, timedelta

import pytest

from shared.journal.models import JournalEntry
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.orders import actions
from shared.orders.comparing import OrderChanged
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine
from shared.orders.rules import OrderState
from shared.outbox.models import OutboxMessage
from tests.shared.orders import world as worlds
from tests.shared.orders.steps import confirmed, drafted, submitted
from tests.shared.orders.world import TODAY, World


async def test_a_draft_keeps_what_was_typed_and_names_each_problem(world: World) -> None:
    number, _, quote = await drafted(
        world.buyer, ("sh-100", "10"), ("nonsense", "1"), ("SH-300", "many")
    )
    assert [line.is_good for line in quote.lines] == [True, False, False]
    assert [refusal.field for refusal in quote.refusals] == ["line-1-sku", "line-2-quantity"]
    order = await SalesOrder.get(number=number)
    assert json.loads(order.typed_lines) == [
        ["sh-100", "10", None], ["nonsense", "1", None], ["SH-300", "many", None],
    ]  # fmt: skip
    assert (order.net, order.tax, order.line_count) == (1290_00, 167_70, 1)
    assert await worlds.free("SH-100") == 100


async def test_a_draft_saved_in_between_is_stale(world: World) -> None:
    number, version, _ = await drafted(world.buyer, ("SH-100", "1"))
    await actions.save_draft(world.buyer, number, version=version, lines=[])
    with pytest.raises(Stale):
        await actions.save_draft(world.buyer, number, version=version, lines=[], note="By rail")


async def test_the_same_draft_saved_twice_at_once_is_no_conflict(world: World) -> None:
    number, version, _ = await drafted(world.buyer, ("SH-100", "1"))
    first = await actions.save_draft(world.buyer, number, version=version, lines=[])
    second = await actions.save_draft(world.buyer, number, version=version, lines=[])
    assert second.version == first.version


async def test_submitting_takes_stock_and_credit_and_tells_who_did_what(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "60"))
    assert order.state == OrderState.SUBMITTED
    assert order.net == 60 * 119_00
    assert await worlds.free("SH-100") == 40
    assert await worlds.used_credit(world.buyer_id) == order.total == order.credit_taken
    entry = await JournalEntry.filter(record_number=order.number, verb="sales_order.submit").get()
    assert json.loads(entry.before)["state"] == "draft"
    assert json.loads(entry.after)["state"] == "submitted"
    assert entry.actor_id == world.buyer.user_id
    assert await OutboxMessage.filter(topic="sales_order.submitted").count() == 1


async def test_more_than_lies_in_stock_is_back_ordered_with_its_date(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "130"))
    line = await SalesOrderLine.get(order_id=order.id)
    assert (line.reserved, line.backordered) == (100_0000, 30_0000)
    assert line.expected_on == TODAY + timedelta(days=14)
    assert await worlds.free("SH-100") == 0


async def test_more_than_lies_in_stock_is_refused_where_nothing_can_be_ordered_ahead(
    world: World,
) -> None:
    number, version, quote = await drafted(world.buyer, ("SH-200", "2"))
    with pytest.raises(Invalid) as raised:
        await actions.submit_order(world.buyer, number, version=version, seen=quote.seen)
    (refusal,) = raised.value.refusals
    assert refusal.field == "line-0-quantity"
    assert [value for value, _ in refusal.fixes] == ["1"]
    assert await worlds.free("SH-200") == 1


async def test_a_new_price_is_shown_and_taken_only_after_it_was_seen(world: World) -> None:
    number, version, quote = await drafted(world.buyer, ("SH-100", "2"))
    await worlds.set_price("SH-100", 139_00)
    with pytest.raises(OrderChanged) as raised:
        await actions.submit_order(world.buyer, number, version=version, seen=quote.seen)
    (change,) = raised.value.changes
    assert (change.what, change.before, change.after) == ("price", 129_00, 139_00)
    assert (await SalesOrder.get(number=number)).state == OrderState.DRAFT
    seen = raised.value.quote.seen
    await actions.submit_order(world.buyer, number, version=version, seen=seen)
    assert (await SalesOrder.get(number=number)).net == 2 * 139_00


async def test_stock_that_went_meanwhile_is_shown(world: World) -> None:
    number, version, quote = await drafted(world.buyer, ("SH-100", "100"))
    await worlds.set_free("SH-100", 90)
    with pytest.raises(OrderChanged) as raised:
        await actions.submit_order(world.buyer, number, version=version, seen=quote.seen)
    assert [change.what for change in raised.value.changes] == ["stock", "date"]
    assert await worlds.used_credit(world.buyer_id) == 0


async def test_a_page_that_showed_nothing_submits_nothing(world: World) -> None:
    number, version, _ = await drafted(world.buyer, ("SH-100", "1"))
    with pytest.raises(OrderChanged):
        await actions.submit_order(world.buyer, number, version=version, seen='{"x": 1}')


@pytest.mark.asvs("2.3.2")
async def test_the_last_of_the_credit_may_be_used_and_one_fen_more_waits(world: World) -> None:
    _, _, quote = await drafted(world.buyer, ("SH-300", "100"))
    limit = CreditLimit.filter(counterparty_id=world.buyer_id)
    await limit.update(amount=quote.total)
    assert (await submitted(world.buyer, ("SH-300", "100"))).state == OrderState.SUBMITTED
    await limit.update(amount=2 * quote.total - 1)
    order = await submitted(world.buyer, ("SH-300", "100"))
    assert order.state == OrderState.AWAITING_APPROVAL
    assert order.needs_approval_for == "credit"
    assert await worlds.used_credit(world.buyer_id) == 2 * quote.total


async def test_a_buyer_without_a_limit_waits_for_approval(world: World) -> None:
    order = await submitted(world.rival, ("SH-100", "1"))
    assert order.needs_approval_for == "credit"
    assert await worlds.used_credit(world.rival_id) == order.total


@pytest.mark.asvs("2.3.2")
async def test_a_large_amount_waits_for_somebody_with_the_limit(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "500"))
    assert order.needs_approval_for == "amount"
    with pytest.raises(Refusal, match="above your approval limit"):
        await actions.approve_order(world.manager, order.number, version=order.version)
    await actions.approve_order(world.chief, order.number, version=order.version)
    assert (await SalesOrder.get(number=order.number)).state == OrderState.CONFIRMED


@pytest.mark.asvs("2.3.5")
async def test_the_author_never_approves_her_own_order(world: World) -> None:
    await CreditLimit.filter(counterparty_id=world.buyer_id).update(amount=0)
    order = await submitted(world.manager, ("SH-100", "1"), buyer="CP-0001")
    assert (order.created_by_id, order.submitted_by_id) == (world.manager.user_id,) * 2
    with pytest.raises(Refusal, match="entered it yourself"):
        await actions.approve_order(world.manager, order.number, version=order.version)
    await actions.approve_order(world.chief, order.number, version=order.version)


async def test_a_deputy_decides_while_the_owner_is_away(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    with pytest.raises(NotFound):
        await actions.confirm_order(world.colleague, order.number, version=order.version)
    await worlds.stand_in(world.manager, world.colleague)
    await actions.confirm_order(world.colleague, order.number, version=order.version)
    entry = await JournalEntry.filter(record_number=order.number, verb="sales_order.confirm").get()
    assert entry.actor_id == world.colleague.user_id


async def test_a_rival_distributor_cannot_find_the_order(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    for verb in (actions.cancel_order, actions.discard_draft):
        with pytest.raises(NotFound):
            await verb(world.rival, order.number, version=order.version)
    with pytest.raises(NotFound):
        await actions.reorder(world.rival, order.number)


async def test_a_viewer_changes_nothing(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    with pytest.raises(NotAllowed):
        await actions.cancel_order(world.viewer, order.number, version=order.version)
    with pytest.raises(NotAllowed):
        await actions.start_draft(world.viewer)


async def test_a_buyer_cannot_decide_for_us(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    with pytest.raises(NotAllowed):
        await actions.confirm_order(world.buyer, order.number, version=order.version)
    with pytest.raises(NotAllowed):
        await actions.agree_cancellation(world.buyer, order.number, version=order.version)


async def test_rejection_and_cancellation_give_stock_and_credit_back(world: World) -> None:
    for verb in ("reject", "cancel"):
        order = await submitted(world.buyer, ("SH-100", "130"))
        if verb == "reject":
            await actions.reject_order(
                world.manager, order.number, version=order.version, reason="No capacity"
            )
        else:
            await actions.cancel_order(world.buyer, order.number, version=order.version)
        assert await worlds.free("SH-100") == 100
        assert await worlds.used_credit(world.buyer_id) == 0
        entry = await JournalEntry.filter(
            record_number=order.number, verb=f"sales_order.{verb}"
        ).get()
        assert json.loads(entry.before)["credit_taken"] == order.total


async def test_a_rejection_needs_a_reason(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    with pytest.raises(Refusal, match="Give a reason") as raised:
        await actions.reject_order(world.manager, order.number, version=order.version, reason=" ")
    assert raised.value.field == "reason"


async def test_after_confirmation_a_cancellation_is_asked_and_agreed(world: World) -> None:
    order = await confirmed(world, ("SH-100", "5"))
    with pytest.raises(Refusal):
        await actions.cancel_order(world.buyer, order.number, version=order.version)
    with pytest.raises(Refusal, match="Nobody has asked"):
        await actions.agree_cancellation(world.manager, order.number, version=order.version)
    await actions.request_cancellation(
        world.buyer, order.number, version=order.version, reason="Ordered twice"
    )
    await actions.agree_cancellation(world.manager, order.number, version=order.version + 1)
    assert (await SalesOrder.get(id=order.id)).state == OrderState.CANCELLED
    assert await worlds.free("SH-100") == 100
    assert await worlds.used_credit(world.buyer_id) == 0


async def test_confirming_promises_a_date_for_each_line(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "130"), ("SH-300", "10"))
    day = date(2026, 12, 1)
    await actions.confirm_order(
        world.manager, order.number, version=order.version, promised={2: day}
    )
    lines = await SalesOrderLine.filter(order_id=order.id).order_by("position")
    assert [line.promised_on for line in lines] == [TODAY + timedelta(days=14), day]
    assert (await SalesOrder.get(id=order.id)).promised_on == TODAY + timedelta(days=14)


async def test_reordering_takes_the_lines_at_todays_prices(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "2"), ("SH-300", "7"))
    await worlds.set_price("SH-100", 139_00)
    again = await SalesOrder.get(number=await actions.reorder(world.buyer, order.number))
    assert again.state == OrderState.DRAFT
    assert again.line_count == 2
    assert again.net == 2 * 139_00 + 7 * 33
    assert again.ship_line == "88 Harbour Road"
