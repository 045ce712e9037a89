"""Shared papers: who may read them, what a withdrawal closes, who has read what."""

import pytest

from shared.access.actor import Actor
from shared.documents import queries
from shared.documents.documents import (
    add_edition,
    end_share,
    note_reading,
    set_shared,
    share_with,
    update_document,
)
from shared.documents.models import Document, DocumentReading
from shared.documents.rules import Card
from shared.files.queries import open_file
from shared.journal.models import JournalEntry
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from tests.shared.counterparties.company import Company, outsider
from tests.shared.documents.papers import filed
from tests.shared.files.sending import send


async def file_of(actor: Actor, paper: str) -> str:
    """Return the file of the latest edition, as the staff knows it."""
    kept = await queries.document(actor, paper)
    return (await queries.whole_paper(actor, kept.id))["editions"][0].files[0].public_id


async def titles(actor: Actor) -> list[str]:
    return [paper.title_en for paper in (await queries.shared_with_us(actor)).papers]


async def test_a_paper_for_a_kind_reaches_that_kind_alone(company: Company) -> None:
    zhou = await outsider(company.qiming)
    supplier = Actor(**{**vars(await outsider(company.haiyue, "supplier.member")),
                        "kinds": frozenset({"supplier"})})  # fmt: skip
    paper = await filed(company.sam, "distributor")
    assert await titles(zhou) == ["Price list 2027"]
    assert await titles(supplier) == []
    file = await file_of(company.sam, paper)
    assert (await open_file(zhou, file)).name == "paper.pdf"
    for look in (lambda: open_file(supplier, file), lambda: queries.document(supplier, paper)):
        with pytest.raises(NotFound):
            await look()


async def test_a_paper_for_chosen_organisations_reaches_them_alone(company: Company) -> None:
    zhou, bo = await outsider(company.qiming), await outsider(company.haiyue)
    paper = await filed(company.alice, title="Contract")
    assert await titles(zhou) == []
    await share_with(company.alice, paper, counterparty=company.qiming)
    assert (await titles(zhou), await titles(bo)) == (["Contract"], [])
    with pytest.raises(Refusal, match="shared with them already"):
        await share_with(company.alice, paper, counterparty=company.qiming)
    file = await file_of(company.alice, paper)
    await end_share(company.alice, paper, counterparty=company.qiming)
    assert await titles(zhou) == []
    with pytest.raises(NotFound):
        await open_file(zhou, file)


async def test_an_account_manager_shares_within_her_care_only(company: Company) -> None:
    paper = await filed(company.alice)
    with pytest.raises(Refusal, match="in your care") as refused:
        await share_with(company.alice, paper, counterparty=company.haiyue)
    assert refused.value.field == "counterparty"
    await share_with(company.bob, paper, counterparty=company.haiyue)
    kept = await Document.get(public_id=paper)
    assert (await queries.whole_paper(company.alice, kept.id))["shares"] == []
    with pytest.raises(NotFound):
        await end_share(company.alice, paper, counterparty=company.haiyue)
    with pytest.raises(Refusal) as refused:
        await filed(company.alice, "distributor")
    assert refused.value.field == "kinds"


async def test_what_is_meant_for_a_kind_is_changed_by_those_who_may_publish(
    company: Company,
) -> None:
    paper = await filed(company.sam, "distributor")
    card = Card("", "Mine now", "other", ())
    with pytest.raises(Refusal):
        await update_document(company.alice, paper, version=1, card=card)
    with pytest.raises(Refusal):
        await set_shared(company.alice, paper, version=1, is_shared=False)
    with pytest.raises(Refusal):
        await add_edition(company.alice, paper, version=1, files=[await send(company.alice)])
    await update_document(company.sam, paper, version=1, card=card)
    entry = await JournalEntry.get(verb="document.update")
    assert '"kinds": ["distributor"]' in entry.before
    with pytest.raises(Stale):
        await update_document(company.sam, paper, version=1, card=card)


async def test_a_withdrawn_paper_closes_its_files_at_once(company: Company) -> None:
    zhou = await outsider(company.qiming)
    paper = await filed(company.sam, "distributor")
    file = await file_of(company.sam, paper)
    await set_shared(company.sam, paper, version=1, is_shared=False)
    with pytest.raises(NotFound):
        await open_file(zhou, file)
    with pytest.raises(NotFound):
        await note_reading(zhou, paper, file=file)
    assert (await open_file(company.sam, file)).name == "paper.pdf"
    with pytest.raises(Refusal):
        await set_shared(company.sam, paper, version=2, is_shared=False)
    await set_shared(company.sam, paper, version=2, is_shared=True)
    assert (await open_file(zhou, file)).name == "paper.pdf"


async def test_only_a_file_of_the_edition_is_noted_as_read(company: Company) -> None:
    zhou = await outsider(company.qiming)
    paper, other = await filed(company.sam, "distributor"), await filed(company.sam, "distributor")
    foreign = await file_of(company.sam, await filed(company.sam, "supplier"))
    old = await file_of(company.sam, paper)
    await add_edition(
        company.sam, paper, version=1, files=[await send(company.sam, "v2.pdf")], note="New"
    )
    for file in (old, foreign, await file_of(company.sam, other), "f" * 24, "../sign-out"):
        with pytest.raises(NotFound):
            await note_reading(zhou, paper, file=file)
    assert not await DocumentReading.all().exists()


async def test_editions_are_kept_and_a_new_one_is_marked_until_it_is_read(company: Company) -> None:
    zhou = await outsider(company.qiming)
    paper = await filed(company.sam, "distributor")

    async def is_new() -> bool:
        return (await queries.shared_with_us(zhou)).papers[0].is_new

    assert await is_new()
    file = await file_of(company.sam, paper)
    await note_reading(zhou, paper, file=file)
    await note_reading(zhou, paper, file=file)
    assert not await is_new()
    assert await DocumentReading.all().count() == 1
    assert await add_edition(
        company.sam, paper, version=1, files=[await send(company.sam, "v2.pdf")], note="New prices"
    ) == 2  # fmt: skip
    (shown,) = (await queries.shared_with_us(zhou)).papers
    assert (shown.is_new, shown.edition, shown.note, shown.files[0].name) == (
        True, 2, "New prices", "v2.pdf"
    )  # fmt: skip
    kept = await Document.get(public_id=paper)
    assert [
        one.number for one in (await queries.whole_paper(company.sam, kept.id))["editions"]
    ] == [2, 1]
    readers = (await queries.whole_paper(company.alice, kept.id))["readers"]
    assert [(row["user__name"], row["edition__number"]) for row in readers] == [(zhou.name, 1)]
    assert (await queries.whole_paper(company.bob, kept.id))["readers"] == []


async def test_a_paper_without_a_file_is_refused_and_nothing_is_filed(company: Company) -> None:
    from shared.documents.documents import file_document

    with pytest.raises(Refusal) as refused:
        await file_document(company.sam, card=Card("", "x", "other"), files=[])
    assert refused.value.field == "files"
    assert not await Document.exists()


async def test_outsiders_and_administrators_file_nothing(company: Company) -> None:
    from shared.documents.documents import file_document

    for actor in (await outsider(company.qiming), company.admin):
        with pytest.raises(NotAllowed):
            await file_document(actor, card=Card("", "x", "other"), files=["f" * 24])


async def test_lists_and_tabs_show_what_is_shared_and_withdrawn(company: Company) -> None:
    paper = await filed(company.sam, "distributor")
    await filed(company.sam, title="Other")
    await set_shared(company.sam, paper, version=1, is_shared=False)
    assert await queries.document_counts(company.sam) == {"shared": 1, "withdrawn": 1}
    rows = (await queries.documents(company.sam, PageRequest(), tab="withdrawn")).rows
    assert [row["public_id"] for row in rows] == [paper]
    assert (await queries.documents(company.sam, PageRequest(), kind="manual")).rows == []
    kept = await queries.shared_with(company.sam, 1, ["distributor"])
    assert kept == []
