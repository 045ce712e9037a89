"""Answers of the supplier, decisions of purchasing, and every date ever promised."""

from datetime import date

import pytest

from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.quantity import of
from shared.purchasing.actions.answering import LineAnswer, answer_lines, confirm_all
from shared.purchasing.actions.cancelling import answer_cancellation, cancel_lines
from shared.purchasing.actions.deciding import Decision, agree_to_all, decide_line
from shared.purchasing.actions.talking import remind, remind_before_deadlines, say_something
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.models.promises import Promise
from shared.purchasing.promising import Lot
from shared.purchasing.queries.detail import order_detail
from shared.purchasing.rules.lines import LineState, Side
from shared.purchasing.rules.orders import OrderStatus
from tests.shared.purchasing.steps import line, order, sent
from tests.shared.purchasing.world import NOW, TODAY, World

LATER = date(2026, 12, 11)
FIFTH = date(2026, 12, 5)


def _proposal(position: int = 1, version: int = 1, *lots: Lot) -> LineAnswer:
    return LineAnswer(
        position, version, "propose", lots or (Lot(of(400), LATER),), "Heat treatment is full"
    )


async def test_confirm_all_accepts_every_line_as_ordered(world: World) -> None:
    number = await sent(world)
    stored = await order(number)
    assert await confirm_all(world.supplier, number, version=stored.version) == "confirmed"
    first = await line(number)
    assert (first.state, first.promised_on) == (LineState.CONFIRMED, FIFTH)
    assert first.first_promised_on == FIFTH
    promise = await Promise.get(line_id=first.id)
    assert (promise.side, promise.asked_by) == (Side.SUPPLIER, Side.PURCHASING)
    assert promise.agreed_at == NOW


async def test_confirm_all_is_refused_when_the_order_changed_meanwhile(world: World) -> None:
    number = await sent(world)
    with pytest.raises(Refusal):
        await confirm_all(world.supplier, number, version=1)


async def test_some_lines_are_answered_and_the_rest_still_waits(world: World) -> None:
    number = await sent(world)
    answers = [LineAnswer(1, 1, "accept")]
    assert await answer_lines(world.supplier, number, answers=answers) == "awaiting_confirmation"
    assert (await order(number)).to_answer == 1


async def test_a_later_date_needs_a_reason_and_waits_for_purchasing(world: World) -> None:
    number = await sent(world)
    silent = LineAnswer(1, 1, "propose", (Lot(of(400), LATER),))
    with pytest.raises(Invalid) as refused:
        await answer_lines(world.supplier, number, answers=[silent])
    assert refused.value.refusals[0].field == "line-1-reason"
    status = await answer_lines(world.supplier, number, answers=[_proposal()])
    assert status == OrderStatus.CHANGED
    assert (await line(number)).promised_on is None, "nothing is promised before both agree"


async def test_agreeing_makes_the_first_agreed_day_the_measure_of_on_time(world: World) -> None:
    number = await sent(world)
    await answer_lines(world.supplier, number, answers=[_proposal()])
    await decide_line(world.buyer, number, decision=Decision(1, 2, "agree"))
    agreed = await line(number)
    assert (agreed.state, agreed.first_promised_on) == (LineState.CONFIRMED, LATER)
    later = date(2026, 12, 20)
    await answer_lines(
        world.supplier, number, answers=[_proposal(1, agreed.version, Lot(of(400), later))]
    )
    await decide_line(world.buyer, number, decision=Decision(1, agreed.version + 1, "agree"))
    moved = await line(number)
    assert (moved.promised_on, moved.first_promised_on) == (later, LATER)
    assert await Promise.filter(line_id=moved.id).count() == 2


async def test_several_deliveries_are_promised_lot_by_lot(world: World) -> None:
    number = await sent(world)
    lots = (Lot(of(160), FIFTH), Lot(of(240), LATER))
    await answer_lines(world.supplier, number, answers=[_proposal(1, 1, *lots)])
    await decide_line(world.buyer, number, decision=Decision(1, 2, "agree"))
    detail = await order_detail(world.supplier, number)
    assert [(one["quantity"], one["promised_on"]) for one in detail.lines[0]["lots"]] == [
        (of(160), FIFTH), (of(240), LATER),
    ]  # fmt: skip
    assert (await line(number)).promised_on == LATER


async def test_agreeing_to_fewer_pieces_makes_the_order_smaller(world: World) -> None:
    number = await sent(world)
    await answer_lines(world.supplier, number, answers=[_proposal(1, 1, Lot(of(300), FIFTH))])
    before = (await order(number)).total
    await decide_line(world.buyer, number, decision=Decision(1, 2, "agree"))
    agreed = await line(number)
    assert (agreed.quantity, agreed.net) == (of(300), 105_000)
    assert (await order(number)).total < before


async def test_more_than_the_tolerance_is_refused(world: World) -> None:
    number = await sent(world)
    with pytest.raises(Invalid):
        await answer_lines(world.supplier, number, answers=[_proposal(1, 1, Lot(of(421), FIFTH))])
    await answer_lines(world.supplier, number, answers=[_proposal(1, 1, Lot(of(420), FIFTH))])


async def test_purchasing_counters_and_the_supplier_accepts_the_counter(world: World) -> None:
    number = await sent(world)
    await answer_lines(world.supplier, number, answers=[_proposal()])
    eighth = date(2026, 12, 8)
    counter = Decision(
        1, 2, "counter", (Lot(of(400), eighth),), "The customer can wait till the 8th"
    )
    assert await decide_line(world.buyer, number, decision=counter) == "awaiting_confirmation"
    await answer_lines(world.supplier, number, answers=[LineAnswer(1, 3, "accept")])
    agreed = await line(number)
    assert (agreed.state, agreed.promised_on) == (LineState.CONFIRMED, eighth)
    said = await Promise.filter(line_id=agreed.id).order_by("id").values_list("side", "promised_on")
    assert said == [("supplier", LATER), ("purchasing", eighth), ("supplier", eighth)]


async def test_purchasing_insists_and_accepting_means_the_day_ordered(world: World) -> None:
    number = await sent(world)
    await answer_lines(world.supplier, number, answers=[_proposal()])
    await decide_line(
        world.buyer, number, decision=Decision(1, 2, "insist", reason="The ship leaves")
    )
    assert (await line(number)).state == LineState.INSISTED
    await answer_lines(world.supplier, number, answers=[LineAnswer(1, 3, "accept")])
    assert (await line(number)).promised_on == FIFTH


async def test_a_rejection_that_purchasing_accepts_takes_the_line_off(world: World) -> None:
    number = await sent(world)
    cannot = LineAnswer(1, 1, "cannot", reason="No longer made")
    await answer_lines(world.supplier, number, answers=[cannot])
    await agree_to_all(world.buyer, number, version=(await order(number)).version)
    assert (await line(number)).state == LineState.CANCELLED
    assert (await order(number)).to_answer == 1


async def test_an_answer_to_a_line_that_moved_on_shows_what_stands_there(world: World) -> None:
    number = await sent(world)
    await answer_lines(world.mate, number, answers=[_proposal()])
    with pytest.raises(Stale) as stale:
        await answer_lines(world.supplier, number, answers=[LineAnswer(1, 1, "accept")])
    assert stale.value.theirs["line-1-now"] == LineState.PROPOSED


async def test_a_confirmed_line_is_cancelled_only_when_the_supplier_agrees(world: World) -> None:
    number = await sent(world)
    await answer_lines(world.supplier, number, answers=[LineAnswer(1, 1, "accept")])
    version = (await order(number)).version
    await cancel_lines(world.buyer, number, version=version, reason="The customer withdrew")
    assert (await line(number, 1)).state == LineState.CONFIRMED
    assert (await line(number, 2)).state == LineState.CANCELLED
    version = (await order(number)).version
    with pytest.raises(Refusal):
        await answer_cancellation(world.supplier, number, version=version, agrees=False)
    await answer_cancellation(world.supplier, number, version=version, agrees=True)
    assert (await line(number, 1)).state == LineState.CANCELLED
    assert (await order(number)).status == OrderStatus.CANCELLED


async def test_a_rival_finds_nothing_and_a_viewer_answers_nothing(world: World) -> None:
    number = await sent(world)
    with pytest.raises(NotFound):
        await answer_lines(world.rival, number, answers=[LineAnswer(1, 1, "accept")])
    with pytest.raises(NotFound):
        await order_detail(world.rival, number)
    with pytest.raises(NotAllowed):
        await answer_lines(world.viewer, number, answers=[LineAnswer(1, 1, "accept")])
    with pytest.raises(NotAllowed):
        await order_detail(world.manager, number)


async def test_both_sides_read_one_thread(world: World) -> None:
    number = await sent(world)
    await say_something(world.supplier, number, text="Which drawing?", position=1)
    await say_something(world.buyer, number, text="Revision C")
    for reader in (world.supplier, world.buyer):
        detail = await order_detail(reader, number)
        assert [(one["side"], one["text"]) for one in detail.said.messages] == [
            ("supplier", "Which drawing?"), ("purchasing", "Revision C"),
        ]  # fmt: skip


async def test_a_supplier_is_reminded_once_before_the_deadline(world: World) -> None:
    from shared.access.actor import system

    number = await sent(world)
    assert await remind_before_deadlines(system()) == 0
    await PurchaseOrder.filter(number=number).update(answer_by=NOW)
    assert await remind_before_deadlines(system()) == 1
    assert await remind_before_deadlines(system()) == 0
    with pytest.raises(Refusal):
        await remind(world.buyer, number)


async def test_a_day_in_the_past_is_no_promise(world: World) -> None:
    number = await sent(world)
    past = Lot(of(400), date(2026, 11, 22))
    assert past.promised_on < TODAY
    with pytest.raises(Invalid):
        await answer_lines(world.supplier, number, answers=[_proposal(1, 1, past)])


async def test_the_reason_chosen_is_kept_apart_from_ones_own_words(world: World) -> None:
    number = await sent(world)
    lots = (Lot(of(400), LATER),)
    unknown = LineAnswer(1, 1, "propose", lots, reason_code="weather")
    with pytest.raises(Invalid) as refused:
        await answer_lines(world.supplier, number, answers=[unknown])
    assert refused.value.refusals[0].field == "line-1-reason"
    chosen = LineAnswer(1, 1, "propose", lots, " Sent ", "material")
    await answer_lines(world.supplier, number, answers=[chosen])
    kept = await line(number)
    said = await Promise.get(line_id=kept.id)
    assert [(one.reason_code, one.reason) for one in (kept, said)] == [("material", "Sent")] * 2
    own = LineAnswer(1, 2, "cannot", reason="Capacity")
    await answer_lines(world.supplier, number, answers=[own])
    kept = await line(number)
    assert (kept.reason_code, kept.reason) == ("", "Capacity"), "her own words, though listed"
    await answer_lines(world.supplier, number, answers=[LineAnswer(1, 3, "accept")])
    kept = await line(number)
    assert (kept.reason_code, kept.reason) == ("", "")
