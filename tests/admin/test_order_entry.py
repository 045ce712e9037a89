"""Orders entered on a buyer's behalf: lines by file and paste, refusals that keep what was typed."""

import io
import re
from html import unescape

import pytest
import xlsxwriter

from shared.orders.models import SalesOrder
from shared.orders.quoting import typed_lines
from tests.admin.order_desk import at_desk, version_of
from tests.paper_forms import Fields, form_to
from tests.shared.orders.world import World
from tests.web import Browser

CSV = "型号,数量\nSH-100,4\nSH-300,2\n".encode("gb18030")


def xlsx() -> bytes:
    """Return a workbook with two lines."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((("SKU", "Quantity"), ("SH-100", 4), ("SH-300", 2))):
            sheet.write_row(number, 0, row)
    return body.getvalue()


async def begun(world: World) -> tuple[Browser, str, Fields]:
    """Begin an order for Qiming; return the desk, the order's path and the fields of its form."""
    desk = await at_desk(world.manager)
    answer = await desk.post("/orders", {"buyer": "CP-0001"})
    path = answer.headers["location"].removesuffix("/edit")
    return desk, path, form_to((await desk.get(f"{path}/edit")).text, f"{path}/submission")


async def typed(path: str) -> list[tuple[str, str]]:
    """Return the lines as the draft keeps them."""
    order = await SalesOrder.get(number=path.rpartition("/")[2])
    return [(line.sku, line.quantity) for line in typed_lines(order.typed_lines)]


@pytest.mark.parametrize(("name", "body"), [("order.csv", CSV), ("order.xlsx", xlsx())])
async def test_a_file_adds_its_lines_to_those_typed(world: World, name: str, body: bytes) -> None:
    desk, path, fields = await begun(world)
    fields |= {"line-1-sku": "SH-200", "line-1-quantity": "1", "note": "by rail"}
    answer = await desk.post(path, fields, files={"file": (name, body)})
    assert answer.status_code == 303
    assert await typed(path) == [("SH-200", "1"), ("SH-100", "4"), ("SH-300", "2")]
    html = (await desk.get(f"{path}/edit")).text
    assert "by rail" in html
    assert 'value="SH-300"' in html


async def test_pasted_lines_need_no_script_and_names_become_skus(world: World) -> None:
    desk, path, fields = await begun(world)
    order = await SalesOrder.get(number=path.rpartition("/")[2])
    answer = await desk.post(path, {**fields, "paste": "Shaver 100\t3\nSH-300 x 5"})
    assert answer.status_code == 303
    assert [quantity for _, quantity in await typed(path)] == ["3", "5"]
    assert (await SalesOrder.get(id=order.id)).version > order.version


async def test_a_file_that_is_no_list_is_refused_beside_its_button(world: World) -> None:
    desk, path, fields = await begun(world)
    fields |= {"line-0-sku": "SH-100", "line-0-quantity": "3", "note": "by rail"}
    answer = await desk.post(path, fields, files={"file": ("order.xlsx", b"PK\x03\x04 no")})
    assert answer.status_code == 422
    assert 'href="#f-file"' in answer.text
    assert "by rail" in answer.text
    assert 'value="SH-100"' in answer.text
    assert await typed(path) == []


async def test_only_who_keeps_the_order_may_send_a_file(world: World) -> None:
    _, path, fields = await begun(world)
    desk = await at_desk(world.colleague)
    assert (await desk.post(path, fields, files={"file": ("o.csv", CSV)})).status_code == 404
    desk = await at_desk(world.finance)
    assert (await desk.post(path, fields, files={"file": ("o.csv", CSV)})).status_code == 403


@pytest.mark.parametrize("address", ["address-CP-0002", "nobody"])
@pytest.mark.parametrize("verb", ["", "/submission"])
async def test_a_strange_address_is_refused_at_its_field_and_keeps_all(
    world: World, address: str, verb: str
) -> None:
    desk, path, fields = await begun(world)
    fields |= {"line-0-sku": "SH-100", "line-0-quantity": "3", "note": "by rail"}
    answer = await desk.post(
        path + verb, {**fields, "address": address}, files={"file": ("order.csv", CSV)}
    )
    assert answer.status_code == 422
    html = unescape(answer.text)
    assert 'href="#f-address"' in html
    assert 'id="f-address-e1"' in html
    assert "We do not know this address." in html
    for kept in ("by rail", 'name="line-0-sku" value="SH-100"', 'name="line-1-sku" value="SH-100"',
                 'name="line-2-sku" value="SH-300"'):  # fmt: skip
        assert kept in html, kept
    assert await typed(path) == []


async def test_an_order_to_an_address_of_its_own_keeps_it_until_another_is_chosen(
    world: World,
) -> None:
    desk, path, fields = await begun(world)
    own = {"ship_address_id": None, "ship_line": "7 Quay Street", "ship_city": "Ningbo"}
    number = path.rpartition("/")[2]
    await SalesOrder.filter(number=number).update(**own)
    html = (await desk.get(f"{path}/edit")).text
    assert '<option value="" selected>7 Quay Street · Ningbo</option>' in html
    fields = form_to(html, f"{path}/submission")
    assert (await desk.post(path, {**fields, "address": ""})).status_code == 303
    assert (await SalesOrder.get(number=number)).ship_line == "7 Quay Street"
    chosen = {**fields, "address": "address-CP-0001", "version": await version_of(number)}
    assert (await desk.post(path, chosen)).status_code == 303
    assert (await SalesOrder.get(number=number)).ship_line == "88 Harbour Road"


async def test_a_product_typed_twice_is_named_by_the_row_that_is_seen(world: World) -> None:
    desk, path, fields = await begun(world)
    typed_rows = {
        "line-1-sku": "", "line-1-quantity": "", "line-3-sku": "SH-300", "line-3-quantity": "5",
        "line-4-sku": "SH-100", "line-4-quantity": "3", "line-7-sku": "SH-100",
        "line-7-quantity": "4",
    }  # fmt: skip
    answer = await desk.post(f"{path}/submission", {**fields, **typed_rows})
    assert answer.status_code == 422
    shown = re.findall(r'<tr data-line id="(line-\d+)"', unescape(answer.text))
    assert shown[:3] == ["line-3", "line-4", "line-7"], "an emptied row is gone"
    said = "This product already stands in line 2."
    assert f"Line 3: {said}" in answer.text or f"Line 3: SKU: {said}" in answer.text
