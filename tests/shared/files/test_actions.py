"""Staging, claiming, throwing away: whose files are whose, before and after they hang on a record."""

import io
from datetime import timedelta
from typing import Any

import pytest

from shared.database.uow import uow
from shared.files import staging
from shared.files.actions import attach, discard, note_download
from shared.files.models import Attachment
from shared.files.queries import attachments_of, open_file, staged_of
from shared.files.storage import Storage, storage
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NoRoom, NotAllowed, NotFound, Refusal
from tests.shared.counterparties.company import Company, outsider
from tests.shared.files import samples
from tests.shared.files.sending import hung, row_id, send
from tests.shared.identity.statements import counted


async def content_of(key: str) -> bytes:
    return b"".join([piece async for piece in await storage().read(key)])


async def test_a_staged_file_is_claimed_once_and_listed_under_its_record(company: Company) -> None:
    zhou = await outsider(company.qiming)
    first, second = await send(zhou, "one.pdf"), await send(zhou, "two.png", samples.picture())
    place = await row_id(company.qiming)
    assert await attach(zhou, [second, first], "counterparty", place) == ["one.pdf", "two.png"]
    rows = (await attachments_of(zhou, "counterparty", [place]))[place]
    assert [(row.name, row.has_thumbnail, row.by) for row in rows] == [
        ("one.pdf", False, zhou.name), ("two.png", True, zhou.name)
    ]  # fmt: skip
    assert await content_of((await open_file(zhou, first)).storage_key) == samples.PDF
    with pytest.raises(Refusal) as refused:
        await attach(zhou, [first], "counterparty", place)
    assert refused.value.field == "files"


async def test_nobody_claims_what_another_has_staged(company: Company) -> None:
    zhou, mate = await outsider(company.qiming), await outsider(company.qiming)
    rival = await outsider(company.haiyue)
    mine, place = await send(zhou), await row_id(company.qiming)
    for other in (mate, rival, company.alice):
        theirs = await send(other)
        with pytest.raises(Refusal):
            await attach(other, [theirs, mine], "counterparty", place)
        # Nothing of it was attached, their own file neither.
        assert await staged_of(other, [theirs, mine]) == await staged_of(other, [theirs])
        with pytest.raises(NotFound):
            await open_file(other, mine)
        with pytest.raises(NotFound):
            await discard(other, mine)
    assert [row.public_id for row in await staged_of(zhou, [mine])] == [mine]


async def test_a_person_of_two_organisations_keeps_their_files_apart(company: Company) -> None:
    zhou = await outsider(company.qiming)
    elsewhere = await outsider(company.haiyue)
    same = type(zhou)(**{**vars(elsewhere), "user_id": zhou.user_id})
    mine = await send(zhou)
    assert await staged_of(same, [mine]) == []
    with pytest.raises(NotFound):
        await open_file(same, mine)


async def test_more_files_than_a_record_takes_are_refused(company: Company) -> None:
    zhou, place = await outsider(company.qiming), await row_id(company.qiming)
    ids = [await send(zhou) for _ in range(3)]
    with pytest.raises(Refusal, match="At most 2 files"):
        await attach(zhou, ids, "counterparty", place, most=2)
    assert await attach(zhou, [], "counterparty", place) == []


async def test_files_hang_only_on_tables_of_the_law(company: Company) -> None:
    zhou = await outsider(company.qiming)
    ids = [await send(zhou)]
    for table in ("session", "no_such_table", ""):
        with pytest.raises(ValueError, match="the policy knows no table"):
            await attach(zhou, ids, table, 1)


async def test_a_viewer_and_an_auditor_send_nothing(company: Company) -> None:
    for actor in (await outsider(company.qiming, "distributor.viewer"),):
        with pytest.raises(NotAllowed):
            await send(actor)
        assert await staged_of(actor, ["f" * 24]) == []
    assert not await Attachment.exists()


async def test_an_internal_file_does_not_exist_for_the_organisation(company: Company) -> None:
    zhou, place = await outsider(company.qiming), await row_id(company.qiming)
    secret = await hung(company.alice, company.qiming, "note.pdf", internal=True)
    open_to_all = await hung(company.alice, company.qiming, "price.pdf")
    with pytest.raises(NotFound):
        await open_file(zhou, secret)
    assert (await open_file(zhou, open_to_all)).name == "price.pdf"
    names = [row.name for row in (await attachments_of(zhou, "counterparty", [place]))[place]]
    assert names == ["price.pdf"]
    names = [
        row.name for row in (await attachments_of(company.alice, "counterparty", [place]))[place]
    ]
    assert names == ["note.pdf", "price.pdf"]


async def test_a_file_is_open_to_whoever_may_read_its_record_and_nobody_else(
    company: Company,
) -> None:
    zhou, rival = await outsider(company.qiming), await outsider(company.haiyue)
    file = await hung(zhou, company.qiming)
    place = await row_id(company.qiming)
    for actor in (rival, company.bob):
        with pytest.raises(NotFound):
            await open_file(actor, file)
        assert await attachments_of(actor, "counterparty", [place]) == {place: []}
    for actor in (company.alice, company.sam, company.fiona):
        assert (await open_file(actor, file)).name == "paper.pdf"


async def test_the_files_of_many_records_cost_one_statement(company: Company) -> None:
    places = [await row_id(company.qiming), await row_id(company.haiyue)]
    await hung(company.alice, company.qiming)
    async with counted() as statements:
        found = await attachments_of(company.fiona, "counterparty", places)
    assert len(statements) == 1
    assert {place: len(rows) for place, rows in found.items()} == dict(
        zip(places, (1, 0), strict=True)
    )


async def test_a_download_by_our_staff_is_journalled_and_their_own_is_not(company: Company) -> None:
    zhou = await outsider(company.qiming)
    file = await hung(zhou, company.qiming, "licence.pdf")
    assert (await open_file(company.alice, file)).is_noted
    assert not (await open_file(zhou, file)).is_noted
    await note_download(company.alice, file, "counterparty")
    entry = await JournalEntry.get(verb="attachment.download")
    assert (entry.actor_name, entry.record_number) == ("Alice", file)
    assert entry.counterparty_id == await row_id(company.qiming)
    with pytest.raises(NotFound):
        await note_download(company.bob, file, "counterparty")
    with pytest.raises(NotFound):
        await note_download(company.alice, file, "contact")


async def test_a_file_thrown_away_is_gone_at_once_and_its_bytes_soon(company: Company) -> None:
    zhou = await outsider(company.qiming)
    file = await send(zhou, "two.png", samples.picture())
    row = await Attachment.get(public_id=file)
    await discard(zhou, file)
    with pytest.raises(NotFound):
        await open_file(zhou, file)
    assert await staging.sweep() == 1
    for key in (row.storage_key, row.thumbnail_key):
        with pytest.raises(FileNotFoundError):
            await storage().read(key)


async def test_what_nobody_claims_is_removed_after_a_day(company: Company) -> None:
    zhou = await outsider(company.qiming)
    kept, lost = await hung(zhou, company.qiming), await send(zhou)
    assert await staging.sweep() == 0
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert await staging.sweep() == 1
    assert [row.public_id for row in await Attachment.all()] == [kept]
    assert not await Attachment.filter(public_id=lost).exists()


async def test_a_store_that_fails_leaves_nothing_to_claim(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise OSError("the cable is out")

    zhou = await outsider(company.qiming)
    monkeypatch.setattr(Storage, "put", broken)
    with pytest.raises(OSError, match="cable"):
        await send(zhou)
    row = await Attachment.get()
    assert await staged_of(zhou, [row.public_id]) == []
    with pytest.raises(Refusal):
        await attach(zhou, [row.public_id], "counterparty", 1)
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert await staging.sweep() == 1


@pytest.mark.asvs("5.2.4")
async def test_quotas_bind_the_person_and_the_organisation(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_FILE_QUOTA", str(3 * len(samples.PDF)))
    zhou, mate = await outsider(company.qiming), await outsider(company.qiming)
    for _ in range(2):
        await hung(zhou, company.qiming)
    await send(mate)
    with pytest.raises(Refusal, match="Your organisation has used"):
        await send(zhou)
    await send(await outsider(company.haiyue))
    monkeypatch.setenv("WANGLAI_FILE_QUOTA", str(10**9))
    for _ in range(40):
        await add_row(zhou)
    with pytest.raises(Refusal, match="Too many files wait"):
        await send(zhou)
    await send(mate)


async def add_row(actor: Any) -> None:
    """Stage a row without bytes: forty children would take their time."""
    from shared.files.actions import add_staged, mark_stored

    row = Attachment(
        public_id=samples.public_id(), name="a.pdf", media_type="application/pdf", size=1,
        sha256="0" * 64, storage_key="0/0",
    )  # fmt: skip
    await add_staged(actor, row, staging.limits())
    await mark_stored(actor, row.public_id)


async def test_a_file_over_the_limit_is_refused_before_it_is_read(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_FILE_LIMIT", "2000000")
    zhou = await outsider(company.qiming)
    with pytest.raises(Refusal, match="larger than 2 MB"):
        await staging.stage(zhou, io.BytesIO(b""), "a.pdf", size=2_000_001)
    with pytest.raises(Refusal, match="is empty"):
        await send(zhou, "a.pdf", b"")
    monkeypatch.setenv("WANGLAI_FILE_KINDS", "pdf")
    with pytest.raises(Refusal, match="Send PDF"):
        await send(zhou, "a.png", samples.picture())


async def test_a_full_disk_takes_no_files(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.files.storage.FREE", 10**18)
    with pytest.raises(NoRoom, match="nearly full"):
        await send(await outsider(company.qiming))
    assert not await Attachment.exists()


async def test_a_refused_form_leaves_its_files_staged(company: Company) -> None:
    zhou, place = await outsider(company.qiming), await row_id(company.qiming)
    file = await send(zhou)

    async def form() -> None:
        await attach(zhou, [file], "counterparty", place)
        raise Refusal(zhou)  # type: ignore[arg-type]

    with pytest.raises(Refusal):
        await uow(form)
    assert len(await staged_of(zhou, [file])) == 1
