"""Ordering in the portal over HTTP: paste, file, names, changes shown, files that match the list."""

import csv
import io
import re
from datetime import timedelta

import pytest

from portal.app import build
from shared.catalogue.models import PriceEntry, Stock
from shared.demo.cast import QIMING
from shared.documents.models import Certificate
from shared.kernel import clock
from shared.orders.models import CreditLimit, SalesOrder
from shared.orders.rules import OrderState
from shared.settings import load
from tests.cast import Cast
from tests.web import Browser


@pytest.fixture
async def zhou(cast: Cast) -> Browser:
    app = build(load({}, environment="development", secret_key="k" * 40))
    browser = Browser(app)
    await browser.sign_in(cast.users["zhou.min"], cast.counterparties[QIMING])
    return browser


async def start(zhou: Browser, paste: str) -> str:
    answer = await zhou.post("/orders", {"paste": paste})
    assert answer.status_code == 303
    return str(answer.headers["location"]).removesuffix("/edit")


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1].replace("&#34;", '"').replace("&quot;", '"')


async def filled(zhou: Browser, order: str, **fields: str) -> dict[str, str]:
    """Return what a browser would send from the editor as it stands."""
    html = (await zhou.get(f"{order}/edit")).text
    rows = re.findall(r'name="(line-\d+-(?:sku|quantity))"[^>]*value="([^"]*)"', html)
    address = re.search(r'name="address" value="([^"]+)" checked', html)
    assert address
    sent = {name: hidden(html, name) for name in ("key", "version", "seen")}
    return {**sent, **dict(rows), "address": address[1], **fields}


async def test_names_and_skus_pasted_become_priced_lines(zhou: Browser) -> None:
    order = await start(zhou, "RS-520 30\nCharging stand\t20\nnothing like it 5")
    html = (await zhou.get(f"{order}/edit")).text
    assert 'value="CH-DOCK"' in html
    assert "We do not know NOTHING LIKE IT" in html or "We do not know nothing like it" in html
    assert "¥3,405.60" in html


async def test_a_csv_file_brings_lines(zhou: Browser) -> None:
    answer = await zhou.post(
        "/orders", {"paste": ""}, files={"file": ("order.csv", "SKU,Qty\nRS-520,40\n", "text/csv")}
    )
    html = (await zhou.get(answer.headers["location"])).text
    assert 'value="RS-520"' in html
    assert 'value="40"' in html


async def test_submitting_twice_makes_one_order(zhou: Browser) -> None:
    order = await start(zhou, "RS-520 30")
    sent = await filled(zhou, order, buyer_reference="PO 7")
    first = await zhou.post(f"{order}/submission", sent)
    again = await zhou.post(f"{order}/submission", sent)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"] == order
    stored = await SalesOrder.get(number=order.rpartition("/")[2])
    assert stored.state == OrderState.SUBMITTED
    assert stored.buyer_reference == "PO 7"


async def test_a_new_price_is_shown_before_it_is_taken(zhou: Browser) -> None:
    order = await start(zhou, "RS-520 30")
    sent = await filled(zhou, order)
    await PriceEntry.filter(product__sku="RS-520", price_list__code="GOLD-CNY").update(price=99_00)
    answer = await zhou.post(f"{order}/submission", sent)
    assert answer.status_code == 422
    assert "it was ¥113.52" in answer.text
    assert (await SalesOrder.get(number=order[8:])).state == OrderState.DRAFT
    accepted = await zhou.post(
        f"{order}/submission",
        {**sent, **{name: hidden(answer.text, name) for name in ("key", "version", "seen")}},
    )
    assert accepted.status_code == 303
    assert (await SalesOrder.get(number=order[8:])).net == 30 * 99_00


async def test_wrong_lines_come_back_with_what_was_typed(zhou: Browser) -> None:
    order = await start(zhou, "RS-520 7")
    answer = await zhou.post(f"{order}/submission", await filled(zhou, order, note="please hurry"))
    assert answer.status_code == 422
    assert "Line 1: Quantity: The minimum is 10." in answer.text
    assert "please hurry" in answer.text


async def test_more_than_in_stock_is_ordered_ahead_with_its_day(zhou: Browser) -> None:
    await Stock.filter(product__sku="RS-520").update(free=100_000)
    order = await start(zhou, "RS-520 30")
    assert "10 now, 20 on" in (await zhou.get(f"{order}/edit")).text


async def test_over_the_credit_goes_to_approval(zhou: Browser) -> None:
    order = await start(zhou, "RS-900 2000")
    answer = await zhou.post(f"{order}/submission", await filled(zhou, order))
    assert answer.status_code == 303
    assert "Waiting for approval" in (await zhou.get(order)).text


async def test_the_file_holds_exactly_the_filtered_list(zhou: Browser) -> None:
    listed = (await zhou.get("/orders?q=S520")).text
    file = await zhou.get("/orders/export?q=S520&kind=csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    numbers = [row[0] for row in rows[1:]]
    assert numbers == re.findall(r'id="order-(SO-[\d-]+)"', listed)
    assert numbers


async def test_the_paper_is_a_pdf_with_the_number_as_its_name(zhou: Browser) -> None:
    order = await SalesOrder.filter(buyer__number=QIMING).first()
    assert order
    answer = await zhou.get(f"/orders/{order.number}/paper")
    assert answer.content.startswith(b"%PDF")
    assert ".pdf" in answer.headers["content-disposition"]


async def test_cancelling_before_confirmation_gives_the_stock_back(zhou: Browser) -> None:
    before = (await Stock.get(product__sku="RS-520")).free
    order = await start(zhou, "RS-520 30")
    await zhou.post(f"{order}/submission", await filled(zhou, order))
    page = (await zhou.get(order)).text
    answer = await zhou.post(
        f"{order}/cancellation",
        {"reason": "Wrong model", "key": hidden(page, "key"), "version": hidden(page, "version")},
    )
    assert answer.status_code == 303
    assert (await Stock.get(product__sku="RS-520")).free == before


@pytest.mark.parametrize("verb", ["", "/submission"])
async def test_a_strange_address_is_refused_at_its_field_and_keeps_all(
    zhou: Browser, verb: str
) -> None:
    order = await start(zhou, "RS-520 30")
    sent = await filled(zhou, order, address="f" * 24, note="by rail")
    file = {"file": ("order.csv", "SKU,Qty\nTB-30,20\n", "text/csv")}
    answer = await zhou.post(f"{order}{verb}", sent, files=file)
    assert answer.status_code == 422
    assert 'href="#f-address"' in answer.text
    assert 'id="f-address-e1"' in answer.text
    for kept in ("by rail", 'value="RS-520"', 'value="TB-30"'):
        assert kept in answer.text, kept


@pytest.mark.parametrize("verb", ["", "/submission"])
async def test_another_address_without_a_street_is_asked_for_its_street(
    zhou: Browser, verb: str
) -> None:
    order = await start(zhou, "RS-520 30")
    sent = await filled(zhou, order, address="other", other_city="Ningbo", other_country="CN")
    answer = await zhou.post(f"{order}{verb}", sent)
    assert answer.status_code == 422
    assert 'href="#f-other_line"' in answer.text
    assert 'id="f-other_line-e1"' in answer.text
    assert 'id="f-other_line"' in answer.text
    assert 'value="Ningbo"' in answer.text


async def test_a_street_still_to_come_holds_up_no_saving_while_one_types(zhou: Browser) -> None:
    order = await start(zhou, "RS-520 30")
    sent = await filled(zhou, order, address="other", other_city="Ningbo", other_country="CN")
    answer = await zhou.htmx("POST", order, "form#order-editor", {**sent, "note": "by rail"})
    assert answer.status_code == 200
    assert "f-other_line-e1" not in answer.text
    stored = await SalesOrder.get(number=order[8:])
    assert stored.note == "by rail"
    assert stored.ship_line


async def test_a_buyer_without_a_limit_is_told_before_submitting(zhou: Browser, cast: Cast) -> None:
    await CreditLimit.filter(counterparty=cast.counterparties[QIMING]).update(amount=0, used=0)
    order = await start(zhou, "RS-520 30")
    html = (await zhou.get(f"{order}/edit")).text
    assert "No credit limit is kept for your company" in html
    assert "Submit for approval" in html
    sent = await filled(zhou, order)
    assert (await zhou.post(f"{order}/submission", sent)).status_code == 303
    shown = (await zhou.get(order)).text
    assert "so we approve each order" in shown
    assert "above your credit" not in shown


async def test_an_expired_certificate_stops_new_orders_and_says_how_to_go_on(
    cast: Cast, zhou: Browser
) -> None:
    kept = await Certificate.get(
        counterparty=cast.counterparties[QIMING], requirement__is_gating=True
    )
    kept.expires_on = clock.today() - timedelta(days=15)
    await kept.save()
    order = await start(zhou, "RS-520 30")
    sent = await filled(zhou, order, note="please hurry")
    answer = await zhou.post(f"{order}/submission", sent)
    assert answer.status_code == 422
    assert "Renew it under Documents, Certificates" in answer.text
    assert "Business licence" in answer.text
    assert "please hurry" in answer.text
    assert (await SalesOrder.get(number=order[8:])).state == OrderState.DRAFT
    kept.expires_on = clock.today() - timedelta(days=14)
    await kept.save()
    again = {**sent, "key": hidden(answer.text, "key")}
    assert (await zhou.post(f"{order}/submission", again)).status_code == 303
