"""Coming in and going out, the language and the look, and everything once more without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.steps import ORDER
from tests.browser.visits import Visits
from tests.browser.words import said


@pytest.mark.parametrize(("lang", "width", "script"), [("zh", 390, True), ("en", 1440, False)])
def test_a_deep_link_survives_sign_in_and_sign_out_is_final(
    visit: Visits, lang: str, width: int, script: bool
) -> None:
    visit.expect(404)
    page = visit.window("portal", lang=lang, width=width, script=script)
    page.goto("/orders?tab=delivered")
    page.locator("button[name=as][value='tang.yu']").click()
    page.wait_for_url("**/orders?tab=delivered")
    expect(page.locator("h1")).to_have_text(said("Orders", lang))
    page.goto("/sign-out")
    page.get_by_role("button", name=said("Sign out", lang)).last.click()
    page.wait_for_url("**/signed-out*")
    page.goto("/orders")
    assert "/sign-in" in page.url


def test_somebody_without_an_organisation_is_told_what_to_do(visit: Visits) -> None:
    visit.expect(403)
    page = visit.window("portal")
    page.goto("/sign-in")
    page.locator("#f-as").fill("somebody@elsewhere.example")
    page.locator("#f-as").press("Enter")
    page.wait_for_load_state()
    expect(page.locator("h1")).to_be_visible()
    assert violations(page) == []
    page.goto("/orders")
    assert page.locator("[data-rows]").count() == 0


def test_the_language_is_kept_with_the_person_and_the_page(visit: Visits) -> None:
    page = visit("tang.yu", "/orders?tab=delivered", lang="en")
    page.get_by_role("button", name="中文").first.click()
    expect(page.locator("h1")).to_have_text("订单")
    assert page.url.endswith("/orders?tab=delivered")
    elsewhere = visit("tang.yu", "/orders", lang="en")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-CN")
    elsewhere.get_by_role("button", name="English").first.click()
    expect(elsewhere.locator("h1")).to_have_text("Orders")


def test_the_theme_is_kept_on_the_device(visit: Visits) -> None:
    page = visit("lin.xiaoyu", "/orders")
    page.locator("[popovertarget=me-menu]").click()
    with page.expect_response("**/preferences"):
        page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("document.querySelector('#dark-css').media") == "screen"
    assert violations(page) == []


def test_the_whole_order_journey_works_without_script(visit: Visits) -> None:
    page = visit("zhou.min", "/", script=False, width=390)
    page.get_by_role("link", name="New order").first.click()
    page.locator("#f-paste").fill("RS-520 30")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/edit")
    empty = page.locator("[data-line]").nth(1)
    empty.locator("[name$=-sku]").fill("TB-30")
    empty.locator("[name$=-quantity]").fill("20")
    page.get_by_role("button", name="Save and add a line").click()
    expect(page.locator("[data-line]")).to_have_count(3)
    page.locator("[name=buyer_reference]").fill("PO-NOJS")
    page.get_by_role("button", name="Submit order").click()
    page.wait_for_url(ORDER)
    expect(page.locator("main")).to_contain_text("PO-NOJS")
    expect(page.locator("h1")).to_contain_text(re.compile("Submitted|Awaiting approval"))
    page.get_by_text("Cancel this order").click()
    page.locator("#f-reason").fill("Ordered twice")
    page.get_by_role("button", name="Cancel the order").click()
    expect(page.locator("h1")).to_contain_text("Cancelled")


def test_a_card_of_the_board_is_moved_without_script(visit: Visits) -> None:
    page = visit("lin.xiaoyu", "/pipeline", script=False)
    card = page.locator("[data-stage=qualified] .kb-card, [data-stage=contact_made] .kb-card").first
    expect(
        card.get_by_role("button", name="Move").or_(card.get_by_role("link", name="Move"))
    ).to_be_visible()
