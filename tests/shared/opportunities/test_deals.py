"""Deal registrations: one protected claim, the earlier one wins, the loser learns a day only."""

import asyncio
import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from shared.access.actor import Actor, system
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.opportunities.actions import deals as actions
from shared.opportunities.actions import decisions
from shared.opportunities.models import DealRegistration, Opportunity
from shared.opportunities.queries import deals as queries
from shared.opportunities.queries import opportunities
from shared.opportunities.rules import DealState
from shared.opportunities.rules.deals import Answer
from shared.outbox.models import OutboxMessage
from shared.search.queries import everything
from shared.settings import load
from tests.shared.opportunities.market import (
    NOON,
    SHAVERS,
    TRIMMERS,
    Market,
    deal,
    opportunity,
    stand_in,
)


async def submitted(actor: Actor, customer: str = "银泰百货有限公司") -> str:
    return await actions.start_deal(actor, fields=deal(customer), submit=True)


async def state(number: str) -> DealState:
    return (await DealRegistration.get(number=number)).state


async def approved(world: Market) -> str:
    number = await submitted(world.zhou)
    await decisions.approve_deal(world.lin, number, version=2)
    return number


async def test_approval_protects_for_ninety_days_and_tells(world: Market) -> None:
    number = await approved(world)
    found = await queries.find_deal(world.zhou, number)
    assert (found["state"], found["days_left"]) == (DealState.APPROVED, 90)
    topics = await OutboxMessage.all().order_by("id").values_list("topic", flat=True)
    assert topics == ["deal_registration.submitted", "deal_registration.approved"]


async def test_a_protected_customer_is_told_masked_to_a_rival(world: Market) -> None:
    await approved(world)
    found = await queries.check_conflict(world.bo, "银泰百货 有限责任公司", SHAVERS)
    assert (found.answer, found.until) == (Answer.PROTECTED, date(2027, 2, 21))
    told = json.dumps([asdict(found), str(found.sentence())], default=str)
    for hidden in ("Qiming", "启明", "CP-0001", "DR-"):
        assert hidden not in told
    assert (await queries.check_conflict(world.bo, "银泰百货", TRIMMERS)).answer == Answer.FREE
    assert (await queries.check_conflict(world.zhou, "银泰百货", SHAVERS)).answer == Answer.OURS


async def test_a_rival_cannot_submit_against_a_protection_and_keeps_its_draft(
    world: Market,
) -> None:
    await approved(world)
    number = await actions.start_deal(world.bo, fields=deal("银泰百货"))
    with pytest.raises(Refusal, match="protected until 2027-02-21") as refused:
        await actions.submit_deal(world.bo, number, version=1)
    assert refused.value.field == "customer_name"
    assert await state(number) == DealState.DRAFT


async def test_a_customer_of_ours_is_a_question_and_not_an_answer(world: Market) -> None:
    await opportunity(world)
    found = await queries.check_conflict(world.bo, "Northlake Retail", SHAVERS)
    assert found.answer == Answer.ASK


async def test_the_earlier_submission_is_decided_first(world: Market) -> None:
    first = await submitted(world.bo)
    clock.hold(NOON + timedelta(minutes=1))
    later = await submitted(world.zhou)
    with pytest.raises(Refusal, match="earlier"):
        await decisions.approve_deal(world.lin, later, version=2)
    await decisions.approve_deal(world.chen, first, version=2)
    with pytest.raises(Refusal, match="protects this customer until"):
        await decisions.approve_deal(world.lin, later, version=2)
    await decisions.mark_duplicate(world.lin, later, version=2)
    found = await queries.find_deal(world.zhou, later)
    assert (found["state"], found["conflict_until"]) == (DealState.DUPLICATE, date(2027, 2, 21))


async def test_parallel_approvals_leave_exactly_one(world: Market) -> None:
    numbers = [await submitted(world.zhou), await submitted(world.bo)]
    answers = await asyncio.gather(
        *(decisions.approve_deal(world.wu, number, version=2) for number in numbers),
        return_exceptions=True,
    )
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert await DealRegistration.filter(state=DealState.APPROVED).count() == 1


async def test_a_rival_cannot_find_the_registration(world: Market) -> None:
    number = await submitted(world.zhou)
    for attempt in (
        queries.show_deal(world.bo, number),
        actions.withdraw_deal(world.bo, number, version=2),
        decisions.approve_deal(world.chen, number, version=2),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_a_viewer_registers_nothing(world: Market) -> None:
    with pytest.raises(NotAllowed):
        await actions.start_deal(world.tang, fields=deal())
    with pytest.raises(NotAllowed):
        await queries.check_conflict(world.tang, "银泰百货", SHAVERS)


async def test_staff_do_not_read_a_draft(world: Market) -> None:
    number = await actions.start_deal(world.zhou, fields=deal())
    with pytest.raises(NotFound):
        await queries.show_deal(world.lin, number)


async def test_a_question_is_answered_and_the_place_in_time_stays(world: Market) -> None:
    number = await submitted(world.zhou)
    await decisions.ask_information(world.lin, number, question="Who buys?", version=2)
    clock.hold(NOON + timedelta(days=1))
    await actions.answer_question(world.zhou, number, answer="Ms Li", version=3)
    found = await queries.show_deal(world.lin, number)
    assert (found.row["state"], found.row["answer"]) == (DealState.IN_REVIEW, "Ms Li")
    assert found.row["submitted_at"] == NOON


async def test_a_decision_on_an_old_version_is_stale(world: Market) -> None:
    number = await submitted(world.zhou)
    await decisions.review_deal(world.lin, number, version=2)
    with pytest.raises(Stale):
        await decisions.reject_deal(world.lin, number, reason="No", version=2)


async def test_a_large_deal_is_for_the_sales_manager(world: Market) -> None:
    number = await actions.start_deal(world.zhou, fields=deal(amount=100_000_001), submit=True)
    with pytest.raises(Refusal, match="above your limit"):
        await decisions.approve_deal(world.lin, number, version=2)
    with pytest.raises(Refusal, match="somebody else takes it in review"):
        await decisions.approve_deal(world.wu, number, version=2)
    await decisions.review_deal(world.lin, number, version=2)
    await decisions.approve_deal(world.wu, number, version=3)


async def test_whoever_reviewed_a_large_deal_does_not_approve_it(world: Market) -> None:
    number = await actions.start_deal(world.zhou, fields=deal(amount=100_000_001), submit=True)
    await decisions.review_deal(world.wu, number, version=2)
    with pytest.raises(Refusal, match="You reviewed it yourself"):
        await decisions.approve_deal(world.wu, number, version=3)
    # Nobody is stuck: a colleague takes the review over, and the sales manager decides.
    await decisions.review_deal(world.lin, number, version=3)
    await decisions.approve_deal(world.wu, number, version=4)
    assert await state(number) == DealState.APPROVED


async def test_whoever_asked_about_a_large_deal_reviewed_it(world: Market) -> None:
    number = await actions.start_deal(world.zhou, fields=deal(amount=100_000_001), submit=True)
    await decisions.ask_information(world.wu, number, question="Who buys?", version=2)
    await actions.answer_question(world.zhou, number, answer="Intime", version=3)
    with pytest.raises(Refusal, match="You reviewed it yourself"):
        await decisions.approve_deal(world.wu, number, version=4)


async def test_a_small_deal_is_decided_by_its_reviewer(world: Market) -> None:
    number = await submitted(world.zhou)
    await decisions.review_deal(world.lin, number, version=2)
    await decisions.approve_deal(world.lin, number, version=3)


async def test_the_reason_of_a_rejection_travels_with_its_announcement(world: Market) -> None:
    number = await submitted(world.zhou)
    await decisions.reject_deal(world.lin, number, reason="Sold out", version=2)
    told = await OutboxMessage.get(topic="deal_registration.rejected")
    assert json.loads(told.payload)["reason"] == "Sold out"


async def test_an_account_manager_lets_lapse_only_what_is_in_her_care(world: Market) -> None:
    await approved(world)
    clock.hold(NOON + timedelta(days=91))
    assert await actions.lapse_expired_deals(world.chen) == 0
    assert await actions.lapse_expired_deals(world.lin) == 1


async def test_an_extension_is_asked_and_agreed(world: Market) -> None:
    number = await approved(world)
    await actions.ask_extension(
        world.zhou, number, until=date(2027, 3, 31), reason="Tender moved", version=3
    )
    await decisions.extend_deal(world.lin, number, version=4)
    assert (await DealRegistration.get(number=number)).protected_until == date(2027, 3, 31)


async def test_more_time_for_a_large_deal_is_a_sales_managers(world: Market) -> None:
    number = await approved(world)
    await DealRegistration.filter(number=number).update(amount=load().deal_approval_limit + 1)
    await actions.ask_extension(
        world.zhou, number, until=date(2027, 3, 31), reason="Tender moved", version=3
    )
    shown = await queries.show_deal(world.lin, number)
    assert "above your limit" in str(shown.blocked)
    with pytest.raises(Refusal, match="above your limit"):
        await decisions.extend_deal(world.lin, number, version=4)
    assert await state(number) == DealState.EXTENSION_ASKED


async def test_protection_lapses_after_its_last_day_and_frees_the_customer(world: Market) -> None:
    number = await approved(world)
    clock.hold(NOON + timedelta(days=90))
    assert await actions.lapse_expired_deals(system()) == 0
    clock.hold(NOON + timedelta(days=91))
    assert (await queries.check_conflict(world.bo, "银泰百货", SHAVERS)).answer == Answer.FREE
    assert await actions.lapse_expired_deals(system()) == 1
    assert await state(number) == DealState.LAPSED
    rival = await submitted(world.bo)
    await decisions.approve_deal(world.chen, rival, version=2)


async def test_an_expired_protection_does_not_hold_up_a_rival_before_the_timer(
    world: Market,
) -> None:
    number = await approved(world)
    clock.hold(NOON + timedelta(days=91))
    rival = await submitted(world.bo)
    await decisions.approve_deal(world.chen, rival, version=2)
    assert await state(number) == DealState.LAPSED


async def test_a_converted_deal_is_shared_and_goes_on_protecting(world: Market) -> None:
    number = await approved(world)
    made = await decisions.convert_deal(world.lin, number, version=3, key="form-1")
    assert await decisions.convert_deal(world.lin, number, version=3, key="form-1") == made
    assert await Opportunity.all().count() == 1
    assert (await opportunities.show_opportunity(world.zhou, made)).row["line"] == SHAVERS
    assert (await queries.check_conflict(world.bo, "银泰百货", SHAVERS)).answer == Answer.PROTECTED


async def test_a_deputy_decides_and_both_names_stand_in_the_journal(world: Market) -> None:
    number = await submitted(world.zhou)
    with pytest.raises(NotFound):
        await decisions.approve_deal(world.chen, number, version=2)
    await stand_in(world.chen, world.lin)
    await decisions.approve_deal(world.chen, number, version=2)
    entry = await JournalEntry.get(verb="deal_registration.approve")
    assert entry.actor_name == "Chen Hao"
    assert json.loads(entry.after)["on_behalf_of"] == "Lin Xiaoyu"
    assert json.loads(entry.before)["state"] == "submitted"


async def test_a_draft_is_found_by_its_distributor_only(world: Market) -> None:
    await actions.start_deal(world.zhou, fields=deal("银泰百货有限公司"))
    assert [one.kind for one in await everything(world.zhou, "银泰")] == ["deal_registration"]
    assert await everything(world.lin, "银泰") == []


async def test_a_deal_that_closes_in_another_century_is_refused(world: Market) -> None:
    with pytest.raises(Refusal, match="too far away") as refused:
        await actions.start_deal(world.zhou, fields=deal("银泰百货", closes_on=date(2126, 11, 23)))
    assert refused.value.field == "closes_on"
