"""The organisation's own desk, clicked in two browsers: a request and its decision, and switching."""

from playwright.sync_api import expect

from tests.browser.visits import Visits


def test_the_card_turns_into_a_form_and_the_other_side_decides(visit: Visits) -> None:
    bo = visit("bo.wei", "/company", width=390)
    bo.locator("#details-card").get_by_role("link", name="Ask for a change").click()
    bo.locator("#details-card #f-phone").fill("+86 571 5550 1234")
    bo.locator("#details-card #f-website").fill("haiyue.example")
    bo.get_by_role("button", name="Ask for this change").click()
    expect(bo.locator("[data-errsum]")).to_contain_text("http")
    assert bo.locator("#f-phone").input_value() == "+86 571 5550 1234"
    bo.locator("#f-website").fill("https://haiyue.example")
    bo.get_by_role("button", name="Ask for this change").click()
    bo.wait_for_url("**/company/changes/PC-*")
    number = bo.url.rpartition("/")[2]
    lin = visit("lin.xiaoyu", f"/profile-changes/{number}")
    lin.get_by_label("Approve").first.check()
    lin.get_by_label("Reject").last.check()
    lin.get_by_role("button", name="Decide").click()
    expect(lin.locator("[data-errsum]")).to_contain_text("Say why")
    assert lin.get_by_label("Approve").first.is_checked()
    lin.get_by_label("Reason of a no").last.fill("The page does not open")
    lin.get_by_role("button", name="Decide").click()
    expect(lin.locator("#change-card").get_by_text("Approved")).to_be_visible()
    bo.reload()
    expect(bo.get_by_text("The page does not open")).to_be_visible()
    bo.goto("/company")
    expect(bo.get_by_text("+86 571 5550 1234")).to_be_visible()


def test_a_form_of_the_other_organisation_comes_back_after_the_switch(visit: Visits) -> None:
    visit.expect(404, 409)
    first = visit("ma.lan", "/company/details/edit")
    first.locator("#f-phone").fill("+86 24 5550 4321")
    second = first.context.new_page()
    second.goto("/")
    second.get_by_role("button", name="Account menu").click()
    second.get_by_role("button", name="Switch to Hefei Qinghe Appliances").click()
    expect(second.locator(".me small")).to_have_text("Hefei Qinghe Appliances")
    first.get_by_role("button", name="Ask for this change").click()
    expect(first.get_by_role("heading", level=1)).to_have_text(
        "This form belongs to another organisation"
    )
    first.get_by_role("button", name="Switch and keep what you typed").click()
    first.get_by_role("button", name="Send it now").click()
    first.wait_for_url("**/company/changes/PC-*")
    expect(first.get_by_text("+86 24 5550 4321")).to_be_visible()
    # The secret that this run had signed in with is gone.
    visit.keys.pop("ma.lan", None)
