"""Counterparties, catalogue, credit, deputies and staff in the admin, over HTTP."""

import pytest

from shared.access.models import User
from tests.admin.records_desk import CHEN, HE, LIN, SUN, WU, XU, Desks, hidden
from tests.cast import Cast
from tests.shared.identity.statements import counted
from tests.web import Browser

CP = "/counterparties/CP-0001"
TABS = ("", "/contacts", "/people", "/orders", "/opportunities", "/terms", "/care", "/journal")


@pytest.fixture
async def desks(cast: Cast) -> Desks:
    """Return the desks of the demo world."""
    return Desks(cast)


async def test_lists_cost_four_statements_and_tabs_five(desks: Desks) -> None:
    wu = await desks.of(WU)
    he = await desks.of(HE)
    for browser, path in ((wu, "/counterparties?q=qiming"), (wu, "/products?q=shaver"),
                          (he, "/credit-limits?q=qiming"), (wu, "/stock"),
                          (wu, "/price-lists")):  # fmt: skip
        async with counted() as seen:
            assert (await browser.get(path)).status_code == 200, path
        assert len(seen) <= 4, (path, seen)
    for tab in TABS:
        async with counted() as seen:
            assert (await wu.get(CP + tab)).status_code == 200, tab
        # People are members, open invitations and requests for the office of administrator.
        assert len(seen) <= (6 if tab == "/people" else 5), (tab, seen)


async def test_a_foreign_account_manager_finds_no_tab_of_the_record(desks: Desks) -> None:
    chen = await desks.of(CHEN)
    for tab in (*TABS, "/edit", "/contacts/new", "/addresses/new"):
        assert (await chen.get(CP + tab)).status_code == 404, tab
    found = (await chen.get("/counterparties?q=CP-0001")).text
    assert f'href="{CP}"' not in found
    body = (await chen.get("/counterparties/export?format=csv")).content
    assert b"CP-0001" not in body


async def test_a_record_is_edited_and_a_stale_edit_keeps_both_values(desks: Desks) -> None:
    lin = await desks.of(LIN)
    html = (await lin.get(f"{CP}/edit")).text
    fields = {
        "version": hidden(html, "version"), "name_en": "Qiming", "kinds": ["distributor"],
        "country": "CN", "currency": "CNY", "payment_days": "45", "city": "Suzhou",
    }  # fmt: skip
    assert (await lin.post(CP, fields)).status_code == 303
    late = await lin.post(CP, {**fields, "city": "Wuxi"})
    assert late.status_code == 409
    assert 'value="Wuxi"' in late.text
    assert "Suzhou" in late.text
    assert "Suzhou" in (await lin.get(CP)).text


async def test_bad_basics_keep_what_was_typed(desks: Desks) -> None:
    lin = await desks.of(LIN)
    answer = await lin.post("/counterparties", {"city": "Ningbo", "payment_days": "soon"})
    assert answer.status_code == 422
    assert 'value="Ningbo"' in answer.text
    assert 'href="#f-payment_days"' in answer.text


async def test_a_new_record_asks_about_the_same_name(desks: Desks) -> None:
    lin = await desks.of(LIN)
    name = (await lin.get(f"{CP}/edit")).text.split('id="f-name_en"')[1].split('value="')[1]
    fields = {"name_en": name.split('"')[0], "kinds": "customer"}
    answer = await lin.post("/counterparties", fields)
    assert answer.status_code == 422
    assert "CP-0001" in answer.text
    made = await lin.post("/counterparties", {**fields, "despite_same_name": "on"})
    assert made.status_code == 303
    assert (await lin.get(made.headers["location"])).status_code == 200


async def test_contacts_and_addresses_are_added_and_put_away(desks: Desks) -> None:
    lin = await desks.of(LIN)
    assert (await lin.post(f"{CP}/contacts", {"name": "Zhang Wei"})).status_code == 303
    assert "Zhang Wei" in (await lin.get(f"{CP}/contacts")).text
    bad = await lin.post(f"{CP}/addresses", {"label": "Main"})
    assert bad.status_code == 422
    assert 'value="Main"' in bad.text


async def test_an_invitation_shows_its_link_once(desks: Desks) -> None:
    lin = await desks.of(LIN)
    sent = await lin.post(f"{CP}/people/invitations", {"email": "new@qiming.example"})
    assert sent.status_code == 200
    assert "/invitations/" in sent.text
    again = (await lin.get(f"{CP}/people")).text
    assert "new@qiming.example" in again
    assert "readonly" not in again


async def test_products_are_kept_by_form_and_sheet(desks: Desks) -> None:
    sun = await desks.of(SUN)
    assert (await sun.get("/products/RS-310")).status_code == 200
    html = (await sun.get("/products/RS-310/edit")).text
    fields = {
        "version": hidden(html, "version"), "name_en": "Shaver", "unit": "pcs",
        "minimum_quantity": "10", "pack_quantity": "10", "lead_days": "9",
        "is_sold": "on",
    }  # fmt: skip
    assert (await sun.post("/products/RS-310", fields)).status_code == 303
    bad = await sun.post(
        "/products/sheet", files={"file": ("p.csv", b"SKU,Lead time in days\nRS-310,soon\n")}
    )
    assert bad.status_code == 422
    assert "Lead time in days" in bad.text
    good = await sun.post(
        "/products/sheet", files={"file": ("p.csv", b"SKU,Lead time in days\nRS-310,30\n")}
    )
    assert good.status_code == 303


async def test_a_downloaded_sheet_can_be_uploaded_again(desks: Desks) -> None:
    await revise(await desks.of(HE), "GOLD-CNY")
    for locale in ("en", "zh"):
        sun, he = await desks.of(SUN, locale), await desks.of(HE, locale)
        revision = "/price-lists/GOLD-CNY-REV"
        for browser, path in ((sun, "/products"), (sun, "/stock"), (he, revision),
                              (he, "/credit-limits")):  # fmt: skip
            body = (await browser.get(f"{path}/export?format=xlsx")).content
            page = (await browser.get(f"{path}/sheet")).text
            fields = {"version": hidden(page, "version")} if 'name="version"' in page else {}
            answer = await browser.post(
                f"{path}/sheet", fields, files={"file": ("list.xlsx", body)}
            )
            assert answer.status_code == 303, (path, locale, answer.text)


async def revise(browser: Browser, code: str) -> None:
    begun = await browser.post(f"/price-lists/{code}/revision", {})
    assert begun.headers["location"] == f"/price-lists/{code}-REV"


async def test_prices_are_changed_as_a_table(desks: Desks) -> None:
    he = await desks.of(HE)
    await revise(he, "GOLD-CNY")
    html = (await he.get("/price-lists/GOLD-CNY-REV?q=RS-310T")).text
    row = {
        "version": hidden(html, "version"), "entry-0-id": hidden(html, "entry-0-id"),
        "entry-0-sku": "RS-310T", "entry-0-from_quantity": "10", "entry-0-per": "1",
    }  # fmt: skip
    bad = await he.post("/price-lists/GOLD-CNY-REV/prices", {**row, "entry-0-price": "cheap"})
    assert bad.status_code == 422
    assert 'value="cheap"' in bad.text
    twice = {**row, "entry-0-price": "61", "entry-7-sku": "RS-310T", "entry-7-price": "1",
             "entry-7-from_quantity": "10"}  # fmt: skip
    answer = await he.post("/price-lists/GOLD-CNY-REV/prices", twice)
    assert answer.status_code == 422
    assert "e-entry-7-from_quantity" in answer.text
    good = await he.post("/price-lists/GOLD-CNY-REV/prices", {**row, "entry-0-price": "61.50"})
    assert good.status_code == 303
    assert 'value="61.50"' in (await he.get("/price-lists/GOLD-CNY-REV?q=RS-310T")).text
    stale = await he.post("/price-lists/GOLD-CNY-REV/prices", {**row, "entry-0-price": "62"})
    assert stale.status_code in (404, 409)


async def test_a_second_person_publishes_a_revision_and_the_page_says_who(desks: Desks) -> None:
    wu, he = await desks.of(WU), await desks.of(HE)
    locked = (await wu.get("/price-lists/GOLD-CNY")).text
    assert "changed in a revision" in locked
    assert 'name="entry-0-price"' not in locked or "readonly" in locked
    await revise(wu, "GOLD-CNY")
    html = (await wu.get("/price-lists/GOLD-CNY-REV?q=RS-310T")).text
    assert "Finance publishes it" in html
    row = {
        "version": hidden(html, "version"), "entry-0-id": hidden(html, "entry-0-id"),
        "entry-0-sku": "RS-310T", "entry-0-from_quantity": "10", "entry-0-per": "1",
        "entry-0-price": "61.50",
    }  # fmt: skip
    assert (await wu.post("/price-lists/GOLD-CNY-REV/prices", row)).status_code == 303
    page = (await he.get("/price-lists/GOLD-CNY-REV")).text
    assert "Wu Jing" in page or "吴静" in page
    stale = {"version": row["version"]}
    assert (await he.post("/price-lists/GOLD-CNY-REV/publication", stale)).status_code == 409
    fresh = {"version": hidden(page, "version")}
    done = await he.post("/price-lists/GOLD-CNY-REV/publication", fresh)
    assert done.headers["location"] == "/price-lists/GOLD-CNY"
    assert 'value="61.50"' in (await he.get("/price-lists/GOLD-CNY?q=RS-310T")).text
    assert (await he.get("/price-lists/GOLD-CNY-REV")).status_code == 404


async def test_the_author_is_told_that_somebody_else_publishes(desks: Desks) -> None:
    he = await desks.of(HE)
    await revise(he, "GOLD-CNY")
    html = (await he.get("/price-lists/GOLD-CNY-REV/edit")).text
    fields = {"version": hidden(html, "version"), "name_en": "Gold", "valid_from": "2026-01-01"}
    assert (await he.post("/price-lists/GOLD-CNY-REV", fields)).status_code == 303
    page = (await he.get("/price-lists/GOLD-CNY-REV")).text
    assert "a colleague of finance who did not publishes it" in page
    assert "/publication" not in page
    sent = await he.post("/price-lists/GOLD-CNY-REV/publication", {"version": "2"})
    assert sent.status_code == 422


async def test_a_stock_row_that_cannot_be_is_told(desks: Desks) -> None:
    sun = await desks.of(SUN)
    answer = await sun.post("/stock/RS-310", {"version": "1", "free": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.text


async def test_a_deputy_is_named_and_ended(desks: Desks) -> None:
    lin = await desks.of(LIN)
    chen = await User.get(email="chen.hao@haorui.example")
    fields = {"deputy": chen.public_id, "starts_on": "2099-01-04", "ends_on": "2099-01-08"}
    assert (await lin.post("/deputies", {**fields, "ends_on": "2099-01-01"})).status_code == 422
    assert (await lin.post("/deputies", fields)).status_code == 303
    assert "/end" in (await lin.get("/deputies")).text


async def test_only_administrators_keep_the_staff(desks: Desks) -> None:
    lin, xu = await desks.of(LIN), await desks.of(XU)
    assert (await lin.get("/staff")).status_code == 403
    page = await xu.get("/staff")
    assert page.status_code == 200
    gao = await User.get(email="gao.yuan@haorui.example")
    given = await xu.post(f"/staff/{gao.public_id}/roles", {"role": "purchasing"})
    assert given.status_code == 303
    taken = await xu.post(f"/staff/{gao.public_id}/roles/removal", {"role": "purchasing"})
    assert taken.status_code == 303


async def test_every_page_of_the_records_speaks_chinese(desks: Desks) -> None:
    wu = await desks.of(WU, "zh")
    for path in ("/counterparties", CP, f"{CP}/journal", "/products", "/price-lists", "/deputies"):
        html = (await wu.get(path)).text
        assert 'lang="zh-CN"' in html, path
    assert "往来单位" in (await wu.get("/counterparties")).text
