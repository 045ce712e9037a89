"""Lines pasted from a spreadsheet land in the order."""

from tests.browser.visits import Visits


def test_lines_pasted_into_the_popover_become_lines_of_the_order(visit: Visits) -> None:
    page = visit("zhou.min", "/orders/new")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/edit")
    page.click("button[popovertarget=paste-lines]")
    page.fill("#paste-text", "FS-330\t30\nHD-310\t60")
    page.click("[data-paste-add]")
    page.locator("#f-lines tr").nth(1).wait_for()
    skus = page.locator("#f-lines [name$='-sku']").evaluate_all("all => all.map(one => one.value)")
    assert [sku for sku in skus if sku] == ["FS-330", "HD-310"]
