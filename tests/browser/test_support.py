"""Support, clicked on both sides at once: what one writes appears before the other, without reload."""

import re

from playwright.sync_api import expect

from tests.browser.visits import Visits

TICKET = re.compile(r"/tickets/TK-\d{4}-\d{4}")


def test_two_people_write_and_each_sees_it_at_once(visit: Visits) -> None:
    buyer = visit("zhou.min", "/tickets/new")
    buyer.locator("[name=category][value=technical]").check()
    buyer.locator("#f-subject").press_sequentially("shaver does not charge", delay=15)
    expect(buyer.locator("#article-hints a").first).to_be_visible()
    buyer.locator("#f-text").fill("The light stays off.")
    buyer.get_by_role("button", name="Send request").click()
    buyer.wait_for_url(TICKET)
    path = "/" + buyer.url.split("/", 3)[3]
    desk = visit("gao.yuan", path)
    expect(desk.locator("#thread .msg")).to_have_count(1)
    expect(desk.locator("#ticket-history .todo, #ticket-history .muted").first).to_be_visible()
    buyer.locator("#f-text").fill("half a word of mine")
    desk.locator("#f-text").press_sequentially("/photo", delay=30)
    expect(desk.locator("#snippet-offers [role=option]").first).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("#f-text")).to_have_value(re.compile("照片|photo"))
    desk.keyboard.press("Control+Enter")
    expect(buyer.locator("#thread .msg")).to_have_count(2, timeout=8000)
    expect(buyer.locator("#f-text")).to_have_value("half a word of mine")
    expect(buyer.locator("#ticket-top")).to_contain_text("In progress")
    buyer.locator("#f-text").press("Control+Enter")
    expect(desk.locator("#thread .msg")).to_have_count(3, timeout=8000)


def test_a_note_is_dashed_and_stays_at_the_desk(visit: Visits) -> None:
    desk = visit("gao.yuan", "/tickets")
    desk.locator("[data-rows] .rowlink").first.click()
    desk.wait_for_url(TICKET)
    desk.locator("summary", has_text="internal note").click()
    desk.locator("#f-note").fill("Only we read this")
    desk.get_by_role("button", name="Keep the note").click()
    expect(desk.locator(".msg.internal").last).to_contain_text("Only we read this")
