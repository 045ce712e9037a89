"""From draft to receipt: who is told when, what a new version asks again, and what is reminded."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from shared.access.actor import system
from shared.campaigns import queries
from shared.campaigns.actions import (
    create_announcement,
    publish_announcement,
    remind_readers,
    tell_due,
    update_announcement,
    withdraw_announcement,
)
from shared.campaigns.models import AnnouncementReceipt, AnnouncementRevision
from shared.campaigns.reading import confirm_read, note_read
from shared.journal.models import JournalEntry
from shared.kernel.errors import Refusal, Stale
from shared.outbox.models import NotificationChoice
from tests.shared.campaigns.board import (
    Board,
    changed,
    delivered,
    pass_time,
    published,
    stored,
    to_confirm,
    told,
    wording,
)


async def is_open(actor, number: str) -> bool:
    return await queries.open_for(actor).filter(number=number).exists()


async def test_publishing_tells_each_reader_once(board: Board, tmp_path: Path) -> None:
    number = await published(board.wu)
    mails = await delivered(tmp_path)
    readers = {board.zhou.user_id, board.fang.user_id, board.tang.user_id, board.bo.user_id}
    assert dict(await told(number)) == dict.fromkeys(readers, 1)
    assert len(mails) == 4
    assert {mail.subject for mail in mails} == {"公告：盘点"}
    assert all("Nothing leaves us" not in mail.text for mail in mails)
    assert len(await delivered(tmp_path)) == 4


async def test_whoever_wants_no_mails_is_told_in_the_app_alone(
    board: Board, tmp_path: Path
) -> None:
    await NotificationChoice.create(
        user_id=board.bo.user_id, face="portal", kind="announcement", mail="never"
    )
    number = await published(board.wu)
    assert len(await delivered(tmp_path)) == 3
    assert (await told(number))[board.bo.user_id] == 1


async def test_what_begins_later_is_told_on_its_first_day(board: Board, tmp_path: Path) -> None:
    number = await published(board.wu, wording(visible_from=date(2026, 11, 25)))
    assert await tell_due(system()) == 0
    assert await delivered(tmp_path) == []
    pass_time(days=2)
    assert [await tell_due(system()), await tell_due(system())] == [1, 0]
    assert len(await delivered(tmp_path)) == 4
    assert (await stored(number)).told_revision == 1


async def test_a_mail_that_waits_is_not_sent_after_the_withdrawal(
    board: Board, tmp_path: Path
) -> None:
    number = await published(board.wu)
    version = (await stored(number)).version
    await withdraw_announcement(board.wu, number=number, version=version)
    assert await delivered(tmp_path) == []
    assert not await told(number)


async def test_withdrawing_takes_the_notifications_back(board: Board, tmp_path: Path) -> None:
    number = await published(board.wu)
    await delivered(tmp_path)
    await withdraw_announcement(board.wu, number=number, version=(await stored(number)).version)
    assert not await told(number)


async def test_a_notice_is_done_when_it_is_read(board: Board) -> None:
    number = await published(board.wu)
    assert await is_open(board.tang, number)
    await note_read(board.tang, number=number)
    assert not await is_open(board.tang, number)
    assert await is_open(board.zhou, number), "a colleague's reading is not hers"


async def test_what_must_be_confirmed_stays_open_until_it_is(board: Board) -> None:
    number = await published(board.wu, to_confirm())
    await note_read(board.zhou, number=number)
    assert await is_open(board.zhou, number)
    await confirm_read(board.zhou, number=number, seen=1)
    assert not await is_open(board.zhou, number)
    entry = await JournalEntry.filter(verb="announcement.confirm").get()
    assert (entry.record_number, entry.counterparty_id) == (number, board.zhou.counterparty_id)


async def test_a_new_version_asks_everybody_again_and_forgets_nothing(
    board: Board, tmp_path: Path
) -> None:
    number = await published(board.wu, to_confirm())
    await confirm_read(board.zhou, number=number, seen=1)
    await delivered(tmp_path)
    assert await changed(board.wu, number, to_confirm(text_en="Two days longer.")) == 2
    assert await is_open(board.zhou, number)
    kept = await AnnouncementRevision.filter(announcement__number=number).order_by("revision")
    assert [one.text_en for one in kept] == ["Nothing leaves us.", "Two days longer."]
    assert await AnnouncementReceipt.filter(revision=1).exclude(confirmed_at=None).count() == 1
    subjects = {mail.subject for mail in await delivered(tmp_path)}
    assert subjects == {"公告：盘点", "公告有更新：盘点"}


async def test_another_audience_is_no_new_version(board: Board) -> None:
    number = await published(board.wu, to_confirm())
    await confirm_read(board.zhou, number=number, seen=1)
    wider = to_confirm(kinds=frozenset({"distributor", "partner"}))
    assert await changed(board.wu, number, wider) == 1
    assert not await is_open(board.zhou, number)


async def test_nobody_confirms_a_text_that_she_has_not_seen(board: Board) -> None:
    number = await published(board.wu, to_confirm())
    await changed(board.wu, number, to_confirm(text_en="Other."))
    with pytest.raises(Refusal, match="changed meanwhile"):
        await confirm_read(board.zhou, number=number, seen=1)
    assert not await AnnouncementReceipt.all().count()


async def test_a_draft_changes_in_place(board: Board) -> None:
    number = await create_announcement(board.wu, wording=wording())
    assert await changed(board.gao, number, wording(text_en="Better.")) == 0
    assert not await AnnouncementRevision.all().count()


async def test_a_withdrawn_one_is_changed_no_more(board: Board) -> None:
    number = await published(board.wu)
    await withdraw_announcement(board.wu, number=number, version=(await stored(number)).version)
    with pytest.raises(Refusal):
        await changed(board.wu, number, wording(text_en="Again."))


async def test_two_colleagues_do_not_overwrite_each_other(board: Board) -> None:
    number = await create_announcement(board.wu, wording=wording())
    await changed(board.wu, number, wording(text_en="Mine."))
    with pytest.raises(Stale):
        await update_announcement(
            board.gao, number=number, version=1, wording=wording(text_en="Yours.")
        )


async def test_what_has_ended_is_not_published(board: Board) -> None:
    number = await create_announcement(board.wu, wording=wording(visible_until=date(2026, 11, 22)))
    with pytest.raises(Refusal):
        await publish_announcement(board.wu, number=number, version=1)


async def test_only_those_who_have_not_confirmed_are_reminded(board: Board, tmp_path: Path) -> None:
    number = await published(board.wu, to_confirm())
    await delivered(tmp_path)
    await confirm_read(board.zhou, number=number, seen=1)
    pass_time(days=1)
    await remind_readers(board.gao, number=number)
    await delivered(tmp_path)
    counts = await told(number)
    assert counts[board.zhou.user_id] == 1
    assert {counts[one.user_id] for one in (board.fang, board.tang, board.bo)} == {2}
    with pytest.raises(Refusal, match="tomorrow"):
        await remind_readers(board.wu, number=number)


async def test_a_notice_is_not_reminded_of(board: Board) -> None:
    number = await published(board.wu)
    pass_time(days=2)
    with pytest.raises(Refusal, match="Nobody is asked"):
        await remind_readers(board.wu, number=number)


async def test_two_windows_of_one_reader_make_one_receipt(board: Board) -> None:
    number = await published(board.wu, to_confirm())
    await asyncio.gather(
        *(confirm_read(board.zhou, number=number, seen=1) for _ in range(4)),
        note_read(board.zhou, number=number),
    )
    assert await AnnouncementReceipt.all().count() == 1
    assert await JournalEntry.filter(verb="announcement.confirm").count() == 1


async def test_every_deed_of_the_staff_stands_in_the_journal(board: Board) -> None:
    number = await published(board.wu, to_confirm())
    await changed(board.wu, number, to_confirm(text_en="Other."))
    pass_time(days=2)
    await remind_readers(board.wu, number=number)
    await withdraw_announcement(board.wu, number=number, version=(await stored(number)).version)
    verbs = (
        await JournalEntry.filter(record_number=number)
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert [one.partition(".")[2] for one in verbs] == [
        "create",
        "publish",
        "update",
        "remind",
        "withdraw",
    ]
