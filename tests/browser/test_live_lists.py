"""Lists and orders on open pages follow what others do, and leave alone what their reader is at."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.steps import confirm, place
from tests.browser.visits import Visits
from tests.browser.words import said
from tools.demo_house import House


def in_stock(house: House) -> str:
    with closing(sqlite3.connect(house.folder / "wanglai.db")) as database:
        (found,) = database.execute(
            "select sku from product join stock on product_id = product.id where free >= 60 * 10000"
            " and pack_quantity <= 10 * 10000 and is_sold and sku not like 'OEM%' order by free desc"
        ).fetchone()
    return str(found)


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("zh", 390)])
def test_an_approval_is_seen_in_the_buyers_open_list_and_nothing_typed_is_lost(
    visit: Visits, lang: str, width: int
) -> None:
    number = place(visit, "RS-900 2500", "bo.wei")
    buyer = visit("bo.wei", "/orders?q=RS-900", lang=lang, width=width)
    state = buyer.locator(f"#order-{number} .badge").first
    expect(state).to_have_text(said("Awaiting approval", lang))
    buyer.locator("[name=since]").fill("2026-01-05")
    buyer.locator(f"#order-{number} .rowlink").focus()
    leader = visit("wu.jing", f"/orders/{number}")
    leader.get_by_role("button", name="Approve", exact=True).click()
    expect(leader.locator("h1")).to_contain_text("Confirmed")
    expect(state).to_have_text(said("Confirmed", lang))
    expect(buyer.locator("#q")).to_have_value("RS-900")
    expect(buyer.locator("[name=since]")).to_have_value("2026-01-05")
    expect(buyer.locator(f"#order-{number} .rowlink")).to_be_focused()
    assert buyer.url.endswith("/orders?q=RS-900")
    assert violations(buyer) == []


def test_both_sides_see_on_the_open_order_that_goods_left_and_arrived(
    visit: Visits, house: House
) -> None:
    number = place(visit, f"{in_stock(house)} 20", "fang.jie")
    buyer = visit("fang.jie", f"/orders/{number}")
    buyer.locator("details summary").last.click()
    buyer.locator("#f-reason").fill("We ordered too")
    desk = visit("lin.xiaoyu", f"/orders/{number}")
    confirm(desk)
    expect(buyer.locator("h1")).to_contain_text("Confirmed")
    expect(buyer.locator("#f-reason")).to_have_value("We ordered too")
    expect(buyer.locator("#f-reason")).to_be_visible()
    sender = visit("lin.xiaoyu", f"/orders/{number}")
    sender.get_by_role("link", name="Ship", exact=True).click()
    sender.locator("#f-carrier").fill("SF Express")
    sender.locator("#ship-form").get_by_role("button", name="Ship").click()
    sender.wait_for_url(f"**/orders/{number}")
    expect(desk.locator("#order-news")).to_contain_text("SF Express")
    expect(buyer.locator("#order-news")).to_contain_text("SF Express")
    buyer.get_by_role("button", name="It has arrived").click()
    expect(desk.locator("h1")).to_contain_text("Delivered")
    assert violations(desk) == []
    assert violations(buyer) == []
