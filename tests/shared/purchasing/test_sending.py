"""Writing and sending purchase orders: prices, approval by other eyes, versions."""

import json

import pytest

from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.answering import confirm_all
from shared.purchasing.actions.drafts import save_draft, start_order, start_revision
from shared.purchasing.actions.sending import approve_order, return_order, send_order, take_back
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.orders import PurchaseDraft, PurchaseRevision
from shared.purchasing.pricing import TypedLine
from shared.purchasing.queries.detail import order_detail
from shared.purchasing.rules.lines import LineState
from shared.purchasing.rules.orders import OrderStage, OrderStatus
from shared.tickets.models import BusinessCalendar
from tests.shared.purchasing.steps import TWO, line, order, rewritten, sent
from tests.shared.purchasing.world import World

LARGE = (TypedLine("MIR-1", "90000", "2026-12-05"),)


async def test_lines_take_the_agreed_price_by_our_code_or_the_suppliers(world: World) -> None:
    number = await sent(world)
    first, second = await line(number, 1), await line(number, 2)
    assert (first.sku, first.price, first.net, first.tax) == ("MIR-1", 350, 140_000, 18_200)
    assert (second.sku, second.supplier_code, second.price) == ("MIR-2", "MJ-MIR-2", 900)
    stored = await order(number)
    assert stored.status == OrderStatus.TO_ANSWER
    assert (stored.total, stored.to_answer, stored.revision) == (402_280, 2, 1)
    assert stored.answer_by is not None
    told = await OutboxMessage.filter(record_number=number).values_list("topic", flat=True)
    assert told == ["purchase_order.sent"]


async def test_a_supplier_answers_on_a_worked_day_after_the_holidays(world: World) -> None:
    await BusinessCalendar.create(
        public_id="c1", name="China", zone="Asia/Shanghai", countries="CN", is_default=True,
        holidays="2026-10-01 .. 2026-10-07", workdays="2026-10-10", updated_at=clock.now(),
    )  # fmt: skip
    with clock.frozen(clock.datetime(2026, 9, 30, 3, tzinfo=clock.UTC)):
        number = await sent(world)
    # Thursday 8 and Friday 9 October are worked, and Saturday 10 to make up for the holidays.
    due = (await order(number)).answer_by
    assert due is not None
    assert due.isoformat() == "2026-10-10T09:00:00+00:00"


async def test_a_product_without_a_price_of_this_supplier_is_refused_at_its_line(
    world: World,
) -> None:
    number = await start_order(
        world.buyer, supplier="CP-0011", lines=(*TWO, TypedLine("MOT-1", "5"))
    )
    with pytest.raises(Invalid) as refused:
        await send_order(world.buyer, number, version=1)
    assert [one.field for one in refused.value.refusals] == ["line-2-sku"]
    assert (await order(number)).stage == OrderStage.DRAFT


async def test_a_large_order_waits_for_finance_and_no_author_approves_it(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=LARGE)
    assert await send_order(world.buyer, number, version=1) == "asked"
    assert (await order(number)).status == OrderStatus.AWAITING_APPROVAL
    with pytest.raises(NotFound):
        await order_detail(world.supplier, number)
    with pytest.raises(NotAllowed):
        await approve_order(world.buyer, number, version=2)
    await approve_order(world.finance, number, version=2)
    stored = await order(number)
    assert (stored.stage, stored.revision) == (OrderStage.SENT, 1)
    assert (await PurchaseDraft.get(order_id=stored.id)).approved_total == stored.total


async def test_an_order_that_nobody_can_compare_with_the_limit_waits_for_finance(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_CURRENCY", "USD")
    number = await start_order(world.buyer, supplier="CP-0011", lines=TWO)
    assert await send_order(world.buyer, number, version=1) == "asked"
    await take_back(world.buyer, number, version=2)
    monkeypatch.setenv("WANGLAI_LIMIT_RATES", "CNY=0.14")
    assert await send_order(world.buyer, number, version=3) == OrderStage.SENT


async def test_finance_is_told_when_the_amount_is_no_longer_what_was_asked(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=LARGE)
    await send_order(world.buyer, number, version=1)
    await SupplierItem.filter(supplier_id=world.supplier_id, price=350).update(price=351)
    with pytest.raises(Refusal) as refused:
        await approve_order(world.finance, number, version=2)
    said = str(refused.value)
    assert "355,950.00 CNY" in said, "what was asked"
    assert "356,967.00 CNY" in said, "what it comes to now"
    stored = await order(number)
    assert (stored.stage, stored.revision) == (OrderStage.AWAITING_APPROVAL, 0)
    assert not await OutboxMessage.filter(
        record_number=number, topic="purchase_order.sent"
    ).exists()
    await take_back(world.buyer, number, version=2)
    await send_order(world.buyer, number, version=3)
    await approve_order(world.finance, number, version=4)
    assert (await order(number)).total == 35_696_700


async def test_an_approval_asked_before_amounts_were_kept_is_asked_again(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=LARGE)
    await send_order(world.buyer, number, version=1)
    await PurchaseDraft.filter(order__number=number).update(asked_total=None)
    with pytest.raises(Refusal):
        await approve_order(world.finance, number, version=2)


async def test_who_bought_in_another_role_does_not_approve_his_own_order(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=LARGE)
    await send_order(world.buyer, number, version=1)
    await PurchaseDraft.filter(order__number=number).update(asked_by_id=world.finance.user_id)
    with pytest.raises(Refusal):
        await approve_order(world.finance, number, version=2)


async def test_finance_gives_an_order_back_with_a_reason(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=LARGE)
    await send_order(world.buyer, number, version=1)
    with pytest.raises(Refusal):
        await return_order(world.finance, number, version=2, reason=" ")
    await return_order(world.finance, number, version=2, reason="Two suppliers, please")
    detail = await order_detail(world.buyer, number)
    assert detail.order["stage"] == OrderStage.DRAFT
    assert detail.draft is not None
    assert detail.draft["decision_reason"] == "Two suppliers, please"
    assert "edit" in detail.can


async def test_purchasing_takes_back_what_finance_was_asked(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=LARGE)
    await send_order(world.buyer, number, version=1)
    assert await take_back(world.buyer, number, version=2) == OrderStage.DRAFT


async def test_two_who_write_at_once_are_told(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=TWO)
    await save_draft(world.buyer, number, version=1, lines=TWO)
    with pytest.raises(Stale):
        await save_draft(world.colleague, number, version=1, lines=LARGE)


async def test_a_revision_reopens_only_what_changed(world: World) -> None:
    number = await sent(world)
    await confirm_all(world.supplier, number, version=(await order(number)).version)
    await start_revision(world.buyer, number)
    version = await rewritten(
        world, number, TypedLine("MIR-1", "400", "2026-12-05", "3.50"),
        TypedLine("MIR-2", "300", "2026-12-15", "9.00"),
    )  # fmt: skip
    await send_order(world.buyer, number, version=version)
    first, second = await line(number, 1), await line(number, 2)
    assert (first.state, second.state) == (LineState.CONFIRMED, LineState.AWAITING)
    assert second.first_promised_on is None, "purchasing moved the day itself"
    detail = await order_detail(world.supplier, number)
    assert detail.order["revision"] == 2
    assert [bool(one["was"]) for one in detail.lines] == [False, True]
    assert detail.lines[1]["was"]["quantity"] == 2_400_000
    assert await PurchaseRevision.filter(order__number=number).count() == 2


async def test_a_revision_that_changes_nothing_is_not_sent(world: World) -> None:
    number = await sent(world)
    await start_revision(world.buyer, number)
    draft = await PurchaseDraft.get(order__number=number)
    with pytest.raises(Refusal):
        await send_order(world.buyer, number, version=draft.version)


async def test_a_revision_over_what_was_approved_asks_finance_and_stays_unseen(
    world: World,
) -> None:
    number = await sent(world)
    version = await rewritten(world, number, *LARGE)
    assert await send_order(world.buyer, number, version=version) == "asked"
    seen = await order_detail(world.supplier, number)
    assert (seen.order["revision"], seen.draft) == (1, None)
    assert len(seen.lines) == 2
    await approve_order(world.finance, number, version=version + 1)
    assert (await line(number, 1)).quantity == 900_000_000
    assert (await line(number, 2)).state == LineState.CANCELLED


async def test_a_line_left_out_of_a_revision_is_refused_once_confirmed(world: World) -> None:
    number = await sent(world)
    await confirm_all(world.supplier, number, version=(await order(number)).version)
    version = await rewritten(world, number, TypedLine("MIR-1", "400", "2026-12-05"))
    with pytest.raises(Refusal):
        await send_order(world.buyer, number, version=version)
    assert (await line(number, 2)).state == LineState.CONFIRMED


async def test_sending_is_journalled_before_and_after(world: World) -> None:
    number = await sent(world)
    entry = await JournalEntry.filter(record_number=number, verb="purchase_order.send").get()
    assert json.loads(entry.before) == {"stage": "draft"}
    assert json.loads(entry.after)["total"] == 402_280


async def test_the_same_form_twice_sends_once(world: World) -> None:
    number = await start_order(world.buyer, supplier="CP-0011", lines=TWO, key="a" * 32)
    assert number == await start_order(world.buyer, supplier="CP-0011", lines=TWO, key="a" * 32)
    await send_order(world.buyer, number, version=1, key="b" * 32)
    await send_order(world.buyer, number, version=1, key="b" * 32)
    assert (await order(number)).revision == 1
