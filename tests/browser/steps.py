"""What several journeys do alike: place an order, find its number, wait for a save."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.visits import Visits
from tests.browser.words import said

ORDER = re.compile(r"/orders/SO-\d{4}-\d{4}$")


def begin(visit: Visits, subject: str = "zhou.min", lines: str = "", **look: object) -> Page:
    """Return the editor of a new draft with `lines` ("SKU quantity", one each)."""
    page = visit(subject, "/orders/new", **look)
    if lines:
        page.locator("#f-paste").fill(lines)
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/edit")
    return page


def submit(page: Page, lang: str = "en") -> str:
    """Press "Submit order" (above the limit "Submit for approval") and return its number."""
    words = "|".join(said(text, lang) for text in ("Submit order", "Submit for approval"))
    page.get_by_role("button", name=re.compile(words)).first.click()
    page.wait_for_url(ORDER)
    return number_in(page.url)


def place(visit: Visits, lines: str, subject: str = "zhou.min") -> str:
    """Place an order in the portal and return its number."""
    page = begin(visit, subject, lines)
    number = submit(page)
    page.context.close()
    return number


def confirm(page: Page, day: str = "2026-12-15") -> None:
    """Confirm the order on this page of the admin, every line for one day."""
    page.get_by_role("link", name="Confirm with dates").click()
    page.wait_for_selector("#confirm-form")
    for field in page.locator("#confirm-form input[type=date]").all():
        field.fill(day)
    page.get_by_role("button", name="Confirm order").click()
    page.wait_for_url(ORDER)


def number_in(address: str) -> str:
    """Return the number of an order that stands in an address."""
    found = re.search(r"SO-\d{4}-\d{4}", address)
    assert found, address
    return found[0]


def saved(page: Page, act: Callable[[], object]) -> None:
    """Do something to the draft and wait until the server has answered the save."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        act()
    page.wait_for_timeout(150)
