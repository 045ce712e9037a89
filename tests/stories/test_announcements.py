"""A change of prices is announced: the sales manager writes, a distributor confirms, the rest is reminded."""

from datetime import timedelta
from pathlib import Path

from shared.campaigns.models import Announcement
from shared.kernel import clock
from shared.outbox.actions import deliver_due
from shared.outbox.mail import KeptMail, kept_mails
from shared.reactions import reactions
from shared.settings import load
from tests.cast import ANCHOR, browser_of

WORDS = {
    "title_zh": "明年价目表", "title_en": "Prices of next year", "text_zh": "一月一日起。",
    "text_en": "From 1 January.", "importance": "confirm", "organisation-0-number": "CP-0001",
    "organisation-1-number": "CP-0002",
}  # fmt: skip


async def deliver(folder: Path) -> list[KeptMail]:
    table = reactions(load({}, environment="demo", files_dir=str(folder)))
    while await deliver_due(table):
        pass
    return [one for one in kept_mails(folder / "mails") if "明年价目表" in one.subject]


async def test_new_prices_are_announced_confirmed_changed_and_reminded(
    demo: str, tmp_path: Path
) -> None:
    wu, zhou, bo, emily, lin = [
        await browser_of(one)
        for one in ("wu.jing", "zhou.min", "bo.wei", "emily.carter", "lin.xiaoyu")
    ]
    answer = await wu.post("/announcements", {**WORDS, "key": "d" * 32})
    number = answer.headers["location"].rpartition("/")[2]
    here = f"/announcements/{number}"
    assert (await wu.post(f"{here}/publication", {"version": "1"})).status_code == 303
    # Both companies are told, in the app and by mail; nobody else is, and no mail holds the text.
    mails = await deliver(tmp_path)
    assert {one.to.partition("<")[2].partition("@")[2] for one in mails} == {
        "qiming.example>", "haiyue.example>",
    }  # fmt: skip
    assert all("一月一日" not in one.text and here in one.text for one in mails)
    assert "Prices of next year" in (await bo.get("/notifications")).text
    assert (await emily.get(here)).status_code == 404
    # Zhou confirms; her account manager sees it, and nothing of the rival.
    assert "Must be confirmed" in (await zhou.get(here)).text
    assert (await zhou.post(f"{here}/confirmation", {"seen": "1"})).status_code == 303
    assert "Must be confirmed" not in (await zhou.get(here)).text
    page = (await lin.get(f"{here}/receipts?tab=done")).text
    assert "Zhou Min" in page
    assert "CP-0002" not in page
    # Other words are a new version: she is asked again and told so.
    version = (await Announcement.get(number=number)).version
    changed = {**WORDS, "text_zh": "二月一日起。", "version": str(version)}
    assert (await wu.post(here, changed)).status_code == 303
    assert "This is a new version" in (await zhou.get(here)).text
    assert any(one.subject.startswith("公告有更新") for one in await deliver(tmp_path))
    await zhou.post(f"{here}/confirmation", {"seen": "2"})
    # The next day those who have not confirmed are reminded, and only those.
    with clock.frozen(ANCHOR + timedelta(days=1, hours=1)):
        wu = await browser_of("wu.jing")
        assert (await wu.post(f"{here}/reminder")).status_code == 303
        reminded = [one for one in await deliver(tmp_path) if one.subject.startswith("请确认")]
    assert reminded
    assert not any("zhou.min@" in one.to for one in reminded)
    wu = await browser_of("wu.jing")
    # Withdrawn, it is gone: page, list and notifications.
    version = (await Announcement.get(number=number)).version
    await wu.post(f"{here}/withdrawal", {"version": str(version)})
    assert (await zhou.get(here)).status_code == 404
    assert "Prices of next year" not in (await bo.get("/notifications?tab=all")).text
