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


def test_the_queue_and_its_count_follow_what_happens(visit: Visits) -> None:
    desk = visit("gao.yuan", "/tickets")
    desk.mouse.move(2, 2)
    desk.locator("#q").click()
    rows, count = desk.locator("[data-rows] > tr"), desk.locator("#waits-tickets")
    before, waited = rows.count(), int(count.inner_text() or 0)
    desk.keyboard.press("j")
    desk.locator("#q").fill("")
    buyer = visit("zhou.min", "/tickets/new")
    buyer.locator("[name=category][value=technical]").check()
    buyer.locator("#f-subject").fill("The queue grows by itself")
    buyer.locator("#f-text").fill("Nobody reloads.")
    buyer.get_by_role("button", name="Send request").click()
    buyer.wait_for_url(TICKET)
    expect(desk.get_by_text("The queue grows by itself")).to_be_visible(timeout=8000)
    expect(rows).to_have_count(before + 1)
    expect(count).to_have_text(str(waited + 1), timeout=8000)
    expect(desk.locator("#q")).to_be_focused()


def test_a_queue_that_is_read_again_keeps_what_is_typed_and_where_the_keys_stand(
    visit: Visits,
) -> None:
    desk = visit("gao.yuan", "/tickets")
    desk.locator("#main").focus()
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    here = desk.evaluate("document.activeElement.id")
    assert here.startswith("row-TK-")
    asked = []
    desk.on("request", lambda one: asked.append(one.url) if "/tickets" in one.url else None)
    for _ in range(6):
        desk.evaluate("document.body.dispatchEvent(new CustomEvent('changed:tickets'))")
        desk.wait_for_timeout(200)
    desk.wait_for_timeout(1000)
    assert len(asked) == 1, "a refresh each event"
    assert desk.evaluate("document.activeElement.id") == here
    desk.locator("#q").evaluate("field => { field.value = 'half a wo'; field.focus(); }")
    desk.wait_for_timeout(4000)
    assert len(asked) == 2, "the last event was lost"
    expect(desk.locator("#q")).to_have_value("half a wo")
    box = desk.locator("[data-rows]").bounding_box()
    assert box is not None
    desk.wait_for_timeout(4500)
    desk.mouse.move(box["x"] + 40, box["y"] + 20)
    desk.evaluate("document.body.dispatchEvent(new CustomEvent('changed:tickets'))")
    desk.mouse.move(box["x"] + 60, box["y"] + 30)
    desk.wait_for_timeout(700)
    assert len(asked) == 2, "rows moved under the pointer"
    desk.wait_for_timeout(2500)
    assert len(asked) == 3
