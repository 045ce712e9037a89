"""Purchasing and a supplier side by side: sent, another day proposed, countered, accepted."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.visits import Visits
from tests.browser.words import said
from tools.demo_house import ANCHOR

PURCHASE = re.compile(r"/purchase-orders/PO-\d{4}-\d{4}$")
NEEDED, LATER, BETWEEN = (
    (ANCHOR + timedelta(days=days)).date().isoformat() for days in (14, 20, 17)
)


def raised(sun: Page, lang: str) -> str:
    """Order mirrors by the supplier's own code and return the number."""
    sun.locator("li", has_text="CP-0054").get_by_role("button").click()
    sun.wait_for_url("**/edit")
    sun.locator("#f-line-0-sku").fill("54-MIR-S")
    sun.locator("#f-line-0-quantity").fill("2000")
    sun.locator("#f-line-0-needed_on").fill(NEEDED)
    sun.locator("#f-line-0-needed_on").press("Tab")
    expect(sun.locator("#line-0 .c-total")).not_to_be_empty()
    sun.get_by_role("button", name=said("Send to the supplier", lang)).click()
    sun.wait_for_url(PURCHASE)
    return sun.url.rpartition("/")[2]


def choose(page: Page, name: str, lang: str) -> None:
    """Choose an answer for the first line, as a finger does: by its label."""
    page.locator("#line-1 .seg-radio label", has_text=said(name, lang)).click()


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("zh", 390)])
def test_both_sides_agree_on_a_day(visit: Visits, lang: str, width: int) -> None:
    sun = visit("sun.li", "/purchase-orders/new", lang=lang)
    number = raised(sun, lang)
    gu = visit("gu.ting", "/purchase-orders", lang=lang, width=width)
    gu.goto(f"/purchase-orders/{number}")
    expect(gu.locator("#f-line-1-day")).to_be_hidden()
    choose(gu, "Date", lang)
    gu.locator("#f-line-1-day").fill(LATER)
    gu.locator("#f-line-1-reason").select_option("capacity")
    assert violations(gu) == []
    gu.get_by_role("button", name=said("Send answer", lang)).click()
    gu.wait_for_url(PURCHASE)
    expect(gu.get_by_text(said("Change proposed", lang)).first).to_be_visible()
    sun.goto(f"/purchase-orders/{number}/lines/1")
    sun.locator("input[name=kind][value=counter]").check(force=True)
    sun.locator("#f-lot-0-day").fill(BETWEEN)
    sun.locator("#f-reason").fill("The ship leaves on the 19th")
    sun.get_by_role("button", name=said("Decide", lang), exact=True).click()
    sun.wait_for_url(PURCHASE)
    gu.reload()
    expect(gu.get_by_text("The ship leaves on the 19th").first).to_be_visible()
    if width > 1000:
        gu.locator("h1").click()
        gu.keyboard.press("a")
    else:
        gu.get_by_role("button", name=said("Accept all, with what purchasing asks", lang)).click()
    expect(gu.locator("h1 .badge", has_text=said("Confirmed", lang))).to_be_visible()
    sun.reload()
    expect(sun.locator("h1 .badge", has_text=said("Confirmed", lang))).to_be_visible()


def test_a_line_is_split_and_typing_survives_a_refusal(visit: Visits) -> None:
    sun = visit("sun.li", "/purchase-orders/new")
    number = raised(sun, "en")
    gu = visit("gu.ting", f"/purchase-orders/{number}")
    choose(gu, "Quantity", "en")
    gu.locator("#f-line-1-quantity").fill("1200")
    gu.locator("#f-line-1-rest").fill(LATER)
    gu.get_by_role("button", name="Send answer").click()
    expect(gu.locator("[data-errsum]")).to_be_visible()
    expect(gu.locator("#f-line-1-quantity")).to_have_value("1200")
    gu.locator("#f-line-1-reason").select_option("material")
    gu.get_by_role("button", name="Send answer").click()
    gu.wait_for_url(PURCHASE)
    expect(gu.get_by_text("800").first).to_be_visible()
    sun.goto("/purchase-orders/board?tab=changed")
    row = sun.locator("tr", has_text=number)
    row.get_by_role("button", name="Accept").click()
    expect(sun.get_by_text("Accepted; the supplier is told")).to_be_visible()
    sun.goto(f"/purchase-orders/{number}")
    expect(sun.locator("h1 .badge", has_text="Confirmed")).to_be_visible()
