"""What a supplier offers: its code and the agreed price of a product, from a day on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.catalogue.sheets import BadSheet
from shared.journal.models import JournalEntry
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.kernel.quantity import of
from shared.purchasing.actions.items import add_item, change_item, end_item, upload_items
from shared.purchasing.keeping import ItemCard
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.pricing import TypedLine
from shared.purchasing.queries.items import Wanted, find_offers, item, items, offers, quote
from tests.shared.purchasing.world import TODAY, World

MOTOR = ItemCard("CP-0011", "MOT-1", 12_50, "CNY", TODAY, "MJ-MOT", minimum_quantity=of(20))
TOMORROW = TODAY + timedelta(days=1)
HEADERS = ["Supplier number", "SKU", "Supplier's code", "Agreed price", "Valid from"]


async def prices(world: World, *codes: str, on: date = TODAY) -> dict[str, int]:
    """Return what Mingjing's codes cost on a day, in fen."""
    found = await offers(world.buyer, world.supplier_id, codes, on)
    return {code: found[code].price for code in codes if code in found}


async def test_a_product_is_found_by_our_code_and_by_the_suppliers(world: World) -> None:
    made = await add_item(world.buyer, card=MOTOR)
    found = await offers(world.buyer, world.supplier_id, ["mot-1", "mj-mot"], TODAY)
    assert found["MOT-1"] == found["MJ-MOT"]
    one = found["MOT-1"]
    assert (one.price, one.per, one.minimum, one.lead_days) == (12_50, 1, of(20), 14)
    assert (one.supplier_code, one.tax_rate) == ("MJ-MOT", 1300)
    kept = await JournalEntry.get(verb="supplier_item.create")
    assert (kept.record_number, (await item(world.supplier, made))["price"]) == (
        "CP-0011 MOT-1", 12_50,
    )  # fmt: skip


async def test_a_suppliers_code_may_be_longer_than_a_sku(world: World) -> None:
    code = "MJ-MOT-" + "7" * 70
    await add_item(world.buyer, card=replace(MOTOR, supplier_code=code))
    assert await prices(world, code, "MIR-1") == {code: 12_50, "MIR-1": 350}


async def test_another_suppliers_price_is_neither_offered_nor_seen(world: World) -> None:
    assert await prices(world, "RH-9") == {}
    assert await prices(world, "MIR-1") == {"MIR-1": 350}
    theirs = await offers(world.buyer, world.rival_id, ["MIR-1"], TODAY)
    assert theirs["MIR-1"].price == 333
    foreign = await SupplierItem.get(supplier_id=world.rival_id)
    with pytest.raises(NotFound):
        await item(world.supplier, foreign.id)
    seen = (await items(world.supplier, Wanted("all"), PageRequest())).rows
    assert {row["supplier__number"] for row in seen} == {"CP-0011"}


async def test_a_price_holds_from_its_first_day_to_its_last(world: World) -> None:
    await add_item(world.buyer, card=replace(MOTOR, valid_from=TOMORROW, valid_until=TOMORROW))
    days = (TODAY, TOMORROW, TOMORROW + timedelta(days=1))
    assert [await prices(world, "MOT-1", on=day) for day in days] == [{}, {"MOT-1": 12_50}, {}]


async def test_a_later_price_goes_before_the_earlier_one_also_by_an_old_code(world: World) -> None:
    await add_item(world.buyer, card=MOTOR)
    newer = replace(MOTOR, price=14_00, supplier_code="MJ-MOT-B", valid_from=TOMORROW)
    await add_item(world.buyer, card=newer)
    codes = ("MOT-1", "MJ-MOT", "MJ-MOT-B")
    assert await prices(world, *codes) == {"MOT-1": 12_50, "MJ-MOT": 12_50}
    assert await prices(world, *codes, on=TOMORROW) == dict.fromkeys(codes, 14_00)
    for code in codes:
        assert await prices(world, code, on=TOMORROW) == {code: 14_00}, "asked for alone"


async def test_our_code_goes_before_a_suppliers_code_that_is_spelt_alike(world: World) -> None:
    await add_item(world.buyer, card=replace(MOTOR, supplier_code="MIR-1"))
    assert await prices(world, "MIR-1", "MOT-1") == {"MIR-1": 350, "MOT-1": 12_50}


async def test_two_prices_of_a_product_cannot_begin_on_one_day(world: World) -> None:
    await add_item(world.buyer, card=MOTOR)
    with pytest.raises(Refusal) as refused:
        await add_item(world.buyer, card=replace(MOTOR, price=1))
    assert refused.value.field == "valid_from"
    await add_item(world.buyer, card=replace(MOTOR, supplier="CP-0012", supplier_code=""))
    assert await SupplierItem.filter(product_id=world.products["MOT-1"]).count() == 2


async def test_every_wrong_field_of_an_item_is_named_at_once(world: World) -> None:
    wrong = replace(MOTOR, price=-1, currency="yuan", per=0, lead_days=731, tolerance=5_001,
                    valid_until=TODAY - timedelta(days=1))  # fmt: skip
    with pytest.raises(Invalid) as refused:
        await add_item(world.buyer, card=wrong)
    assert [one.field for one in refused.value.refusals] == [
        "price", "currency", "per", "lead_days", "tolerance", "valid_until",
    ]  # fmt: skip
    for card, field in ((replace(MOTOR, sku="NO-1"), "sku"),
                        (replace(MOTOR, supplier="CP-9999"), "supplier")):  # fmt: skip
        with pytest.raises(Refusal) as unknown:
            await add_item(world.buyer, card=card)
        assert unknown.value.field == field


async def test_a_changed_price_keeps_what_it_was_and_loses_to_nobody(world: World) -> None:
    made = await add_item(world.buyer, card=MOTOR)
    await change_item(world.buyer, made, version=1, card=replace(MOTOR, price=13_00))
    with pytest.raises(Stale):
        await change_item(world.colleague, made, version=1, card=replace(MOTOR, price=1))
    assert await prices(world, "MOT-1") == {"MOT-1": 13_00}
    kept = await JournalEntry.get(verb="supplier_item.update")
    assert (kept.before, kept.after) == ('{"price": 1250}', '{"price": 1300}')


async def test_an_item_that_ended_is_not_offered_until_it_is_again(world: World) -> None:
    made = await add_item(world.buyer, card=MOTOR)
    await end_item(world.buyer, made, version=1, is_active=False)
    assert await prices(world, "MOT-1", "MJ-MOT") == {}
    assert await find_offers(world.buyer, world.supplier_id, "mot") == []
    await end_item(world.buyer, made, version=2, is_active=True)
    assert await prices(world, "MOT-1") == {"MOT-1": 12_50}
    assert [one.sku for one in await find_offers(world.buyer, world.supplier_id, "mj-m")][:1] == [
        "MIR-1"
    ]


async def test_a_typed_line_is_priced_by_the_agreement(world: World) -> None:
    await add_item(world.buyer, card=replace(MOTOR, per=100))
    typed = [TypedLine("mj-mot", "200"), TypedLine("MOT-1", "30"), TypedLine("MIR-2", "1", "", "8"),
             TypedLine("NO-1", "5"), TypedLine("MIR-1", "x")]  # fmt: skip
    answer = await quote(world.buyer, world.supplier_id, typed, currency="CNY")
    first, again, _, unknown, odd = answer.lines
    assert (first.net, first.tax) == (25_00, 3_25)
    assert first.needed_on == TODAY + timedelta(days=14)
    assert answer.lines[2].price == 8_00, "a price typed goes before the agreed one"
    assert "already stands in line 1" in str(again.refusal)
    assert [one.refusal.field for one in (unknown, odd) if one.refusal] == [
        "line-3-sku", "line-4-quantity",
    ]  # fmt: skip
    assert (answer.net, answer.total) == (33_00, 33_00 + 3_25 + 1_04)


@pytest.mark.asvs("2.3.3")
async def test_a_spreadsheet_makes_and_changes_all_or_nothing(world: World) -> None:
    rows = [["CP-0011", "mot-1", "MJ-M", "12.80", "2026-12-01"],
            ["CP-0011", "MIR-1", "MJ-MIR-1", "3.60", "2026-01-01"]]  # fmt: skip
    wrong = [*rows, ["CP-9999", "MIR-1", "", "1", ""], ["CP-0012", "NO-1", "", "1", ""]]
    with pytest.raises(BadSheet) as refused:
        await upload_items(world.buyer, headers=HEADERS, rows=wrong, lines=[2, 3, 4, 5])
    assert [one.line for one in refused.value.problems] == [4, 5]
    assert await prices(world, "MIR-1") == {"MIR-1": 350}
    made = await upload_items(world.buyer, headers=HEADERS, rows=rows, lines=[2, 3])
    assert made == {"made": 1, "changed": 1}
    assert await prices(world, "MIR-1", "MOT-1") == {"MIR-1": 360}
    assert await prices(world, "MOT-1", on=date(2026, 12, 1)) == {"MOT-1": 12_80}
    again = await upload_items(world.buyer, headers=HEADERS, rows=rows, lines=[2, 3])
    assert again == {"made": 0, "changed": 0}


async def test_only_purchasing_keeps_what_things_cost(world: World) -> None:
    made = await add_item(world.buyer, card=MOTOR)
    for reader in (world.supplier, world.finance, world.manager):
        with pytest.raises(NotAllowed):
            await add_item(reader, card=replace(MOTOR, valid_from=TOMORROW))
        with pytest.raises(NotAllowed):
            await end_item(reader, made, version=1, is_active=False)
    with pytest.raises(NotAllowed):
        await item(world.manager, made)
