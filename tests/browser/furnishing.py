"""What the demo world lacks so that every page has something to show, made by pressing buttons."""

from playwright.sync_api import Page

from tests.browser.steps import confirm, place
from tests.browser.visits import Visits


def furnish(visits: Visits) -> None:
    """Leave drafts of orders and of a deal behind, and a question that waits for an answer,
    and prices that are being revised.
    """
    _draft_orders(visits)
    number = place(visits, "TB-30 20")
    confirm(visits("lin.xiaoyu", f"/orders/{number}"))
    _ask_to_cancel(visits("zhou.min", f"/orders/{number}"))
    _draft_a_deal(visits("zhou.min", "/deals/new"))
    _revise_prices(visits("he.min", "/price-lists/GOLD-CNY"))


def _draft_orders(visits: Visits) -> None:
    page = visits("zhou.min", "/orders/new")
    page.locator("#f-paste").fill("RS-520 30\nHD-520 7\nNO-SUCH 1")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/edit")
    page = visits("lin.xiaoyu", "/orders/new")
    page.locator("main form[method=post] [type=submit]").first.click()
    page.wait_for_url("**/edit")


def _ask_to_cancel(page: Page) -> None:
    page.locator("details summary", has_text="cancel").click()
    page.locator("#f-reason").fill("Our customer has changed the plan")
    page.get_by_role("button", name="Ask to cancel").click()
    page.wait_for_selector("text=You asked to cancel")


def _revise_prices(page: Page) -> None:
    page.get_by_role("button", name="Begin a revision").click()
    page.wait_for_url("**/price-lists/GOLD-CNY-REV**")


def _draft_a_deal(page: Page) -> None:
    page.locator("#f-customer_name").fill("Lakeside Hotels")
    page.locator("[name=product_line]").first.check()
    page.locator("#f-amount").fill("60000")
    page.get_by_role("button", name="Save as draft").click()
    page.wait_for_url("**/deals/DR-*")
