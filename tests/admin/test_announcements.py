"""Announcements at the desk: written, shown as readers see them, published, changed, counted."""

import csv
import io

import pytest

from shared.campaigns.models import Announcement
from shared.journal.models import JournalEntry
from tests.cast import browser_of
from tests.web import Browser

TYPED = {
    "title_zh": "新价目表", "title_en": "New prices", "text_zh": "一月起生效。\n\n详见附件。",
    "text_en": "In force from January.", "importance": "confirm", "to_distributor": "on",
}  # fmt: skip


async def written(browser: Browser, **changes: str) -> str:
    answer = await browser.post("/announcements", {**TYPED, "key": "a" * 32, **changes})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def version(number: str) -> str:
    return str((await Announcement.get(number=number)).version)


async def test_from_draft_to_readers_and_back(demo: str) -> None:
    wu, zhou = await browser_of("wu.jing"), await browser_of("zhou.min")
    number = await written(wu)
    here = f"/announcements/{number}"
    assert (await zhou.get(here)).status_code == 404
    assert "新价目表" in (await wu.get(f"{here}/preview")).text
    assert "In force from January" in (await wu.get(f"{here}/preview?reads=en")).text
    assert (await wu.post(f"{here}/publication", {"version": "1"})).status_code == 303
    assert "New prices" in (await zhou.get(here)).text
    withdrawn = await wu.post(f"{here}/withdrawal", {"version": await version(number)})
    assert withdrawn.status_code == 303
    assert (await zhou.get(here)).status_code == 404


async def test_what_is_wrong_stands_at_its_field_and_everything_typed_stays(demo: str) -> None:
    wu = await browser_of("wu.jing")
    answer = await wu.post(
        "/announcements",
        {"text_en": "Kept words", "organisation-0-number": "CP-9999", "key": "b" * 32,
         "visible_from": "2026-12-02", "visible_until": "2026-12-01"},
    )  # fmt: skip
    assert answer.status_code == 422
    for word in ("Write a title", "Kept words", "The last day is before", "2026-12-02", "CP-9999"):
        assert word in answer.text
    again = await wu.post(
        "/announcements", {**TYPED, "organisation-0-number": "CP-9999", "key": "c" * 32}
    )
    assert again.status_code == 422
    assert "No organisation with the number CP-9999" in again.text
    assert 'id="f-organisation-0-number"' in again.text
    assert not await Announcement.filter(title_en="New prices").exists()


async def test_the_same_form_twice_is_one_announcement(demo: str) -> None:
    wu = await browser_of("wu.jing")
    assert await written(wu) == await written(wu)
    assert await Announcement.filter(title_en="New prices").count() == 1


async def test_an_edit_keeps_what_stood_there_and_makes_a_version(demo: str) -> None:
    wu = await browser_of("wu.jing")
    number = await written(wu, **{"organisation-0-number": "CP-0041"})
    here = f"/announcements/{number}"
    await wu.post(f"{here}/publication", {"version": "1"})
    page = (await wu.get(f"{here}/edit")).text
    assert 'value="CP-0041"' in page
    assert "make a new version" in page
    changed = {**TYPED, "text_en": "In force from February.", "version": await version(number)}
    assert (await wu.post(here, changed)).status_code == 303
    assert "Version 2" in (await wu.get(here)).text
    stale = await wu.post(here, {**changed, "text_en": "Mine", "version": "1"})
    assert stale.status_code == 409
    assert "Mine" in stale.text
    assert "In force from February." in stale.text


@pytest.mark.parametrize("subject", ["lin.xiaoyu", "sun.li", "he.min", "xu.lei", "jiang.ning"])
async def test_the_others_read_and_write_nothing(demo: str, subject: str) -> None:
    reader = await browser_of(subject)
    page = await reader.get("/announcements/AN-2026-0007")
    assert page.status_code == 200
    assert "/edit" not in page.text
    assert (await reader.get("/announcements/new")).status_code == 403
    for way in ("publication", "withdrawal", "reminder"):
        answer = await reader.post(f"/announcements/AN-2026-0007/{way}", {"version": "1"})
        assert answer.status_code == 403


async def test_receipts_and_export_stay_with_ones_own_accounts(demo: str) -> None:
    pages = {}
    for subject in ("lin.xiaoyu", "chen.hao", "wu.jing"):
        browser = await browser_of(subject)
        answer = await browser.get("/announcements/AN-2026-0007/receipts/export?kind=csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1:]
        pages[subject] = {row[0] for row in rows}
        shown = (await browser.get("/announcements/AN-2026-0007/receipts")).text
        assert all(number in shown for number in pages[subject])
    assert pages["lin.xiaoyu"]
    assert pages["chen.hao"]
    assert not pages["lin.xiaoyu"] & pages["chen.hao"]
    assert pages["wu.jing"] >= pages["lin.xiaoyu"] | pages["chen.hao"]
    assert await JournalEntry.filter(verb="announcement.export").count() == 3


async def test_a_second_reminder_on_the_same_day_is_refused_in_plain_words(demo: str) -> None:
    gao = await browser_of("gao.yuan")
    here = "/announcements/AN-2026-0007"
    assert (await gao.post(f"{here}/reminder")).status_code == 303
    again = await gao.post(f"{here}/reminder")
    assert again.status_code == 422
    assert "Remind them tomorrow" in again.text
