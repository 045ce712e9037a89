"""Odd files through the whole import: workbooks, empty ones, many rows."""

import io
import time
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from shared.access.actor import system
from shared.catalogue.models import Product
from shared.counterparties.models import Counterparty
from shared.exchange.importing import bring_in
from shared.exchange.mapping_reader import read_mapping
from shared.kernel.errors import Refusal
from shared.orders.models import SalesOrder, SalesOrderLine

pytestmark = pytest.mark.usefixtures("database")

FIRMS = """
source = "book"
[[counterparty]]
file = "all.xlsx"
sheet = "Firms"
key = "No"
[counterparty.fields]
name_en = "Name"
kinds = { value = "distributor" }
"""
ORDERS = """
[[order]]
file = "all.xlsx"
sheet = "Orders"
key = "Order"
[order.fields]
buyer = "Firm"
placed_on = "Day"
[[order_line]]
file = "all.xlsx"
sheet = "Orders"
[order_line.fields]
order = "Order"
sku = "Item"
name_en = "Item"
quantity = "Qty"
price = "Price"
"""


def workbook(**sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    book.close()
    return out.getvalue()


async def test_a_workbook_with_a_sheet_for_each_kind_comes_in(tmp_path: Path) -> None:
    book = workbook(
        Firms=[["No", "Name"], [1001, "Nachtlicht"]],
        Orders=[
            ["Order", "Firm", "Day", "Item", "Qty", "Price"],
            ["00042", 1001, date(2026, 2, 3), "Mond", 2.5, 12.3],
        ],
    )
    (tmp_path / "all.xlsx").write_bytes(book)
    outcome = await bring_in(system(), tmp_path, read_mapping(FIRMS + ORDERS))
    assert outcome.problems.first == []
    order = await SalesOrder.get().prefetch_related("buyer")
    assert (order.number, order.external_key) == ("SO-2026-0001", "00042")
    assert (order.buyer.external_key, order.net) == ("1001", 3075)
    line = await SalesOrderLine.get()
    assert (line.product_id, line.sku, line.name_en) == (None, "Mond", "Mond")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "all.xlsx: The file is empty."),
        (b"PK\x03\x04broken", "all.xlsx: The file is damaged. Save it again as XLSX or CSV."),
        (workbook(Other=[["No", "Name"]]), "all.xlsx: The file has no sheet named “Firms”."),
    ],
)
async def test_an_unusable_file_is_one_sentence_with_its_name(
    tmp_path: Path, body: bytes, sentence: str
) -> None:
    (tmp_path / "all.xlsx").write_bytes(body)
    with pytest.raises(Refusal) as refused:
        await bring_in(system(), tmp_path, read_mapping(FIRMS))
    assert str(refused.value.message) == sentence


async def test_a_file_with_headings_only_brings_nothing_and_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "all.xlsx").write_bytes(workbook(Firms=[["No", "Name"]]))
    outcome = await bring_in(system(), tmp_path, read_mapping(FIRMS))
    assert not outcome.is_refused
    assert await Counterparty.all().count() == 0


async def test_twenty_thousand_rows_come_in_while_somebody_waits(tmp_path: Path) -> None:
    rows = "".join(f"{n},Lamp {n},{n % 97}.{n % 10}0\n" for n in range(20_000))
    (tmp_path / "lamps.csv").write_text("no,name,price\n" + rows)
    mapping = """
source = "big"
[[product]]
file = "lamps.csv"
key = "no"
[product.fields]
sku = "BIG-{no:5}"
name_en = "name"
[[price_list]]
key = { value = "BIG" }
[price_list.fields]
name_en = { value = "Big" }
[[price_entry]]
file = "lamps.csv"
[price_entry.fields]
price_list = { value = "BIG" }
product = "no"
price = "price"
"""
    seen: list[tuple[str, int, int]] = []
    started = time.monotonic()
    outcome = await bring_in(
        system(), tmp_path, read_mapping(mapping), progress=lambda *step: seen.append(step)
    )
    assert outcome.tallies["product"].created == outcome.tallies["price_entry"].created == 20_000
    assert await Product.all().count() == 20_000
    assert ("product", 20_000, 20_000) in seen
    assert time.monotonic() - started < 120
