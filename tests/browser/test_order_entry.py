"""The distributor enters an order: by key, by paste, from a file; nothing is lost, none is doubled."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.steps import begin, number_in, saved, submit
from tests.browser.visits import Visits
from tests.browser.words import said

LOOKS = [("en", 1440), ("zh", 390)]
PASTE = """([field, text]) => {
  const carried = new DataTransfer();
  carried.setData("text", text);
  const event = { clipboardData: carried, bubbles: true, cancelable: true };
  document.querySelector(field).dispatchEvent(new ClipboardEvent("paste", event));
}"""


@pytest.mark.parametrize(("lang", "width"), LOOKS)
def test_an_order_is_typed_with_the_keyboard_alone(visit: Visits, lang: str, width: int) -> None:
    page = begin(visit, lang=lang, width=width)
    keys = page.keyboard
    first = page.get_by_role("combobox").first
    first.focus()
    keys.type("RS-52", delay=40)
    expect(first).to_have_attribute("aria-expanded", "true")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(first).to_have_value("RS-520")
    keys.type("60")
    keys.press("Enter")
    second = page.get_by_role("combobox").nth(1)
    expect(second).to_be_focused()
    keys.type("toothbrush", delay=40)
    expect(second).to_have_attribute("aria-expanded", "true")
    keys.press("Enter")
    expect(second).to_have_value(re.compile(r"TB-30"))
    saved(page, lambda: keys.type("120"))
    expect(page.locator("#order-total")).not_to_have_text(re.compile(r"¥0"))
    expect(page.locator("#credit-card")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name=said("Submit order", lang)).press("Enter")
    page.wait_for_url(re.compile(r"/orders/SO-\d{4}-\d{4}$"))
    expect(page.locator("h1")).to_contain_text(said("Submitted", lang))
    expect(page.locator("#toasts")).to_contain_text(said("Order submitted", lang))


@pytest.mark.parametrize(("lang", "width"), LOOKS)
def test_whoever_rests_between_two_lines_stays_where_she_was(
    visit: Visits, lang: str, width: int
) -> None:
    page = begin(visit, lang=lang, width=width)
    keys = page.keyboard
    page.get_by_role("combobox").first.focus()
    keys.type("RS-520")
    expect(page.get_by_role("combobox").first).to_have_attribute("aria-expanded", "true")
    keys.press("Enter")
    keys.type("60")
    saved(page, lambda: keys.press("Enter"))
    expect(page.locator("[data-line]").first).to_contain_text("¥")
    second = page.get_by_role("combobox").nth(1)
    expect(second).to_be_focused()
    saved(page, lambda: keys.type("TB-3"))
    expect(second).to_have_value("TB-3")
    expect(second).to_be_focused()


def test_a_line_typed_after_another_was_removed_is_there_once(visit: Visits) -> None:
    page = begin(visit, lines="RS-520 60\nTB-30 20\nNT-10 40")
    saved(page, lambda: page.get_by_role("button", name="Remove line NT-10").click())
    last = page.get_by_role("combobox").last
    last.focus()
    saved(page, lambda: page.keyboard.type("HC-2"))
    skus = page.locator("[data-line] [name$=-sku]")
    expect(skus).to_have_count(4)
    typed = [skus.nth(place).input_value() for place in range(4)]
    assert typed == ["RS-520", "TB-30", "HC-2", ""]


def test_a_list_that_answers_an_older_text_chooses_nothing(visit: Visits) -> None:
    page = begin(visit)
    first = page.get_by_role("combobox").first
    first.focus()
    page.keyboard.type("RS-")
    expect(page.get_by_role("option").first).to_be_visible()
    page.route("**/suggestions?q=HC-200", lambda asked: asked.abort())
    first.fill("HC-200")
    page.keyboard.press("Enter")
    expect(first).to_have_value("HC-200")
    expect(page.locator("[name=line-0-quantity]")).to_be_focused()


def test_an_open_list_stays_open_to_readers_when_the_form_saves_itself(visit: Visits) -> None:
    page = begin(visit)
    first = page.get_by_role("combobox").first
    first.focus()
    saved(page, lambda: page.keyboard.type("RS-", delay=20))
    expect(page.get_by_role("option").first).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#f-note").dispatch_event("input")
        page.locator("#order-editor").dispatch_event("wl:changed")
    page.wait_for_timeout(100)
    expect(page.get_by_role("option").first).to_be_visible()
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(first).to_have_attribute("aria-activedescendant", "suggestion-0")


def test_a_draft_that_was_saved_meanwhile_is_thrown_away(visit: Visits) -> None:
    page = begin(visit)
    saved(page, lambda: page.get_by_role("combobox").first.fill("RS-520"))
    page.get_by_role("button", name="Discard").click()
    page.locator("dialog[open]").get_by_role("button", name="Discard").click()
    page.wait_for_url(re.compile(r"/orders$"))
    expect(page.locator("#toasts")).to_contain_text("is gone")


def test_rows_of_a_spreadsheet_are_pasted_into_the_lines(visit: Visits) -> None:
    page = begin(visit)
    rows = "RS-520\t30\nTB-30\t20\nNT-10\t40\n"
    saved(page, lambda: page.evaluate(PASTE, ["[name='line-0-sku']", rows]))
    filled = page.locator("[data-line] [name$=-sku]")
    expect(filled.nth(2)).to_have_value("NT-10")
    expect(page.locator("[data-line] [name$=-quantity]").nth(2)).to_have_value("40")
    expect(page.locator("[data-line]").first).to_contain_text("Rotary shaver S520")
    page.reload()
    expect(page.locator("[data-line] [name$=-sku]").nth(2)).to_have_value("NT-10")


def csv_file(folder: Path) -> Path:
    path = folder / "order.csv"
    path.write_bytes("型号,数量\nRS-520,30\nTB-30,20\n".encode("gb18030"))
    return path


def xlsx_file(folder: Path) -> Path:
    path = folder / "order.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((("SKU", "Quantity"), ("RS-520", 30), ("TB-30", 20))):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_an_order_begins_with_a_file(
    visit: Visits, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    page = visit("zhou.min", "/orders/new")
    page.locator("#f-file").set_input_files(make(tmp_path))
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/edit")
    skus = page.locator("[data-line] [name$=-sku]")
    expect(skus.nth(0)).to_have_value("RS-520")
    expect(skus.nth(1)).to_have_value("TB-30")


def test_a_file_is_added_to_a_draft(visit: Visits, tmp_path: Path) -> None:
    page = begin(visit)
    page.locator("#f-file").set_input_files(xlsx_file(tmp_path))
    expect(page.locator("[data-line] [name$=-sku]").nth(1)).to_have_value("TB-30")


def test_a_file_that_is_no_list_is_refused_in_words(visit: Visits, tmp_path: Path) -> None:
    page = visit("zhou.min", "/orders/new")
    broken = tmp_path / "order.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    page.locator("#f-file").set_input_files(broken)
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("[data-errsum]")).to_be_focused()
    assert violations(page) == []


def test_what_is_typed_is_saved_as_one_types(visit: Visits) -> None:
    page = begin(visit)
    saved(page, lambda: page.locator("[name=buyer_reference]").fill("PO-7781"))
    saved(page, lambda: page.locator("[name=note]").fill("Please call before noon"))
    page.goto("/orders")
    page.goto(f"/orders/{number_of_latest_draft(page)}/edit")
    expect(page.locator("[name=buyer_reference]")).to_have_value("PO-7781")
    expect(page.locator("[name=note]")).to_have_value("Please call before noon")


def number_of_latest_draft(page: Page) -> str:
    page.goto("/orders?tab=draft")
    return page.locator("[data-rows] .rowlink").first.inner_text()


def test_wrong_lines_say_why_and_a_fix_is_one_click(visit: Visits) -> None:
    page = begin(visit)
    rows = "RS-900\t7\nNO-SUCH\t5\n"
    saved(page, lambda: page.evaluate(PASTE, ["[name='line-0-sku']", rows]))
    page.get_by_role("button", name="Submit order").click()
    expect(page.locator("[data-errsum]")).to_be_focused()
    expect(page.locator("[data-line] .err")).to_have_count(2)
    assert violations(page) == []
    saved(page, lambda: page.locator("[data-fix]").first.click())
    expect(page.locator("[name='line-0-quantity']")).not_to_have_value("7")
    saved(page, lambda: page.locator("[data-line]").nth(1).locator("[data-remove-line]").click())
    submit(page)
    expect(page.locator("h1")).to_contain_text("Submitted")


def test_over_the_credit_limit_an_order_waits_for_approval(visit: Visits) -> None:
    page = begin(visit, "bo.wei", lang="zh")
    saved(page, lambda: page.evaluate(PASTE, ["[name='line-0-sku']", "RS-900\t2000\n"]))
    expect(page.locator("#credit-card .tone-bad")).to_be_visible()
    submit(page, "zh")
    expect(page.locator("h1")).to_contain_text(said("Awaiting approval", "zh"))
    expect(page.locator("main")).to_contain_text(said("Waiting for approval", "zh"))


def test_a_double_click_makes_one_order(visit: Visits) -> None:
    page = begin(visit)
    rows = "RS-520\t30\n"
    saved(page, lambda: page.evaluate(PASTE, ["[name='line-0-sku']", rows]))
    page.get_by_role("button", name="Submit order").dblclick()
    page.wait_for_url(re.compile(r"/orders/SO-\d{4}-\d{4}$"))
    number = number_in(page.url)
    page.goto("/orders")
    expect(page.get_by_role("link", name=number)).to_have_count(1)
    expect(page.locator("[data-rows] .rowlink").first).to_have_text(number)


def test_beginning_twice_by_double_click_leaves_one_draft(visit: Visits) -> None:
    page = visit("fang.jie", "/orders?tab=draft")
    before = page.locator("[data-rows] .rowlink").count()
    page.goto("/orders/new")
    page.locator("#f-paste").fill("TB-30 20")
    page.locator("main form [type=submit]").first.dblclick()
    page.wait_for_url("**/edit")
    page.goto("/orders?tab=draft")
    expect(page.locator("[data-rows] .rowlink")).to_have_count(before + 1)


def test_each_column_of_the_lines_has_the_room_it_needs(visit: Visits) -> None:
    page = visit("zhou.min", "/orders/new")
    page.locator("textarea[name=paste]").fill("RS-520 30")
    page.locator("main form:has(textarea[name=paste]) [type=submit]").last.click()
    page.wait_for_url("**/edit")
    widths = page.locator(".li-tbl th").evaluate_all(
        "(heads) => heads.map((one) => one.clientWidth)"
    )
    sku, description, quantity, price, total = widths[:5]
    assert sku >= 150, widths
    assert quantity >= 130, widths
    assert min(price, total) >= 100, widths
    assert description >= 260, widths
