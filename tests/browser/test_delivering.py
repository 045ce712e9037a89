"""A supplier ships and goods in finds five broken: side by side, until it is settled."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.visits import Visits
from tests.browser.words import said

NOTICE = re.compile(r"/deliveries/DN-\d{4}-\d{4}$")


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("zh", 390)])
def test_five_broken_ones_are_settled_between_two_open_pages(
    visit: Visits, lang: str, width: int
) -> None:
    lu = visit("lu.bin", "/", lang=lang, width=width)
    lu.get_by_role("link", name=said("Send a delivery", lang)).click()
    lu.goto("/deliveries?tab=all")
    assert violations(lu) == []
    lu.locator("[name=line-0-quantity]").fill("20")
    lu.locator("[name=line-0-packed]").check()
    lu.locator("#f-carrier").fill("SF Express")
    lu.get_by_role("button", name=said("Send notice", lang)).click()
    lu.wait_for_url(NOTICE)
    assert violations(lu) == []
    number = lu.url.rpartition("/")[2]
    sun = visit("sun.li", "/deliveries", lang=lang)
    sun.locator("#f-code").fill(number.lower())
    sun.locator("#f-code").press("Enter")
    sun.wait_for_url(NOTICE)
    sun.get_by_role("link", name=said("Receive", lang), exact=True).click()
    sun.locator("#f-line-1-refused").fill("5")
    sun.locator("#f-line-1-story").fill("Five are cracked")
    assert violations(sun) == []
    sun.get_by_role("button", name=said("Receive", lang), exact=True).click()
    sun.wait_for_url(NOTICE)
    expect(lu.locator("#delivery-news")).to_contain_text("Five are cracked")
    lu.locator("#delivery-news textarea").first.fill("We send five more")
    lu.get_by_role("button", name=said("Accept the finding", lang)).click()
    expect(sun.locator("#delivery-news")).to_contain_text("We send five more")
    assert violations(sun) == []
    sun.get_by_role("button", name=said("Settle", lang), exact=True).click()
    expect(sun.locator("h1")).to_contain_text(said("Closed", lang))
    expect(lu.locator("#delivery-news")).to_contain_text(said("Replace", lang))
    assert violations(lu) == []


def test_what_was_typed_is_kept_when_a_quantity_is_too_large(visit: Visits) -> None:
    lu = visit("lu.bin", "/deliveries?tab=all")
    lu.locator("[name=line-0-packed]").check()
    lu.locator("[name=line-0-quantity]").fill("99999999")
    lu.locator("#f-carrier").fill("Own van")
    lu.get_by_role("button", name="Send notice").click()
    expect(lu.locator("[data-errsum]")).to_be_visible()
    expect(lu.locator("#f-carrier")).to_have_value("Own van")
    lu.get_by_role("button", name="Make it").first.click()
    assert violations(lu) == []
    lu.get_by_role("button", name="Send notice").click()
    lu.wait_for_url(NOTICE)
