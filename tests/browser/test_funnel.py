"""The funnel from both sides: deals with a masked conflict, the board by key, sharing."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.visits import Visits
from tests.browser.words import said


def choose_line(page: Page) -> None:
    """Choose the same product line in either language."""
    page.get_by_text(re.compile("^(Rotary shavers|旋转式剃须刀)$")).click()


def register(page: Page, customer: str, lang: str = "en") -> None:
    page.locator("#f-customer_name").fill("")
    page.locator("#f-customer_name").press_sequentially(customer, delay=15)
    choose_line(page)
    page.locator("#f-amount").fill("80000")
    page.get_by_role("button", name=said("Register deal", lang)).click()


def test_a_deal_is_registered_decided_and_masked_for_a_rival(visit: Visits) -> None:
    page = visit("zhou.min", "/deals/new", lang="zh", width=390)
    register(page, "Golden Lotus Hotels", "zh")
    page.wait_for_url(re.compile(r"/deals/DR-\d{4}-\d{4}$"))
    number = page.url.rsplit("/", 1)[1]
    desk = visit("lin.xiaoyu", f"/deals/{number}")
    desk.get_by_role("button", name="Approve").click()
    desk.wait_for_load_state()
    expect(desk.locator("h1")).to_contain_text("Approved")
    rival = visit("bo.wei", "/deals/new")
    rival.locator("#f-customer_name").press_sequentially("Golden Lotus Hotels", delay=15)
    choose_line(rival)
    expect(rival.locator("#conflict-answer .note")).to_have_attribute("data-tone", "bad")
    expect(rival.locator("#conflict-answer")).not_to_contain_text("Qiming")
    assert violations(rival) == []


def test_a_deal_without_a_customer_says_so_at_the_field(visit: Visits) -> None:
    page = visit("zhou.min", "/deals/new")
    page.locator("#f-amount").fill("80000")
    page.get_by_role("button", name="Register deal").click()
    expect(page.locator("[data-errsum]")).to_be_focused()
    expect(page.locator("#f-amount")).to_have_value("80000")
    assert violations(page) == []


def test_a_shared_opportunity_gets_its_next_step_and_a_note(visit: Visits) -> None:
    page = visit("zhou.min", "/opportunities")
    page.locator("[data-rows] .rowlink").first.click()
    page.locator("#f-next_step").fill("Send samples to the buyer")
    page.get_by_role("button", name="Save next step").click()
    expect(page.locator("#f-next_step")).to_have_value("Send samples to the buyer")
    page.locator("#f-text").fill("They liked the S900")
    page.get_by_role("button", name="Send note").click()
    expect(page.locator("main")).to_contain_text("They liked the S900")


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("zh", 390)])
def test_a_card_is_moved_by_key_and_undone(visit: Visits, lang: str, width: int) -> None:
    page = visit("lin.xiaoyu", "/pipeline", lang=lang, width=width)
    card = page.locator("[data-stage=contact_made] .kb-card").first
    key = card.get_attribute("id")
    card.focus()
    page.keyboard.press("m")
    with page.expect_response("**/stage") as moved:
        page.get_by_role("menuitem", name=said("Qualified", lang)).click()
    assert moved.value.ok
    expect(page.locator(f"[data-stage=qualified] #{key}")).to_be_focused()
    assert violations(page) == []
    page.get_by_role("button", name=said("Undo", lang)).click()
    expect(page.locator(f"[data-stage=contact_made] #{key}")).to_be_visible()


def test_an_opportunity_is_shared_with_a_distributor(visit: Visits) -> None:
    visit.expect(404)
    desk = visit("lin.xiaoyu", "/opportunities")
    for link in [one.get_attribute("href") for one in desk.locator("[data-rows] .rowlink").all()]:
        if visit("bo.wei", str(link)).locator("#f-next_step, #step").count() == 0:
            break
    desk.goto(str(link))
    field = desk.locator("#f-counterparty")
    field.press_sequentially("Haiyue", delay=30)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Enter")
    desk.locator("form[action$='/shares'] [type=submit]").click()
    expect(desk.locator("[aria-labelledby=shared]")).to_contain_text("Haiyue")
    partner = visit("bo.wei", str(link))
    expect(partner.locator("#step")).to_be_visible()


def test_the_currency_follows_the_customer_until_somebody_types_one(visit: Visits) -> None:
    page = visit("chen.hao", "/opportunities/new")
    customer, currency = page.locator("#f-counterparty"), page.locator("#f-currency")

    def choose(name: str) -> None:
        customer.fill("")
        customer.press_sequentially(name, delay=15)
        page.locator("#suggestions [role=option]", has_text=name).first.click()

    choose("Northlake")
    expect(currency).to_have_value("USD")
    currency.fill("EUR")
    choose("Northlake")
    expect(currency).to_have_value("EUR")


def test_a_currency_that_was_only_taken_over_still_follows_after_a_refusal(visit: Visits) -> None:
    page = visit("chen.hao", "/opportunities/new")
    customer, currency = page.locator("#f-counterparty"), page.locator("#f-currency")
    customer.press_sequentially("Northlake", delay=15)
    page.locator("#suggestions [role=option]", has_text="Northlake").first.click()
    expect(currency).to_have_value("USD")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-errsum]")).to_be_focused()
    expect(currency).to_have_value("USD")
    other = page.locator("#suggestions [role=option]:not([data-currency=USD])").first
    for letter in "aeiou":
        customer.fill("")
        customer.press_sequentially(letter, delay=15)
        page.wait_for_timeout(600)
        if other.count():
            break
    wanted = other.get_attribute("data-currency")
    other.click()
    expect(currency).to_have_value(wanted or "")
