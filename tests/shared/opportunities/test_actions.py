"""Verbs on opportunities."""

import json
from dataclasses import asdict
from datetime import date

import pytest

from shared.database.uow import uow
from shared.journal.models import JournalEntry
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.opportunities.actions import opportunities as actions
from shared.opportunities.actions import sharing
from shared.opportunities.actions.steps import plan_next_step
from shared.opportunities.models import Opportunity
from shared.opportunities.queries import opportunities as queries
from shared.opportunities.queries.opportunities import OpportunityFilter
from shared.opportunities.rules import Outcome, Stage
from shared.opportunities.writing import add_share
from shared.outbox.models import OutboxMessage
from tests.shared.opportunities.market import Market, chance, opportunity


async def test_recording_takes_the_chance_of_its_stage_and_keeps_the_journal(world: Market) -> None:
    number = await opportunity(world)
    made = await Opportunity.get(number=number)
    assert (number, made.probability, made.version) == ("OP-2026-0001", 10, 1)
    entry = await JournalEntry.get(verb="opportunity.create")
    assert json.loads(entry.after)["name"] == "Mirror variant"


async def test_the_same_form_sent_twice_makes_one_opportunity(world: Market) -> None:
    for _ in range(2):
        await actions.create_opportunity(
            world.lin, counterparty="CP-0041", fields=chance(), key="form-1"
        )
    assert await Opportunity.all().count() == 1


async def test_a_customer_in_other_hands_cannot_be_chosen(world: Market) -> None:
    with pytest.raises(Refusal) as refused:
        await opportunity(world, at="CP-0002")
    assert refused.value.field == "counterparty"


async def test_a_line_we_do_not_sell_is_refused_at_its_field(world: Market) -> None:
    with pytest.raises(Refusal) as refused:
        await opportunity(world, product_line="Bicycles")
    assert refused.value.field == "product_line"


async def test_a_stale_edit_changes_nothing(world: Market) -> None:
    number = await opportunity(world)
    await actions.edit_opportunity(world.lin, number, fields=chance(name="First"), version=1)
    with pytest.raises(Stale):
        await actions.edit_opportunity(world.lin, number, fields=chance(name="Second"), version=1)
    assert (await Opportunity.get(number=number)).name == "First"


async def test_a_move_is_journalled_from_stage_to_stage(world: Market) -> None:
    number = await opportunity(world)
    await actions.move_opportunity(world.lin, number, stage=Stage.QUALIFIED, version=1)
    entry = await JournalEntry.get(verb="opportunity.move")
    assert json.loads(entry.before)["stage"] == "contact_made"
    assert json.loads(entry.after)["stage"] == "qualified"


async def test_a_partner_moves_within_the_opened_stages_only(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    await actions.move_opportunity(world.lin, number, stage=Stage.QUALIFIED, version=1)
    await actions.move_opportunity(world.zhou, number, stage=Stage.PROPOSAL, version=2)
    with pytest.raises(Refusal):
        await actions.move_opportunity(world.zhou, number, stage=Stage.COMMITTED, version=3)
    assert (await Opportunity.get(number=number)).stage == Stage.PROPOSAL


async def test_a_viewer_reads_and_does_nothing(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    assert (await queries.show_opportunity(world.tang, number)).moves == []
    with pytest.raises(NotAllowed):
        await actions.add_note(world.tang, number, text="Hello")
    with pytest.raises(NotAllowed):
        await plan_next_step(world.tang, number, step="Call", on=None, version=0)


async def test_a_rival_distributor_cannot_find_what_is_not_shared_with_it(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    for attempt in (
        queries.show_opportunity(world.bo, number),
        actions.add_note(world.bo, number, text="Hello"),
        actions.move_opportunity(world.bo, number, stage=Stage.QUALIFIED, version=1),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_taking_a_share_back_closes_the_door(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    await sharing.unshare_opportunity(world.lin, number, partner="CP-0001")
    with pytest.raises(NotFound):
        await queries.show_opportunity(world.zhou, number)


async def test_sharing_twice_is_a_sentence_and_one_announcement(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    with pytest.raises(Refusal, match="already"):
        await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    assert await OutboxMessage.filter(topic="opportunity.shared").count() == 1


async def test_another_partner_does_not_read_a_partners_note(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    made = await Opportunity.get(number=number)
    await uow(lambda: add_share(world.lin, made, world.haiyue.id, "CP-0002"))
    await actions.add_note(world.zhou, number, text="Our margin is thin")
    await actions.add_note(world.lin, number, text="Samples are on the way")
    seen = await queries.show_opportunity(world.bo, number)
    assert [note["text"] for note in seen.notes] == ["Samples are on the way"]


async def test_losing_needs_a_reason_and_reopening_keeps_the_history(world: Market) -> None:
    number = await opportunity(world)
    with pytest.raises(Refusal):
        await actions.lose_opportunity(world.lin, number, reason=" ", version=1)
    await actions.lose_opportunity(world.lin, number, reason="Price", version=1)
    with pytest.raises(NotAllowed):
        await actions.reopen_opportunity(world.lin, number, reason="They called", version=2)
    await actions.reopen_opportunity(world.wu, number, reason="They called", version=2)
    assert (await Opportunity.get(number=number)).outcome == Outcome.OPEN
    told = await JournalEntry.filter(verb__in=["opportunity.lose", "opportunity.reopen"])
    assert [entry.reason for entry in told] == ["Price", "They called"]


async def test_no_portal_query_gives_a_private_column(world: Market) -> None:
    number = await opportunity(world)
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    await sharing.keep_private_side(
        world.lin, number, competitor="CANARY", forecast=4_200_042, internal_note="CANARY",
        version=0,
    )  # fmt: skip
    found = await queries.list_opportunities(world.zhou, OpportunityFilter(), PageRequest())
    detail = await queries.show_opportunity(world.zhou, number)
    told = json.dumps([found.rows, asdict(detail)], default=str)
    for hidden in ("CANARY", "4200042", "probability", "lost_reason", '"shares": ['):
        assert hidden not in told
    assert (detail.private, detail.shares) == (None, None)
    with pytest.raises(NotAllowed):
        await sharing.keep_private_side(
            world.zhou, number, competitor="", forecast=None, internal_note="", version=1
        )
    mine = await queries.show_opportunity(world.lin, number)
    assert mine.private is not None
    assert mine.private["competitor"] == "CANARY"


async def test_a_next_step_is_due_on_its_day(world: Market) -> None:
    number = await opportunity(world)
    await plan_next_step(world.lin, number, step="Call", on=date(2026, 11, 23), version=0)
    assert (await queries.count_tabs(world.lin))["due"] == 1
    assert (await queries.find_opportunity(world.lin, number))["is_due"]


@pytest.mark.parametrize("day", [date(2126, 11, 23), date(1926, 11, 23)])
async def test_a_day_of_another_century_is_refused_at_its_field(world: Market, day: date) -> None:
    number = await opportunity(world)
    with pytest.raises(Refusal, match="too far away") as refused:
        await plan_next_step(world.lin, number, step="Call", on=day, version=0)
    assert refused.value.field == "next_step_on"
    with pytest.raises(Refusal, match="too far away") as refused:
        await opportunity(world, closes_on=day)
    assert refused.value.field == "closes_on"
