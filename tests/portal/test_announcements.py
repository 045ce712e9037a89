"""Announcements in the portal: the strip on home, the page, and that she has read it."""

import pytest

from shared.campaigns.models import Announcement, AnnouncementReceipt
from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING
from shared.kernel import clock
from tests import files_desk
from tests.announcement_desk import announce_to
from tests.cast import ANCHOR, browser_of

TO_CONFIRM = "/announcements/AN-2026-0007"


async def test_home_shows_what_must_be_confirmed_until_it_is(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    home = (await zhou.get("/")).text
    assert "No shipments while we take stock" in home
    assert home.count('href="/announcements/AN-') == 2, "one announcement, its title and its button"
    answer = await zhou.post(f"{TO_CONFIRM}/confirmation", {"seen": "1"})
    assert answer.status_code == 303
    assert "No shipments while we take stock" not in (await zhou.get("/")).text
    page = (await zhou.get(TO_CONFIRM)).text
    assert "You confirmed this on" in page
    assert "I have read this" not in page


async def test_a_notice_is_put_aside_on_home(demo: str) -> None:
    lu = await browser_of("lu.bin")
    notice = await Announcement.filter(title_en__startswith="What packaging").get()
    assert f"/announcements/{notice.number}/dismissal" in (await lu.get("/")).text
    answer = await lu.post(f"/announcements/{notice.number}/dismissal")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert notice.number not in (await lu.get("/")).text
    assert "What packaging" in (await lu.get("/announcements")).text


async def test_opening_is_noted_by_the_page_itself(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    assert 'hx-trigger="load, submit"' in (await zhou.get(TO_CONFIRM)).text
    part = await zhou.htmx("POST", f"{TO_CONFIRM}/reading", "section#announcement-state")
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "I have read this" in part.text
    assert "hx-trigger" not in part.text
    row = await AnnouncementReceipt.filter(
        announcement__number="AN-2026-0007", membership__user__email="zhou.min@qiming.example"
    ).get()
    assert row.confirmed_at is None


async def test_each_reader_reads_her_own_language_and_falls_back_to_the_other(demo: str) -> None:
    place = await Counterparty.get(number=QIMING)
    made = await announce_to(place, title_zh="", text_zh="", title_en="Only English")
    zhou = await browser_of("zhou.min", language="zh")
    page = (await zhou.get(f"/announcements/{made.number}")).text
    assert '<h1 lang="en">Only English</h1>' in page
    assert "请确认您已阅读" in page
    assert "年终盘点期间暂停发货" in (await zhou.get(TO_CONFIRM)).text


@pytest.mark.asvs("1.2.2", "1.3.1", "1.3.5")
async def test_a_text_is_no_markup_and_its_addresses_are_harmless_links(demo: str) -> None:
    text = (
        "<script>alert(1)</script> <b>x</b>\n\nSee https://haorui.example/a?b=1&c=2 or "
        'javascript:alert(2) or https://x.example/"onmouseover=alert(3)'
    )
    made = await announce_to(await Counterparty.get(number=QIMING), text_zh="", text_en=text)
    page = (await (await browser_of("zhou.min")).get(f"/announcements/{made.number}")).text
    body = page.partition('<div class="prose')[2].partition("</div>")[0]
    assert "<script" not in body
    assert "<b>" not in body
    assert body.count("<p") == 2
    assert 'href="https://haorui.example/a?b=1&amp;c=2"' in body
    assert 'rel="nofollow noopener noreferrer"' in body or "noreferrer" in body
    assert 'href="javascript' not in body
    assert '"onmouseover' not in body


async def test_a_changed_text_is_shown_instead_of_confirmed(demo: str) -> None:
    place = await Counterparty.get(number=QIMING)
    made = await announce_to(place)
    await Announcement.filter(id=made.id).update(revision=2, text_en="Other words", text_zh="")
    zhou = await browser_of("zhou.min")
    answer = await zhou.post(f"/announcements/{made.number}/confirmation", {"seen": "1"})
    assert answer.status_code == 422
    assert "has changed meanwhile" in answer.text
    assert "Other words" in answer.text
    assert 'name="seen" value="2"' in answer.text


async def test_a_file_goes_with_its_announcement(demo: str) -> None:
    place = await Counterparty.get(number=QIMING)
    made = await announce_to(place)
    file = await files_desk.hang("announcement", made.id)
    zhou, bo = await browser_of("zhou.min"), await browser_of("bo.wei")
    assert f"/files/{file}" in (await zhou.get(f"/announcements/{made.number}")).text
    assert (await zhou.get(f"/files/{file}")).status_code == 200
    assert (await bo.get(f"/files/{file}")).status_code == 404
    await Announcement.filter(id=made.id).update(state="withdrawn")
    assert (await zhou.get(f"/files/{file}")).status_code == 404
    assert (await zhou.get(f"/announcements/{made.number}")).status_code == 404


async def test_a_viewer_confirms_for_herself(demo: str) -> None:
    tang = await browser_of("tang.yu")
    assert (await tang.post(f"{TO_CONFIRM}/confirmation", {"seen": "1"})).status_code == 303
    assert "No shipments" in (await (await browser_of("zhou.min")).get("/")).text


async def test_the_demo_has_exactly_one_thing_to_confirm_for_its_distributor(demo: str) -> None:
    with clock.frozen(ANCHOR):
        home = (await (await browser_of("zhou.min", language="zh")).get("/")).text
    assert home.count("/announcements/AN-2026-") == 2
