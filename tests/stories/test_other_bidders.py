"""Two organisations see the same opportunity and learn nothing of each other, not even by the wall."""

from datetime import timedelta

import pytest

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database import speaking
from shared.database.speaking import PORTAL, Voice
from shared.database.uow import reading
from shared.demo.cast import HAIYUE, QIMING, persona
from shared.kernel.paging import PageRequest
from shared.opportunities.actions.opportunities import add_note
from shared.opportunities.actions.sharing import share_opportunity, unshare_opportunity
from shared.opportunities.models import (
    Opportunity,
    OpportunityNote,
    OpportunityShare,
    OpportunityStep,
)
from shared.opportunities.queries.opportunities import (
    OpportunityFilter,
    find_opportunity,
    list_opportunities,
    show_opportunity,
)
from shared.opportunities.rules import Outcome
from shared.opportunities.rules.funnel import COLD_AFTER_DAYS
from shared.outbox.happenings import latest, record_of, since
from tests import backends
from tests.cast import ANCHOR, browser_of
from tests.role_records import actor_of
from tests.stream import Stream

HERS, THEIRS, OURS = "asks thirty for Qiming", "asks forty for Haiyue", "told both of them"
STEPS = {QIMING: "Qiming calls the buyer", HAIYUE: "Haiyue sends a mirror", "": "We quote lower"}
"""What each side plans next; ours is read by us alone."""


@pytest.fixture
async def both_see(demo: str) -> str:
    """Return the number of an opportunity that both see, with a note and a step of each and of ours."""
    share = await OpportunityShare.filter(counterparty__number=QIMING).select_related("opportunity")
    chance = share[0].opportunity
    for number, text in ((QIMING, HERS), (HAIYUE, THEIRS), ("", OURS)):
        place = await Counterparty.get_or_none(number=number)
        await OpportunityNote.create(
            opportunity=chance, author_id=chance.owner_id, author_name="", counterparty=place,
            text=text, created_at=ANCHOR,
        )  # fmt: skip
        await OpportunityStep.update_or_create(
            opportunity=chance, counterparty=place,
            defaults={"next_step": STEPS[number], "next_step_on": ANCHOR.date(), "updated_at": ANCHOR},
        )  # fmt: skip
    if not await OpportunityShare.filter(opportunity=chance, counterparty__number=HAIYUE).exists():
        other = await Counterparty.get(number=HAIYUE)
        await OpportunityShare.create(opportunity=chance, counterparty=other, created_at=ANCHOR)
    return str(chance.number)


async def _reads(who: Actor, number: str) -> tuple[set[str], set[str]]:
    """Return whose shares and which of the three notes are in her scope."""
    shares = scope(who, OpportunityShare).filter(opportunity__number=number)
    notes = scope(who, OpportunityNote).filter(opportunity__number=number)
    told = await notes.values_list("text", flat=True)
    return set(await shares.values_list("counterparty__number", flat=True)), {
        one for one in told if one in (HERS, THEIRS, OURS)
    }


async def test_a_bidder_has_neither_shares_nor_notes_of_the_other_in_scope(both_see: str) -> None:
    zhou = await actor_of("zhou.min")
    assert await _reads(zhou, both_see) == ({QIMING}, {HERS, OURS})
    page = (await (await browser_of("zhou.min")).get(f"/opportunities/{both_see}")).text
    assert HERS in page
    assert OURS in page
    assert THEIRS not in page


async def test_we_read_both(both_see: str) -> None:
    wu = await actor_of("wu.jing")
    assert await _reads(wu, both_see) == ({QIMING, HAIYUE}, {HERS, THEIRS, OURS})
    page = (await (await browser_of("wu.jing")).get(f"/opportunities/{both_see}")).text
    assert all(one in page for one in (HERS, THEIRS, OURS))


async def _planned(who: str, *paths: str) -> set[str]:
    """Return whose step any of these pages of hers says."""
    browser = await browser_of(who)
    said = "".join([(await browser.get(path)).text for path in paths])
    return {number for number, step in STEPS.items() if step in said}


async def test_each_side_meets_its_own_step_on_every_page(both_see: str) -> None:
    paths = ("/", "/opportunities?tab=all", "/opportunities?tab=due", f"/opportunities/{both_see}",
             "/opportunities/export?kind=csv&tab=all", f"/search?q={both_see}")  # fmt: skip
    assert await _planned("zhou.min", *paths) == {QIMING}
    assert await _planned("bo.wei", *paths) == {HAIYUE}
    page = f"/opportunities/{both_see}"
    assert await _planned("wu.jing", page) == {QIMING, HAIYUE, ""}
    assert await _planned("wu.jing", *(one for one in paths if one != page)) == {""}
    await OpportunityShare.filter(
        counterparty__number=QIMING, opportunity__number=both_see
    ).delete()
    assert await _planned("zhou.min", *paths) == set(), "a share that was taken back"
    steps = scope(await actor_of("zhou.min"), OpportunityStep)
    assert not await steps.filter(opportunity__number=both_see).exists()


async def test_what_a_partner_notes_is_heard_by_us_and_by_its_own_people_alone(
    both_see: str,
) -> None:
    where = f"/events?on={both_see}"
    async with (
        Stream(await browser_of("bo.wei"), where) as other,
        Stream(await browser_of("zhou.min"), where) as own,
        Stream(await browser_of("wu.jing"), where) as ours,
    ):
        await add_note(await actor_of("zhou.min"), both_see, text="Ours to know")
        assert await own.event() == f"changed:{both_see}"
        assert await ours.event() == f"changed:{both_see}"
        assert await other.is_quiet(0.7), "another bidder was told that somebody wrote"
        await add_note(await actor_of("wu.jing"), both_see, text="For both of you")
        assert await other.event() == f"changed:{both_see}"


async def test_a_page_that_was_away_misses_what_its_reader_would_not_have_heard(
    both_see: str,
) -> None:
    organisation = {
        who: (await actor_of(who)).counterparty_number for who in ("zhou.min", "bo.wei")
    }
    before = await latest()
    await add_note(await actor_of("zhou.min"), both_see, text="Ours to know")

    async def missed(who: str) -> set[str]:
        told = await since(
            before, frozenset({both_see}), organisation.get(who, ""), is_ours=who == "wu.jing"
        )
        return {record_of(one.record) for one in told}

    assert await missed("zhou.min") == await missed("wu.jing") == {both_see}
    assert await missed("bo.wei") == set()


async def test_what_a_partner_notes_keeps_it_warm_for_us_and_moves_nothing_for_another(
    both_see: str,
) -> None:
    quiet = ANCHOR - timedelta(days=COLD_AFTER_DAYS + 5)
    await OpportunityNote.filter(opportunity__number=both_see).update(created_at=quiet)
    await Opportunity.filter(number=both_see).update(updated_at=quiet, outcome=Outcome.OPEN)
    bo, wu = await actor_of("bo.wei"), await actor_of("wu.jing")
    before = await show_opportunity(bo, both_see)
    assert both_see in await _cold(wu)
    assert (await find_opportunity(wu, both_see))["is_cold"]
    await add_note(await actor_of("zhou.min"), both_see, text="Ours to know")
    assert await show_opportunity(bo, both_see) == before
    assert both_see not in await _cold(wu)
    warm = await find_opportunity(wu, both_see)
    assert (warm["is_cold"], warm["quiet_days"]) == (False, 0)


async def _cold(who: Actor) -> set[str]:
    page = await list_opportunities(who, OpportunityFilter(tab="cold"), PageRequest(limit=200))
    return {row["number"] for row in page.rows}


async def test_a_share_is_heard_of_by_whom_it_is_shared_with(both_see: str) -> None:
    wu = await actor_of("wu.jing")
    await unshare_opportunity(wu, both_see, partner=HAIYUE)
    await show_opportunity(wu, both_see)
    where = f"/events?on={both_see}"
    async with (
        Stream(await browser_of("zhou.min"), where) as other,
        Stream(await browser_of("wu.jing"), where) as ours,
    ):
        await share_opportunity(wu, both_see, partner=HAIYUE)
        assert await ours.event() == f"changed:{both_see}"
        assert await other.is_quiet(0.7), "a bidder was told that there is another"


@pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL or not backends.is_walled(),
    reason="row-level security is PostgreSQL's",
)
async def test_the_database_keeps_them_apart_where_a_filter_was_forgotten(both_see: str) -> None:
    place = await Counterparty.get(number=persona("zhou.min").counterparty)
    voice = Voice(PORTAL, 1, place.id, frozenset({"distributor.member"}))
    with speaking.speaking(voice):
        shared = await reading(
            lambda: OpportunityShare.all().values_list("counterparty_id", flat=True)
        )
        told = await reading(lambda: OpportunityNote.all().values_list("text", flat=True))
        planned = await reading(
            lambda: OpportunityStep.all().values_list("counterparty_id", flat=True)
        )
    assert set(shared) == {place.id}
    assert {HERS, OURS} <= set(told)
    assert THEIRS not in told
    assert set(planned) == {place.id}, "neither another bidder's nor ours"
