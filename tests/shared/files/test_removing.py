"""Taking a file from its record: who may, what stays, and the room that it gives back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

import pytest

from shared.files import staging
from shared.files.actions import add_staged, remove_file
from shared.files.models import Attachment
from shared.files.queries import attachments_of, open_file, used_by_us
from shared.files.rules import Limits
from shared.files.storage import storage
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from tests.shared.counterparties.company import Company, outsider
from tests.shared.files import samples
from tests.shared.files.sending import hung, row_id, send


async def test_its_sender_takes_a_file_away_and_its_line_stays(company: Company) -> None:
    zhou, place = await outsider(company.qiming), await row_id(company.qiming)
    file = await hung(zhou, company.qiming, "photo.png", samples.picture())
    keys = await Attachment.get(public_id=file)
    (row,) = (await attachments_of(zhou, "counterparty", [place]))[place]
    assert row.may_remove
    await remove_file(zhou, file)
    for actor in (zhou, company.alice):
        with pytest.raises(NotFound):
            await open_file(actor, file)
        (row,) = (await attachments_of(actor, "counterparty", [place]))[place]
        assert (row.state, row.removed_by, row.may_remove) == ("removed", zhou.name, False)
        assert not row.has_thumbnail
    entry = await JournalEntry.get(verb="attachment.remove")
    assert (entry.actor_name, entry.counterparty_id) == (zhou.name, place)
    assert await staging.sweep() == 1
    assert await staging.sweep() == 0
    for key in (keys.storage_key, keys.thumbnail_key):
        with pytest.raises(FileNotFoundError):
            await storage().read(key)
    with pytest.raises(NotFound):
        await remove_file(zhou, file)


async def test_after_an_hour_only_who_has_the_right_takes_it_away(company: Company) -> None:
    zhou, place = await outsider(company.qiming), await row_id(company.qiming)
    file = await hung(zhou, company.qiming)
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        (row,) = (await attachments_of(zhou, "counterparty", [place]))[place]
        assert not row.may_remove
        for actor in (zhou, company.alice):
            with pytest.raises(NotAllowed) as refused:
                await remove_file(actor, file)
            assert "for an hour" in str(refused.value.because)
        (row,) = (await attachments_of(company.sam, "counterparty", [place]))[place]
        assert row.may_remove
        await remove_file(company.sam, file)


async def test_nobody_takes_away_what_another_has_sent_or_what_she_does_not_see(
    company: Company,
) -> None:
    zhou, mate = await outsider(company.qiming), await outsider(company.qiming)
    rival = await outsider(company.haiyue)
    file = await hung(zhou, company.qiming)
    secret = await hung(company.alice, company.qiming, "note.pdf", internal=True)
    with pytest.raises(NotAllowed):
        await remove_file(mate, file)
    viewer = replace(zhou, roles=frozenset({"distributor.viewer"}))
    with pytest.raises(NotAllowed):
        await remove_file(viewer, file)
    for actor, which in ((rival, file), (company.bob, file), (zhou, secret)):
        with pytest.raises(NotFound):
            await remove_file(actor, which)
    assert not await JournalEntry.filter(verb="attachment.remove").exists()


async def test_a_removed_file_gives_its_room_back(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_FILE_QUOTA", str(len(samples.PDF)))
    zhou = await outsider(company.qiming)
    file = await hung(zhou, company.qiming)
    assert await used_by_us(zhou) == len(samples.PDF)
    with pytest.raises(Refusal, match="has used"):
        await send(zhou)
    await remove_file(zhou, file)
    assert await used_by_us(zhou) == 0
    await send(zhou)


@pytest.mark.asvs("5.2.4", "15.4.2")
async def test_the_room_of_an_organisation_holds_however_many_send_at_once(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANGLAI_FILE_QUOTA", str(3 * len(samples.PDF)))
    people = [await outsider(company.qiming) for _ in range(8)]
    answers = await asyncio.gather(*(send(one) for one in people), return_exceptions=True)
    assert sorted(type(one).__name__ for one in answers) == ["Refusal"] * 5 + ["str"] * 3
    assert await used_by_us(people[0]) == 3 * len(samples.PDF)


async def test_nobody_stages_more_than_allowed_by_sending_at_once(company: Company) -> None:
    zhou, bounds = await outsider(company.qiming), Limits(size=10, count=9, quota=10**6, staged=2)

    def row() -> Attachment:
        return Attachment(
            public_id=token_hex(12), name="a.txt", media_type="text/plain", size=1,
            sha256="0" * 64, storage_key=token_hex(8),
        )  # fmt: skip

    answers = await asyncio.gather(
        *(add_staged(zhou, row(), bounds) for _ in range(5)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["NoneType"] * 2 + ["Refusal"] * 3
