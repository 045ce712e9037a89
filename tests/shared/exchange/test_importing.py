"""A whole company comes in from its files: all of it, correctly, once, or nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shared.access.actor import system
from shared.catalogue.models import PriceEntry, Product, Stock
from shared.counterparties.models import Contact, Counterparty
from shared.database import fulltext
from shared.exchange.importing import Outcome, bring_in
from shared.exchange.mapping_reader import read_mapping
from shared.exchange.storing import Tally
from shared.journal.models import JournalEntry
from shared.journal.queries import broken_links
from shared.kernel.errors import Refusal
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from shared.orders.rules import Fulfilment, OrderState
from shared.outbox.models import OutboxMessage
from tests.shared.exchange import lumen

pytestmark = pytest.mark.usefixtures("database")


async def run(folder: Path, mapping: str = lumen.MAPPING, **options: bool) -> Outcome:
    return await bring_in(system(), folder, read_mapping(mapping), **options)


def told(outcome: Outcome) -> list[str]:
    return [f"{bad.file}:{bad.line} {bad.column}: {bad.reason}" for bad in outcome.problems.first]


async def test_everything_comes_in_and_is_counted(tmp_path: Path) -> None:
    outcome = await run(lumen.write(tmp_path))
    assert told(outcome) == []
    counts = {target: tally.created for target, tally in outcome.tallies.items()}
    assert counts == {
        "counterparty": 3, "contact": 2, "address": 0, "product": 2, "tax_rate": 0,
        "price_list": 1, "price_list_assignment": 0, "price_entry": 2, "order": 3,
        "order_line": 4, "shipment": 2,
    }  # fmt: skip


async def test_records_hold_what_the_files_say(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    firm = await Counterparty.get(external_key="K1")
    assert (firm.number, firm.country, firm.city, firm.currency) == ("CP-0001", "DE", "Köln", "EUR")
    assert firm.kinds == {"customer", "distributor"}
    assert (await CreditLimit.get(counterparty_id=firm.id)).amount == 1_250_000
    people = await Contact.all().order_by("id").values_list("name", "email")
    assert people == [("Ida Brandt", "ida@nachtlicht.example"), ("Frei", "")]
    lamp = await Product.get(external_key="12")
    assert (lamp.sku, lamp.name_en, lamp.category_en) == ("L-0012", "Birke, groß", "Floor lamps")
    assert not lamp.is_active
    assert (await Stock.get(product__external_key="7")).free == 400_000
    price = await PriceEntry.get(product_id=lamp.id)
    assert (price.price, price.per) == (125, 10)


async def test_orders_get_our_number_and_keep_theirs(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    orders = await SalesOrder.all().order_by("placed_at")
    numbers = [(order.number, order.external_key, order.buyer_reference) for order in orders]
    assert numbers == [
        ("SO-2025-0001", "A-1", "PO 77"),
        ("SO-2025-0002", "A-2", "PO 78"),
        ("SO-2026-0001", "A-3", ""),
    ]
    assert orders[0].placed_at == orders[0].created_at == datetime(2025, 2, 3, 11, tzinfo=UTC)
    assert orders[0].ended_at == datetime(2025, 2, 7, 11, tzinfo=UTC)
    found = await fulltext.matching("sales_order", "PO 77")
    assert found == [orders[0].id]
    assert await fulltext.matching("counterparty", "brandt") == [orders[0].buyer_id]


async def test_orders_take_their_state_from_their_dates(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    states = await SalesOrder.all().order_by("number").values_list("state", "fulfilment")
    assert states == [
        (OrderState.CLOSED, Fulfilment.DELIVERED),
        (OrderState.CONFIRMED, Fulfilment.SHIPPED),
        (OrderState.CONFIRMED, Fulfilment.OPEN),
    ]
    shipments = await Shipment.all().order_by("number")
    assert [one.number for one in shipments] == ["SH-2025-0001", "SH-2026-0001"]
    assert shipments[0].delivered_at == datetime(2025, 2, 7, 11, tzinfo=UTC)
    sent = await ShipmentLine.all().order_by("id").values_list("quantity", flat=True)
    assert sent == [100_000, 10_000_000, 20_000]


async def test_lines_are_counted_with_discount_and_tax(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    order = await SalesOrder.get(external_key="A-1")
    lines = await SalesOrderLine.filter(order_id=order.id).order_by("position")
    figures = [(one.sku, one.price, one.per, one.discount, one.net, one.tax) for one in lines]
    assert figures == [
        ("L-0007", 5990, 1, 1000, 53_910, 10_243),
        ("L-0012", 125, 10, 0, 12_500, 2_375),
    ]
    assert (order.net, order.tax, order.total, order.line_count) == (66_410, 12_618, 79_028, 2)
    assert (order.currency, order.summary_en) == ("EUR", "Mond")


async def test_neither_stock_nor_credit_nor_mail_is_touched(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    assert await Stock.all().order_by("free").values_list("free", flat=True) == [0, 400_000]
    assert (await CreditLimit.get()).used == 0
    assert {order.credit_taken for order in await SalesOrder.all()} == {0}
    assert {line.reserved for line in await SalesOrderLine.all()} == {0}
    assert await OutboxMessage.all().count() == 0


async def test_a_second_run_doubles_nothing(tmp_path: Path) -> None:
    lumen.write(tmp_path)
    await run(tmp_path)
    entries = await JournalEntry.all().count()
    again = await run(tmp_path)
    assert {(tally.created, tally.updated) for tally in again.tallies.values()} == {(0, 0)}
    assert again.tallies["order_line"].unchanged == 4
    assert await SalesOrder.all().count() == 3
    assert await JournalEntry.all().count() == entries
    assert (await Counterparty.get(external_key="K1")).version == 1


async def test_a_dry_run_counts_and_keeps_nothing(tmp_path: Path) -> None:
    outcome = await run(lumen.write(tmp_path), dry_run=True)
    assert outcome.tallies["order"] == Tally(created=3)
    assert await Counterparty.all().count() == 0
    await run(tmp_path)
    assert (await Counterparty.get(external_key="K1")).number == "CP-0001"


async def test_changed_rows_are_updated_and_journalled(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    moved = lumen.FILES["firms.csv"].replace("Köln", "Bonn")
    dearer = lumen.FILES["lamps.csv"].replace("59,90", "64,90").replace("40;ja", "99;ja")
    outcome = await run(lumen.write(tmp_path, firms=moved, lamps=dearer))
    assert outcome.tallies["counterparty"] == Tally(updated=1, unchanged=2)
    assert outcome.tallies["price_entry"] == Tally(updated=1, unchanged=1)
    entry = await JournalEntry.filter(record_table="counterparty", record_number="CP-0001").last()
    assert entry is not None
    assert (entry.before, entry.after) == ('{"city": "Köln"}', '{"city": "Bonn"}')
    assert (await Stock.get(product__external_key="7")).free == 400_000
    assert await broken_links() == []


async def test_an_order_that_left_since_is_brought_forward(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    gone = lumen.FILES["orders.csv"].replace("04.01.2026;-;-", "04.01.2026;08.01.2026;-")
    outcome = await run(lumen.write(tmp_path, orders=gone))
    assert outcome.tallies["order"] == Tally(updated=1, unchanged=2)
    assert outcome.tallies["shipment"] == Tally(created=1)
    order = await SalesOrder.get(external_key="A-3")
    assert order.fulfilment is Fulfilment.SHIPPED
    line = await SalesOrderLine.get(order_id=order.id)
    assert line.shipped == line.quantity == 15_000


async def test_an_order_that_moved_on_here_is_never_set_back(tmp_path: Path) -> None:
    await run(lumen.write(tmp_path))
    await SalesOrder.filter(external_key="A-3").update(state=OrderState.CANCELLED)
    await run(tmp_path)
    assert (await SalesOrder.get(external_key="A-3")).state is OrderState.CANCELLED


async def test_an_order_cancelled_there_is_cancelled_here(tmp_path: Path) -> None:
    mapping = lumen.MAPPING.replace('shipped_on = "Shipped"', 'cancelled_on = "Shipped"')
    orders = lumen.FILES["orders.csv"].replace("05.02.2025;07.02.2025", "05.02.2025;-")
    assert told(await run(lumen.write(tmp_path, orders=orders), mapping)) == []
    order = await SalesOrder.get(external_key="A-1")
    assert (order.state, order.fulfilment) == (OrderState.CANCELLED, Fulfilment.OPEN)
    assert order.ended_at == datetime(2025, 2, 5, 11, tzinfo=UTC)
    assert await Shipment.all().count() == 0


async def test_chinese_files_of_an_old_erp_come_in(tmp_path: Path) -> None:
    (tmp_path / "客户.csv").write_bytes(
        "编码,名称,类型,国家,城市\n001,杭州启明家电有限公司,经销商、客户,中国,杭州\n".encode(
            "gb18030"
        )
    )
    mapping = """
source = "u8"
[[counterparty]]
file = "客户.csv"
key = "编码"
[counterparty.fields]
name_zh = "名称"
kinds = "类型"
country = "国家"
city = "城市"
"""
    assert told(await run(tmp_path, mapping)) == []
    firm = await Counterparty.get()
    assert (firm.name_zh, firm.country, firm.external_key) == ("杭州启明家电有限公司", "CN", "001")
    assert firm.kinds == {"customer", "distributor"}
    assert await fulltext.matching("counterparty", "启明") == [firm.id]


async def test_parts_of_an_order_may_have_left(tmp_path: Path) -> None:
    lines = "Order;Art;Qty;Price;Discount;Note;Sent\nA-3;7;10;1;0;-;4\nA-3;12;5;1;0;-;0\n"
    orders = "Order;Firm;Their no;Date;Shipped;Arrived\nA-3;K1;-;04.01.2026;05.01.2026;-\n"
    mapping = lumen.MAPPING + 'shipped_quantity = "Sent"\npromised = "x"\n'
    with pytest.raises(Refusal, match="promised"):
        read_mapping(mapping)
    mapping = mapping.replace('promised = "x"\n', "")
    assert told(await run(lumen.write(tmp_path, lines=lines, orders=orders), mapping)) == []
    order = await SalesOrder.get()
    assert (order.state, order.fulfilment) == (OrderState.CONFIRMED, Fulfilment.PART_SHIPPED)
    assert await ShipmentLine.all().values_list("quantity", flat=True) == [40_000]
    assert order.placed_at.date() == date(2026, 1, 4)
