"""An order's life, clicked on both sides: read, print, export, reorder, decide, ship, receive."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.steps import ORDER, confirm, number_in, place, submit
from tests.browser.visits import Visits
from tests.browser.words import said
from tools.demo_house import House


def test_an_order_tells_its_life_and_prints_itself(visit: Visits, tmp_path: Path) -> None:
    page = visit("zhou.min", "/orders?tab=delivered", lang="zh", width=390)
    page.locator("[data-rows] .rowlink").first.click()
    expect(page.locator(".tl li").first).to_be_visible()
    assert page.locator(".tl li").count() >= 3
    with page.expect_download() as coming:
        page.get_by_role("link", name="PDF").click()
    paper = tmp_path / "order.pdf"
    coming.value.save_as(paper)
    assert paper.read_bytes().startswith(b"%PDF-")
    assert coming.value.suggested_filename.endswith(".pdf")


@pytest.mark.parametrize(("button", "ending"), [("Excel", ".xlsx"), ("CSV", ".csv")])
def test_the_list_is_exported_as_filtered(
    visit: Visits, tmp_path: Path, button: str, ending: str
) -> None:
    page = visit("zhou.min", "/orders?tab=delivered&q=RS-520")
    shown = page.locator("[data-rows] .rowlink").first.inner_text()
    with page.expect_download() as coming:
        page.get_by_role("link", name=button).click()
    assert coming.value.suggested_filename.endswith(ending)
    file = tmp_path / "orders"
    coming.value.save_as(file)
    if ending == ".csv":
        assert shown in file.read_text("utf-8-sig")


def test_a_search_keeps_its_place_and_back_shows_the_list_again(visit: Visits) -> None:
    page = visit("zhou.min", "/orders")
    page.locator("#q").press_sequentially("RS-730", delay=30)
    page.wait_for_url("**/orders?*q=RS-730*")
    expect(page.locator("#q")).to_be_focused()
    page.locator("[data-rows] .rowlink").first.click()
    page.wait_for_url(ORDER)
    page.go_back()
    expect(page.locator("#q")).to_have_value("RS-730")


def test_an_order_is_ordered_again(visit: Visits) -> None:
    page = visit("zhou.min", "/orders?tab=delivered&q=TB-30")
    page.locator("[data-rows] .rowlink").first.click()
    page.get_by_role("button", name="Reorder").click()
    page.wait_for_url("**/edit")
    assert "TB-30" in [field.input_value() for field in page.locator("[name$=-sku]").all()]


def in_stock(house: House) -> list[str]:
    """Return two products of which more than enough is free."""
    with closing(sqlite3.connect(house.folder / "wanglai.db")) as database:
        found = database.execute(
            "select sku from product join stock on product_id = product.id"
            " where free >= 60 * 10000 and pack_quantity <= 10 * 10000 and is_sold and sku not like 'OEM%'"
            " order by free desc limit 2"
        ).fetchall()
    return [sku for (sku,) in found]


def test_the_manager_confirms_and_ships_in_parts_and_the_buyer_receives(
    visit: Visits, house: House
) -> None:
    first, second = in_stock(house)
    number = place(visit, f"{first} 40\n{second} 20", "fang.jie")
    desk = visit("lin.xiaoyu", f"/orders/{number}")
    confirm(desk)
    for quantities in (("10", "0"), ("30", "20")):
        desk.get_by_role("link", name="Ship", exact=True).click()
        desk.wait_for_selector("#ship-form")
        for field, quantity in zip(
            desk.locator("#ship-form input.num").all(), quantities, strict=True
        ):
            field.fill(quantity)
        desk.locator("#f-carrier").fill("SF Express")
        desk.locator("#f-tracking_number").fill(f"SF-{quantities[0]}")
        desk.locator("#ship-form").get_by_role("button", name="Ship").click()
        desk.wait_for_url(ORDER)
    buyer = visit("zhou.min", f"/orders/{number}", width=390, lang="zh")
    expect(buyer.locator("main")).to_contain_text("SF-10")
    for _ in range(2):
        buyer.get_by_role("button", name=said("It has arrived", "zh")).first.click()
        buyer.wait_for_load_state()
    expect(buyer.locator("h1")).to_contain_text(said("Delivered", "zh"))


def test_the_manager_approves_what_is_over_the_limit(visit: Visits) -> None:
    number = place(visit, "RS-900 2500", "bo.wei")
    desk = visit("lin.xiaoyu", "/", lang="zh")
    expect(desk.locator("main")).to_contain_text(number)
    leader = visit("wu.jing", f"/orders/{number}")
    leader.get_by_role("button", name="Approve", exact=True).click()
    leader.wait_for_load_state()
    expect(leader.locator("h1")).to_contain_text("Confirmed")


def test_a_rejection_needs_a_reason_and_the_buyer_reads_it(visit: Visits) -> None:
    number = place(visit, "NT-10 20")
    desk = visit("lin.xiaoyu", f"/orders/{number}", width=390)
    desk.get_by_role("link", name="Reject").click()
    desk.locator("#reason-form [type=submit]").click()
    expect(desk.locator("[data-errsum]")).to_be_focused()
    assert violations(desk) == []
    desk.locator("#f-reason").fill("The trimmer is out of production")
    desk.locator("#reason-form [type=submit]").click()
    desk.wait_for_url(ORDER)
    expect(desk.locator("main")).to_contain_text("out of production")
    buyer = visit("zhou.min", f"/orders/{number}")
    expect(buyer.locator("main")).to_contain_text("The trimmer is out of production")


def test_an_order_is_entered_on_behalf_of_a_distributor(visit: Visits) -> None:
    page = visit("lin.xiaoyu", "/orders/new")
    page.locator("#q").press_sequentially("Qiming", delay=30)
    expect(page.locator("#buyer-choice li")).to_have_count(1)
    page.locator("#buyer-choice [type=submit]").click()
    page.wait_for_url("**/edit")
    sku = page.get_by_role("combobox").first
    sku.press_sequentially("MR-12", delay=30)
    expect(sku).to_have_attribute("aria-expanded", "true")
    sku.press("Enter")
    page.keyboard.type("20")
    page.wait_for_timeout(1200)
    submit(page)
    buyer = visit("zhou.min", f"/orders/{number_in(page.url)}")
    expect(buyer.locator("main")).to_contain_text("MR-12")


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("zh", 390)])
def test_a_file_brings_the_lines_of_an_order_entered_for_somebody(
    visit: Visits, tmp_path: Path, lang: str, width: int
) -> None:
    page = visit("lin.xiaoyu", "/orders/new?q=CP-0001", lang=lang, width=width)
    page.locator("#buyer-choice [type=submit]").click()
    page.wait_for_url("**/edit")
    page.locator("#f-note").fill("by rail")
    file = tmp_path / "order.csv"
    file.write_text("SKU,Qty\nRS-520,30\nTB-30,20\n")
    page.locator("#f-file").set_input_files(file)
    expect(page.locator("#toasts")).to_contain_text(said("Draft saved", lang))
    expect(page.locator("#f-line-1-sku")).to_have_value("TB-30")
    expect(page.locator("#f-note")).to_have_value("by rail")
    expect(page.locator("#f-file")).to_have_value("")
    assert violations(page) == []
    page.locator(".actbar [type=submit]").first.click()
    page.wait_for_url(ORDER)


def test_a_rival_gets_the_answer_of_a_number_that_does_not_exist(visit: Visits) -> None:
    visit.expect(404)
    own = visit("zhou.min", "/orders")
    number = own.locator("[data-rows] .rowlink").first.inner_text()
    told = []
    for asked in (number, "SO-2026-9999"):
        page = visit("bo.wei", f"/orders/{asked}")
        told.append(re.sub(r"SO-\d{4}-\d{4}", "N", page.locator("body").inner_text()))
        assert violations(page) == []
    assert told[0] == told[1]
    assert number not in told[0]
