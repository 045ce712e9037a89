"""What hangs on a record and has readers of its own is explained with it, by the scope itself."""

import pytest
from tortoise.expressions import Subquery

from shared.access.actor import Actor
from shared.access.policy import MATRIX
from shared.access.reach import APART, CHANNELS, FOLLOWS, SEALS
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database.compound import ask
from shared.database.registry import table_model
from shared.demo.cast import HAIYUE, QIMING
from shared.identity.principals import members_as_actors, staff_as_actors
from shared.kernel.errors import NotAllowed
from shared.opportunities.models import OpportunityNote, OpportunityShare, OpportunityStep
from shared.reports.explaining import PARTS, RECORDS, Part, who_sees
from tests import records
from tests.cast import ANCHOR, browser_of
from tests.law.principals import HOMES, askers
from tests.law.sharp import sharpen

EACH = sorted((table, part) for table, parts in PARTS.items() for part in parts)

_PEOPLE = "who somebody is and what she may do: said on her own page, “What she can see”"
_SETTINGS = "a setting of the house: it hangs on no record of one organisation"
ELSEWHERE: dict[str, str] = {
    **dict.fromkeys(
        ("user", "staff_role", "custom_role", "role_request", "membership", "care", "deputy"),
        _PEOPLE,
    ),
    **dict.fromkeys(
        (
            "tax_rate",
            "ticket_snippet",
            "service_level",
            "business_calendar",
            "certificate_requirement",
        ),
        _SETTINGS,
    ),
    **dict.fromkeys(("notification", "notification_choice"), "written to one person, read by her"),
    **dict.fromkeys(("domain_claim", "domain_request"), "read by administrators alone, both sides"),
    **dict.fromkeys(("journal_entry", "journal_concern", "view_as"), "the journal of everything"),
    "contact": "contacts and addresses are read by whoever reads their organisation, or nobody outside",
    "credit_proposal": "who asks and who decides is said where it waits",
    "document_share": "to whom a document is open is what its explanation says",
    "announcement_revision": "what was said before, of those who write announcements",
    "attachment": "a file goes by the record that it hangs on",
}
"""Tables of the law that no record names as a part, each with the reason."""


def test_every_table_of_the_law_is_explained_or_says_why_not() -> None:
    named = {*RECORDS, *(part for _, part in EACH)}
    assert set(MATRIX) - named - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) <= set(MATRIX) - named, "what is explained needs no excuse"
    own_readers = {*APART, *CHANNELS, *SEALS}
    assert own_readers - named == set(), "rows of one organisation among others"
    plain = set(FOLLOWS) - own_readers
    assert {part for _, part in EACH} & plain == set(), "what goes with its parent is its parent's"


async def colleague(subject: str) -> Actor:
    address = f"{subject}@haorui.example"
    return next(one for one in await staff_as_actors() if one.email == address)


def readers(part: Part) -> tuple[set[int], set[tuple[str, int]]]:
    outside = {(one.number, who.user_id) for one in part.organisations for who in one.readers}
    return {one.user_id for one in part.staff}, outside


@pytest.mark.by_turns
@pytest.mark.parametrize(("table", "part"), EACH)
async def test_every_answer_about_a_part_is_that_of_the_scope(
    demo: str, table: str, part: str
) -> None:
    await records.complete(*HOMES.values(), "CP-0002")
    await sharpen(await askers())
    boss, way, model = await colleague("jiang.ning"), PARTS[table][part], table_model(part)
    parents = scope(boss, table_model(table)).filter(
        id__in=Subquery(model.filter(**{f"{way}_id__isnull": False}).values(f"{way}_id"))
    )
    record = await parents.order_by("-id").first()
    assert record is not None, f"the demo world has no {part} of a {table} that is read"
    found = await who_sees(boss, table, str(getattr(record, RECORDS[table])))
    (explained,) = [one for one in found.parts if one.table == part]

    async def sees(person: Actor) -> bool:
        try:
            return await scope(person, model).filter(**{f"{way}_id": record.pk}).exists()
        except NotAllowed:
            return False

    staff, outside = readers(explained)
    assert staff == {one.user_id for one in await staff_as_actors() if await sees(one)}
    asked = (await ask(members=members_as_actors(Counterparty.all())))["members"]
    hers = {
        (one.person.counterparty_number, one.person.user_id)
        for one in asked
        if await sees(one.person)
    }
    assert outside == hers


async def test_each_side_stands_with_its_own_step_and_its_own_note(demo: str) -> None:
    share = await OpportunityShare.filter(counterparty__number=QIMING).select_related("opportunity")
    chance = share[0].opportunity
    haiyue = await Counterparty.get(number=HAIYUE)
    await OpportunityShare.get_or_create(
        opportunity=chance, counterparty=haiyue, defaults={"created_at": ANCHOR}
    )
    await OpportunityStep.filter(opportunity=chance).delete()
    await OpportunityNote.filter(opportunity=chance).delete()
    await OpportunityStep.create(
        opportunity=chance, counterparty=haiyue, next_step="Call", updated_at=ANCHOR
    )
    await OpportunityNote.create(
        opportunity=chance, counterparty=haiyue, author_id=chance.owner_id, author_name="",
        text="Theirs", created_at=ANCHOR,
    )  # fmt: skip
    found = await who_sees(await colleague("jiang.ning"), "opportunity", chance.number)
    for part in found.parts:
        if part.table in ("opportunity_step", "opportunity_note"):
            assert [one.number for one in part.organisations] == [HAIYUE], part.table
            assert part.staff, "we read what partners plan and write"
    page = (
        await (await browser_of("jiang.ning")).get(f"/opportunities/{chance.number}/access")
    ).text
    assert "What each side plans next" in page
    assert "Notes on opportunities" in page
