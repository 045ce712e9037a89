"""What an attacker with a distributor's account would try: forms bent by hand, many at once."""

import asyncio
import re
from html import unescape

import httpx2
import pytest

from shared.access.models import User
from shared.catalogue.models import Product, Stock
from shared.counterparties.models import Address, Counterparty
from shared.demo.cast import HAIYUE, QIMING
from shared.kernel.search_words import words_to_find
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import OrderState
from tests import footprint
from tests.cast import FACES, browser_of
from tests.law.grid import by_turns
from tests.paper_forms import Fields, form_to
from tests.web import Browser

EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7*7}}'


@pytest.fixture
async def zhou(demo: str) -> Browser:
    return await browser_of("zhou.min")


async def draft(browser: Browser, lines: str = "RS-520 30") -> tuple[str, Fields]:
    """Begin an order; return its path and the editor's fields."""
    started = await browser.post("/orders", {"paste": lines})
    order = started.headers["location"].removesuffix("/edit")
    return order, form_to((await browser.get(f"{order}/edit")).text, order)


async def stored(order: str) -> SalesOrder:
    return await SalesOrder.get(number=order.removeprefix("/orders/"))


# Races


async def test_twenty_clicks_begin_one_order(zhou: Browser) -> None:
    html = (await zhou.get("/orders/new")).text
    fields = {**form_to(html, "/orders"), "paste": "RS-520 30"}
    before = await SalesOrder.all().count()
    answers = await asyncio.gather(*(zhou.post("/orders", fields) for _ in range(20)))
    assert {one.status_code for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    assert await SalesOrder.all().count() == before + 1


@pytest.mark.asvs("2.3.4")
async def test_twenty_clicks_submit_once_and_all_lead_to_the_order(zhou: Browser) -> None:
    order, fields = await draft(zhou)
    free = (await Stock.get(product__sku="RS-520")).free
    answers = await asyncio.gather(*(zhou.post(f"{order}/submission", fields) for _ in range(20)))
    assert (await stored(order)).state in (OrderState.SUBMITTED, OrderState.AWAITING_APPROVAL)
    line = await SalesOrderLine.get(order__number=order.removeprefix("/orders/"))
    assert (await Stock.get(product__sku="RS-520")).free == free - line.reserved
    assert {(one.status_code, one.headers.get("location")) for one in answers} == {(303, order)}


@pytest.mark.asvs("15.4.2")
async def test_of_two_edits_one_wins_and_the_other_sees_both_values(zhou: Browser) -> None:
    fang = await browser_of("fang.jie")
    order, fields = await draft(zhou)
    first = fang.post(order, {**fields, "note": "by rail"})
    second = zhou.post(order, {**fields, "note": "by road"})
    answers = await asyncio.gather(first, second)
    assert sorted(one.status_code for one in answers) == [303, 409]
    lost = next(one for one in answers if one.status_code == 409)
    assert "by rail" in lost.text
    assert "by road" in lost.text
    assert (await stored(order)).note in ("by rail", "by road")


# Forms bent by hand


@pytest.mark.asvs("15.3.3")
@pytest.mark.parametrize(
    "field",
    ["state", "price", "net", "total", "buyer_id", "buyer", "line-0-price", "line-0-discount",
     "line-0-tax_rate", "credit_taken", "needs_approval_for", "discount", "counterparty_id",
     "line-0-product_id", "created_by_id"],
)  # fmt: skip
async def test_a_field_the_form_does_not_have_is_refused(zhou: Browser, field: str) -> None:
    order, fields = await draft(zhou)
    before = await footprint.contents()
    for path in (order, f"{order}/submission"):
        answer = await zhou.post(path, {**fields, field: "1"})
        assert answer.status_code == 422, path
    assert await footprint.contents() == before


@pytest.mark.asvs("2.2.2")
@pytest.mark.parametrize(
    "seen",
    ["", "[]", "{}", "5", "null", "nonsense", "[" * 15_000, '[["RS-520"]]', "[[[[[[[]]]]]]]",
     '[["RS-520",300000,1,1,0,0,""]]', '[{"0":1,"a":1,"b":1,"c":1,"d":1,"e":1,"f":1}]',
     '[["RS-520",1e999,1,1,0,0,""]]', '[[["RS-520"],{},[],1,0,0,""]]', "NaN", "9" * 5000],
)  # fmt: skip
async def test_a_forged_memory_of_prices_buys_nothing_cheaper(zhou: Browser, seen: str) -> None:
    order, fields = await draft(zhou)
    answer = await zhou.post(f"{order}/submission", {**fields, "seen": seen})
    assert answer.status_code == 422
    kept = await stored(order)
    assert kept.state == OrderState.DRAFT
    assert kept.net == 30 * 11_352


@pytest.mark.asvs("2.2.2")
@pytest.mark.parametrize(
    "quantity",
    ["-1", "-30", "0", "NaN", "inf", "1e9", "1e-3", "999999999999999999999", "30.00001", "３０x",
     "30; DROP TABLE sales_order", "0x1E", "+", "--30", "1_000"],
)  # fmt: skip
async def test_a_strange_quantity_is_never_ordered(zhou: Browser, quantity: str) -> None:
    order, fields = await draft(zhou)
    sent = {**fields, "line-0-quantity": quantity}
    answer = await zhou.post(f"{order}/submission", sent)
    assert answer.status_code == 422, answer.status_code
    assert (await stored(order)).state == OrderState.DRAFT
    for line in await SalesOrderLine.filter(order__number=order.removeprefix("/orders/")):
        assert line.quantity > 0
        assert line.net > 0


async def test_an_address_of_somebody_else_is_not_found(zhou: Browser) -> None:
    theirs = await Address.filter(counterparty__number=HAIYUE).first()
    assert theirs
    order, fields = await draft(zhou)
    before = await footprint.contents()
    answers = [
        await zhou.post(f"{order}{verb}", {**fields, "address": address})
        for verb in ("", "/submission")
        for address in (theirs.public_id, "f" * 24)
    ]
    assert len({one.status_code for one in answers}) == 1
    assert all(one.status_code in (404, 422) for one in answers)
    assert theirs.line not in "".join(one.text for one in answers)
    assert await footprint.contents() == before


async def test_what_is_not_on_offer_cannot_be_ordered_by_its_sku(zhou: Browser) -> None:
    hidden = await Product.get(sku="CH-DOCK")
    await Product.filter(id=hidden.id).update(is_active=False)
    order, _ = await draft(zhou)
    answers = []
    for sku in ("CH-DOCK", "NO-DOCK"):
        fields = form_to((await zhou.get(f"{order}/edit")).text, order)
        answer = await zhou.post(f"{order}/submission", {**fields, "line-0-sku": sku})
        assert answer.status_code == 422
        answers.append(
            _without_keys(answer).replace(sku, "SKU").replace(order.removeprefix("/orders/"), "")
        )
    assert answers[0] == answers[1]
    assert hidden.name_en not in answers[0]
    assert "CH-DOCK" not in (await zhou.get("/catalogue/suggestions?q=DOCK")).text


def _without_keys(answer: httpx2.Response) -> str:
    text = re.sub(r"[0-9a-f]{16,32}", "", answer.text)
    return re.sub(r'name="version" value="\d+"', "", text)


async def test_a_version_or_key_made_up_by_hand_does_no_harm(zhou: Browser) -> None:
    order, fields = await draft(zhou)
    for version in ("-1", "99", "", "x", "1e3", "٣", "9" * 30):
        answer = await zhou.post(order, {**fields, "version": version, "note": "x"})
        assert answer.status_code == 409, version
    for key in ("", "../../etc", "x" * 5000, "' OR 1=1 --"):
        answer = await zhou.post(order, {**fields, "key": key, "version": "0", "note": "x"})
        assert answer.status_code == 409


async def test_the_key_of_another_persons_form_opens_nothing(zhou: Browser) -> None:
    html = (await zhou.get("/orders/new")).text
    fields = {**form_to(html, "/orders"), "paste": "RS-520 30"}
    hers = (await zhou.post("/orders", fields)).headers["location"]
    bo = await browser_of("bo.wei")
    assert (await bo.post("/orders", fields)).status_code == 409
    fields.pop("opened_for")
    his = (await bo.post("/orders", fields)).headers["location"]
    assert his != hers
    assert (await bo.get(hers)).status_code == 404


# Addresses bent by hand

BENT = (
    "tab=' OR 1=1 --", "q=' OR 1=1 --", "q=%00", "q=\"*", "q=(((", "q=a%20NEAR%20b", "q=%F0%9F%98%80",
    "after=x", "after=AAAA", "before=%27", "after=eyJ9", "sort=buyer_id", "sort=-cost",
    "order_by=buyer__name_en", "state__in=draft", "buyer_id=1", "page=-1", "limit=100000",
    "since=9999-99-99", "since=0001-01-01", "until=9999-12-31", "kind=exe", "q=" + "a" * 3000,
    "stage=x", "tab=" + "%ff",
)  # fmt: skip


@pytest.mark.asvs("1.2.4")
@pytest.mark.parametrize("face", FACES)
async def test_no_filter_typed_by_hand_breaks_a_page(demo: str, face: str) -> None:
    reader = await browser_of("bo.wei" if face == "portal" else "zhao.qiang")
    broken = []
    for route in by_turns(FACES[face].routes):
        if (
            route.method != "GET"
            or "{" in route.path
            or route.access.public is not None
            or route.is_stream
        ):
            continue
        for bent in BENT:
            answer = await reader.get(f"{route.path}?{bent}")
            if answer.status_code not in (200, 303, 403, 422):
                broken.append(f"{route.path}?{bent[:40]}: {answer.status_code}")
    assert not broken, "\n".join(broken)


@pytest.mark.asvs("1.2.4")
async def test_a_hidden_column_sorts_nothing(demo: str) -> None:
    bo = await browser_of("bo.wei")
    plain = re.findall(r"SO-\d{4}-\d{4}", (await bo.get("/orders")).text)
    for bent in ("sort=credit_taken", "sort=buyer__private__rating", "order_by=-total"):
        assert re.findall(r"SO-\d{4}-\d{4}", (await bo.get(f"/orders?{bent}")).text) == plain
    assert words_to_find("' OR 1=1 --") != ["'"]


# Words that would be code


@pytest.mark.asvs("1.2.1")
async def test_what_somebody_typed_is_never_code_on_a_page(zhou: Browser) -> None:
    order, fields = await draft(zhou)
    typed = {"note": EVIL, "buyer_reference": EVIL[:60], "address": "other",
             "other_line": EVIL, "other_recipient": EVIL, "other_city": EVIL,
             "line-1-sku": EVIL[:80], "line-1-quantity": EVIL[:40]}  # fmt: skip
    saved = await zhou.post(order, {**fields, **typed})
    assert saved.status_code in (303, 422)
    await User.filter(email="zhou.min@qiming.example").update(name=EVIL, title=EVIL)
    place = await Counterparty.get(number=QIMING)
    await Counterparty.filter(id=place.id).update(name_zh=EVIL, name_en=EVIL)
    lin = await browser_of("lin.xiaoyu")
    pages = [(zhou, one) for one in ("/", "/orders", "/orders?tab=draft", f"{order}/edit", "/company",
                                     "/orders/new?sku=" + EVIL, "/orders?q=" + EVIL)]  # fmt: skip
    pages += [(lin, one) for one in ("/", "/orders", "/counterparties", f"/counterparties/{QIMING}",
                                     f"/orders?q={EVIL}", "/search?q=" + EVIL)]  # fmt: skip
    for browser, path in pages:
        text = (await browser.get(path)).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert '"><img src=x' not in unescape(re.sub(r"&lt;|&gt;|&#34;|&quot;", "", text)), path
    assert EVIL not in (await zhou.get(f"{order}/edit")).text


@pytest.mark.asvs("5.4.2")
async def test_a_line_break_in_a_name_is_no_header_of_a_file(zhou: Browser) -> None:
    for path in ("/orders/export?kind=csv&q=%0d%0aset-cookie:x=1", "/orders/export?kind=csv"):
        answer = await zhou.get(path)
        assert "set-cookie" not in answer.headers
        assert re.fullmatch(
            r"attachment; filename\*=UTF-8''[\w%.-]+", answer.headers["content-disposition"]
        )


@pytest.mark.asvs("1.2.10")
async def test_a_sheet_holds_no_formula_that_somebody_typed(zhou: Browser) -> None:
    order, fields = await draft(zhou)
    formula = '=HYPERLINK("http://evil.example","x")'
    await zhou.post(f"{order}/submission", {**fields, "buyer_reference": formula})
    assert (await stored(order)).buyer_reference == formula
    sheet = (await zhou.get("/orders/export?kind=csv")).text
    assert formula.replace('"', '""') in sheet
    assert not re.search(r'(?m)(^|,)"?=', sheet)
