"""One of ours looks at the portal as a partner does, in a real browser: there, around, and back."""

import re
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import sideways, violations
from tests.browser.visits import Visits
from tests.browser.words import said
from tools.demo_house import House

PEOPLE = "/counterparties/CP-0001/people"
LOOKS = [
    {"lang": lang, "theme": theme, "width": width}
    for (lang, theme), width in product((("zh", "light"), ("en", "dark")), (1440, 390))
]


def look(visit: Visits, why: str, **how: Any) -> Page:
    """Go from the record of the first distributor into the eyes of Zhou Min."""
    page = visit("lin.xiaoyu", PEOPLE, **how)
    lang = how.get("lang", "en")
    row = page.locator("#people-card li", has_text="zhou.min@qiming.example")
    row.get_by_role("link", name=said("View as", lang)).click()
    page.locator("#f-reason").fill(why)
    assert violations(page) == []
    page.get_by_role("button", name=said("View as", lang)).click()
    page.wait_for_selector(".viewas")
    return page


@pytest.mark.parametrize("how", LOOKS, ids=lambda how: " ".join(map(str, how.values())))
def test_from_the_record_to_the_portal_and_back(
    visit: Visits, house: House, how: dict[str, Any]
) -> None:
    lang, why = how["lang"], f"She asked, {how}"
    page = look(visit, why, **how)
    assert page.url.rstrip("/") == house.portal.rstrip("/")
    banner = page.locator(".viewas")
    for name in ("林晓雨", "周敏") if lang == "zh" else ("Lin Xiaoyu", "Zhou Min"):
        expect(banner).to_contain_text(name)
    for path in ("/", "/orders", "/company", "/tickets/new"):
        page.goto(house.portal.rstrip("/") + path)
        expect(banner).to_be_visible()
        page.mouse.wheel(0, 900)
        expect(banner).to_be_in_viewport()
        assert violations(page) == [], path
        assert sideways(page) == 0, path
    page.get_by_role("button", name=said("Leave view", lang)).click()
    page.wait_for_url(f"**{PEOPLE}")
    expect(page.get_by_text(why)).to_be_visible()

    hers = visit("zhou.min", "/company/access", **how)
    expect(hers.locator("#access-list", has_text=why)).to_be_visible()
    assert violations(hers) == []


def test_what_would_change_something_says_so_and_is_not_sent(visit: Visits, house: House) -> None:
    page = look(visit, "She asked how to open a request")
    posted: list[str] = []
    page.on("request", lambda sent: posted.append(sent.url) if sent.method == "POST" else None)
    page.goto(house.portal.rstrip("/") + "/tickets/new")
    button = page.locator("main form[method=post] [type=submit]").first
    expect(button).to_have_attribute("aria-disabled", "true")
    page.locator("main form[method=post]").first.evaluate("form => form.requestSubmit()")
    expect(page.locator("#toasts")).to_contain_text("nothing can be changed here")
    page.goto(house.portal.rstrip("/") + "/announcements")
    page.locator("main a[href^='/announcements/']").first.click()
    page.wait_for_selector("#announcement-whole")
    page.wait_for_timeout(500)  # that long a page takes to say by itself that it was read
    assert posted == []


def test_the_view_ends_in_every_window_of_the_browser(visit: Visits, house: House) -> None:
    page = look(visit, "She asked what she sees")
    other = page.context.new_page()
    other.goto(house.portal.rstrip("/") + "/orders")
    page.get_by_role("button", name="Leave view").click()
    page.wait_for_url(f"**{PEOPLE}")
    other.reload()
    expect(other.locator("body")).not_to_contain_text("SO-2026")


def test_a_slow_way_out_is_not_overtaken_by_the_end_of_the_view(visit: Visits) -> None:
    page = look(visit, "She asked what leaves first")

    def late(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        page.wait_for_timeout(3000)  # its live stream learns of the end within a second
        route.fulfill(response=answer)

    page.route("**/leave-view", late)
    page.get_by_role("button", name="Leave view").click(no_wait_after=True)
    expect(page.get_by_text("She asked what leaves first")).to_be_visible(timeout=15_000)
    expect(page).to_have_url(re.compile(PEOPLE + "$"))
