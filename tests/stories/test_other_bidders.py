"""Two organisations see the same opportunity and learn nothing of each other, not even by the wall."""

import pytest

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database import speaking
from shared.database.speaking import PORTAL, Voice
from shared.database.uow import reading
from shared.demo.cast import HAIYUE, QIMING, persona
from shared.opportunities.models import OpportunityNote, OpportunityShare, OpportunityStep
from tests import backends
from tests.cast import ANCHOR, browser_of
from tests.role_records import actor_of

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
