"""Long first pages on a phone: the first few of each list, and a way to all of them."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.visits import Visits
from tests.browser.words import said

FEW = 5


def rows_seen(page: Page, name: str) -> int:
    rows: Locator = page.locator(f"#{name} > li")
    return sum(one.is_visible() for one in rows.all())


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("subject", "name"), [("wu.jing", "all-blocking"), ("zhou.min", "all-tasks")]
)
def test_a_phone_shows_the_first_few_and_leads_to_all(
    visit: Visits, subject: str, name: str, script: bool
) -> None:
    page = visit(subject, "/", width=390, script=script)
    total = page.locator(f"#{name} > li").count()
    assert total > FEW
    assert rows_seen(page, name) == FEW
    way = page.locator(f"a[href='#{name}']")
    expect(way).to_contain_text(str(total))
    way.click()
    expect(way).to_be_hidden()
    assert rows_seen(page, name) == total


def test_a_wide_window_shows_all_at_once(visit: Visits) -> None:
    page = visit("wu.jing", "/")
    assert rows_seen(page, "all-blocking") == page.locator("#all-blocking > li").count()
    expect(page.locator("a[href='#all-blocking']")).to_be_hidden()


def delivery_with_a_difference(visit: Visits) -> str:
    page = visit("sun.li", "/deliveries?tab=discrepancy")
    return page.locator("[data-rows] .rowlink").first.inner_text()


@pytest.mark.parametrize(("subject", "lang"), [("sun.li", "en"), ("gu.ting", "zh")])
def test_a_receipt_names_its_columns_on_a_phone_and_says_what_is_not_good(
    visit: Visits, subject: str, lang: str
) -> None:
    number = delivery_with_a_difference(visit)
    page = visit(subject, f"/deliveries/{number}", lang=lang, width=390)
    row = page.locator("table[aria-label^='RC-'], [aria-label^='RC-'] table").locator("tbody tr")
    for label in ("Counted", "Taken", "Not good"):
        cell = row.locator(f"[data-label='{said(label, lang)}']")
        expect(cell).to_be_visible()
        before = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
        assert said(label, lang) in before
    expect(row.locator(f"[data-label='{said('Not good', lang)}']")).to_have_text("5")


def test_steps_end_with_their_card_on_a_phone(visit: Visits) -> None:
    number = delivery_with_a_difference(visit)
    page = visit("gu.ting", f"/deliveries/{number}", width=390)
    last = page.locator(".steps li").last
    assert last.evaluate("step => getComputedStyle(step).paddingBottom") == "0px"


@pytest.mark.parametrize("width", [1000, 1100, 1200, 1280, 1366, 1440])
@pytest.mark.parametrize("path", ["/purchase-orders?tab=draft", "/orders?tab=all", "/orders/new"])
def test_lines_of_an_order_fit_their_window(visit: Visits, path: str, width: int) -> None:
    page = visit("sun.li" if "purchase" in path else "lin.xiaoyu", path, width=width)
    assert wider(page) == 0
    if path == "/orders/new":
        page.locator("#buyer-choice [type=submit]").first.click()
        page.wait_for_url("**/edit")
    else:
        page.locator("[data-rows] .rowlink").first.click()
        page.wait_for_load_state()
        if page.get_by_role("link", name="Continue").count():
            page.get_by_role("link", name="Continue").click()
            page.wait_for_url("**/edit")
    assert wider(page) == 0


def wider(page: Page) -> int:
    return int(page.evaluate(
        "Math.max(0, ...[...document.querySelectorAll('.tbl-wrap')]"
        ".map((wrap) => wrap.scrollWidth - wrap.clientWidth))"
    ))  # fmt: skip
