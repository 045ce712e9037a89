"""Announcements clicked in two browsers: written by support, read and confirmed on a phone."""

from playwright.sync_api import expect

from tests.browser.visits import Visits


def test_support_announces_and_a_reader_confirms_on_her_phone(visit: Visits) -> None:
    gao = visit("gao.yuan", "/announcements/new")
    gao.locator("#f-title_en").fill("Hotline closed on Friday")
    gao.get_by_role("button", name="Save", exact=True).click()
    expect(gao.locator("[data-errsum]")).to_contain_text("Write the text")
    assert gao.locator("#f-title_en").input_value() == "Hotline closed on Friday"
    gao.locator("#f-text_en").fill("Write to us in the portal instead.")
    gao.get_by_text("Must be confirmed").click()
    gao.locator("#f-to_distributor").check()
    gao.get_by_role("button", name="Save", exact=True).click()
    gao.wait_for_url("**/announcements/AN-*")
    here = gao.url.partition("/announcements/")[2]
    gao.get_by_role("button", name="Publish").click()
    gao.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(gao.get_by_text("Published. Its readers are told.")).to_be_visible()

    bo = visit("bo.wei", "/", width=390)
    strip = bo.locator("#home-news")
    expect(strip).to_contain_text("Hotline closed on Friday")
    strip.get_by_role("link", name="Read it Hotline closed on Friday").click()
    bo.get_by_role("button", name="I have read this").click()
    expect(bo.get_by_text("You confirmed this on")).to_be_visible()
    bo.goto("/")
    expect(bo.locator("#home-news")).not_to_contain_text("Hotline closed on Friday")
    # The desk's page counts along by itself.
    expect(gao.locator("#announcement-reach")).to_contain_text("1 of")
    gao.goto(f"/announcements/{here}/receipts?tab=done")
    expect(gao.get_by_text("Bo Wei")).to_be_visible()


def test_opening_a_notice_reads_it_without_a_click(visit: Visits) -> None:
    lu = visit("lu.bin", "/announcements")
    lu.get_by_role("link", name="What packaging must be made of").click()
    expect(lu.get_by_text("You read this on")).to_be_visible()
    lu.goto("/announcements")
    expect(lu.locator("li.unread")).to_have_count(0)
