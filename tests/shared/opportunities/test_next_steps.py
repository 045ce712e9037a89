"""Each side plans for itself: ours is ours, a bidder reads and writes its own, we read them all."""

from datetime import date, datetime, timedelta

import pytest
from tortoise.exceptions import IntegrityError

from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.opportunities.actions import sharing
from shared.opportunities.actions.opportunities import create_opportunity, win_opportunity
from shared.opportunities.actions.steps import plan_next_step
from shared.opportunities.models import Opportunity, OpportunityStep
from shared.opportunities.queries import opportunities as queries
from shared.opportunities.queries.attention import attention
from shared.search.queries import everything
from tests.shared.identity.statements import counted
from tests.shared.opportunities.market import Market, chance, opportunity

TODAY, LATER = date(2026, 11, 23), date(2026, 12, 23)


@pytest.fixture
async def bid(world: Market) -> str:
    """Return an opportunity on which both distributors and we have planned something."""
    number = await opportunity(world)
    for partner in ("CP-0001", "CP-0002"):
        await sharing.share_opportunity(world.wu, number, partner=partner)
    await plan_next_step(world.lin, number, step="Ours", on=LATER, version=0)
    await plan_next_step(world.zhou, number, step="Of Qiming", on=TODAY, version=0)
    await plan_next_step(world.bo, number, step="Of Haiyue", on=None, version=0)
    return number


@pytest.mark.parametrize(
    ("who", "step", "on"),
    [("zhou", "Of Qiming", TODAY), ("bo", "Of Haiyue", None), ("lin", "Ours", LATER)],
)
async def test_everywhere_a_side_reads_its_own(
    world: Market, bid: str, who: str, step: str, on: date | None
) -> None:
    actor = getattr(world, who)
    detail = await queries.show_opportunity(actor, bid)
    listed = await queries.list_opportunities(actor, queries.OpportunityFilter(), PageRequest())
    rows = [detail.row, *listed.rows]
    rows += await queries.export_opportunities(actor, queries.OpportunityFilter())
    assert {(row["next_step"], row["next_step_on"]) for row in rows} == {(step, on)}
    assert [one.note for one in await everything(actor, bid)] == [step]
    is_due = on == TODAY
    assert (await queries.count_tabs(actor))["due"] == is_due
    assert [row["next_step"] for row in (await attention(actor)).steps] == [step] * is_due


async def test_we_read_what_each_partner_plans_and_whose_it_is(world: Market, bid: str) -> None:
    steps = (await queries.show_opportunity(world.lin, bid)).steps
    assert steps is not None
    assert [(one["name"], one["next_step"], one["next_step_on"]) for one in steps] == [
        ("Qiming Trading", "Of Qiming", TODAY), ("Haiyue Trade", "Of Haiyue", None),
    ]  # fmt: skip
    assert (await queries.show_opportunity(world.zhou, bid)).steps is None
    entry = await JournalEntry.filter(verb="opportunity.plan").order_by("-id").first()
    assert entry is not None
    assert '"planned_by": "CP-0002"' in entry.after


async def test_a_share_taken_back_takes_the_step_out_of_reach_at_once(
    world: Market, bid: str
) -> None:
    await sharing.unshare_opportunity(world.wu, bid, partner="CP-0001")
    with pytest.raises(NotFound):
        await queries.show_opportunity(world.zhou, bid)
    with pytest.raises(NotFound):
        await plan_next_step(world.zhou, bid, step="Again", on=None, version=1)
    assert (await attention(world.zhou)).count == 0
    assert await everything(world.zhou, bid) == []
    steps = (await queries.show_opportunity(world.lin, bid)).steps
    assert steps is not None
    assert len(steps) == 2, "what it wrote stays with us"


async def test_a_partners_plan_leaves_no_trace_for_another(world: Market, bid: str) -> None:
    before = await queries.show_opportunity(world.bo, bid)
    clock.hold(_later())
    await plan_next_step(world.zhou, bid, step="Sooner", on=TODAY, version=1)
    after = await queries.show_opportunity(world.bo, bid)
    assert after.row["updated_at"] == before.row["updated_at"]
    assert after.row == before.row | {"quiet_days": after.row["quiet_days"]}
    await plan_next_step(world.lin, bid, step="Ours too", on=TODAY, version=1)
    assert (await Opportunity.get(number=bid)).updated_at == _later(), "our work keeps it warm"


def _later() -> datetime:
    return datetime.fromisoformat("2026-11-23T04:00:00+00:00") + timedelta(hours=1)


async def test_a_colleague_who_saved_in_between_is_told_of(world: Market, bid: str) -> None:
    for version in (0, 2):
        with pytest.raises(Stale) as stale:
            await plan_next_step(world.zhou, bid, step="Mine", on=None, version=version)
        assert stale.value.theirs["next_step"] == "Of Qiming"
        assert stale.value.version == 1
    await plan_next_step(world.zhou, bid, step=" ", on=None, version=1)
    assert (await queries.show_opportunity(world.zhou, bid)).row["next_step"] == ""
    assert (await queries.show_opportunity(world.bo, bid)).row["next_step"] == "Of Haiyue"


async def test_a_plan_has_words_and_an_open_opportunity(world: Market, bid: str) -> None:
    with pytest.raises(Refusal, match="Say what the next step is") as refused:
        await plan_next_step(world.zhou, bid, step=" ", on=TODAY, version=1)
    assert refused.value.field == "next_step"
    with pytest.raises(Refusal, match="Say what the next step is"):
        await create_opportunity(world.lin, counterparty="CP-0041", fields=chance(), step_on=TODAY)
    version = (await Opportunity.get(number=bid)).version
    await win_opportunity(world.lin, bid, version=version)
    with pytest.raises(Refusal, match="closed"):
        await plan_next_step(world.zhou, bid, step="Late", on=None, version=1)


async def test_what_we_plan_while_recording_is_ours(world: Market) -> None:
    number = await create_opportunity(
        world.lin, counterparty="CP-0041", fields=chance(), step="Call", step_on=TODAY
    )
    await sharing.share_opportunity(world.lin, number, partner="CP-0001")
    assert (await queries.find_opportunity(world.lin, number))["is_due"]
    theirs = await queries.find_opportunity(world.zhou, number)
    assert (theirs["next_step"], theirs["step_version"], theirs["is_due"]) == ("", 0, False)


@pytest.mark.parametrize("whose", ["qiming", None])
async def test_a_side_has_one_step(world: Market, bid: str, whose: str | None) -> None:
    found = await Opportunity.get(number=bid)
    with pytest.raises(IntegrityError):
        await OpportunityStep.create(
            opportunity=found, counterparty=getattr(world, whose) if whose else None,
            next_step="Another", updated_at=clock.now(),
        )  # fmt: skip


async def test_planning_takes_few_statements(world: Market, bid: str) -> None:
    async with counted() as statements:
        await plan_next_step(world.zhou, bid, step="Again", on=None, version=1)
    assert len(statements) <= 9, statements
