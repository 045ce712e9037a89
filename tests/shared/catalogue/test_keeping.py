"""Products, price lists, stock and tax: who keeps them, what is refused, what is journalled."""

from dataclasses import replace
from datetime import date

import pytest

from shared.access import policy
from shared.catalogue import actions, levels, management, price_lists, publishing
from shared.catalogue.keeping import PriceRow, StockRow
from shared.catalogue.management import Wanted
from shared.counterparties.actions import create_counterparty
from shared.journal.queries import deeds_about
from shared.kernel import quantity
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from tests.shared.catalogue.shop import DEALERS, MIRROR, SHAVER, Shop
from tests.shared.counterparties.company import HAIYUE, QIMING, outsider, person

ANY = PageRequest()
LIST = DEALERS.code


def price(minor: int, from_pieces: int = 1, sku: str = SHAVER.sku) -> PriceRow:
    return PriceRow(sku, quantity.of(from_pieces), minor)


async def prices(shop: Shop) -> list[tuple[str, int, int]]:
    here = await management.price_list(shop.fiona, LIST)
    found = await management.entries(shop.fiona, here.id, ANY)
    return [(row["product__sku"], row["from_quantity"], row["price"]) for row in found.rows]


async def version(shop: Shop) -> int:
    return (await management.price_list(shop.fiona, LIST)).version


async def add(shop: Shop, *rows: PriceRow) -> None:
    await price_lists.save_prices(
        shop.fiona, code=LIST, version=await version(shop), kept={}, added=list(rows)
    )


async def test_a_product_is_edited_and_the_journal_tells_the_difference(shop: Shop) -> None:
    card = replace(SHAVER, lead_days=30)
    await actions.update_product(shop.petra, sku=SHAVER.sku, version=1, card=card)
    deed, _ = await deeds_about(await person("Jia", policy.AUDITOR), "product", SHAVER.sku)
    assert deed.changes == [("lead_days", 14, 30)]


async def test_a_stale_product_edit_is_refused(shop: Shop) -> None:
    card = replace(SHAVER, lead_days=30)
    await actions.update_product(shop.petra, sku=SHAVER.sku, version=1, card=card)
    with pytest.raises(Stale) as caught:
        await actions.update_product(
            shop.petra, sku=SHAVER.sku, version=1, card=replace(SHAVER, lead_days=7)
        )
    assert caught.value.theirs["lead_days"] == 30


async def test_only_purchasing_keeps_products(shop: Shop) -> None:
    with pytest.raises(NotAllowed):
        await actions.update_product(shop.alice, sku=SHAVER.sku, version=1, card=SHAVER)
    with pytest.raises(NotAllowed):
        await actions.create_product(shop.fiona, card=replace(SHAVER, sku="X-1"))


async def test_a_sku_is_given_once_in_any_case(shop: Shop) -> None:
    with pytest.raises(Refusal, match="already"):
        await actions.create_product(shop.petra, card=replace(SHAVER, sku="hs-5731"))


async def test_a_minimum_that_splits_a_pack_is_refused(shop: Shop) -> None:
    with pytest.raises(Invalid, match="packs"):
        await actions.update_product(
            shop.petra, sku=MIRROR.sku, version=1, card=replace(MIRROR, minimum_quantity=10_000)
        )


async def test_an_archived_product_leaves_the_list_and_comes_back(shop: Shop) -> None:
    await actions.archive_product(shop.petra, sku=SHAVER.sku, version=1)
    assert await listed(shop) == [MIRROR.sku]
    assert await listed(shop, tab="archived") == [SHAVER.sku]
    assert await management.product_counts(shop.petra) == {"active": 1, "archived": 1}
    await actions.restore_product(shop.petra, sku=SHAVER.sku, version=2)
    assert await listed(shop) == [SHAVER.sku, MIRROR.sku]


@pytest.mark.parametrize("typed", ["hs-57", "剃须", "triple"])
async def test_products_are_found_by_sku_and_names(shop: Shop, typed: str) -> None:
    assert await listed(shop, search=typed) == [SHAVER.sku]


async def listed(shop: Shop, **wanted: str) -> list[str]:
    found = await management.products(shop.petra, Wanted(**wanted), ANY)
    return [row["sku"] for row in found.rows]


async def test_prices_are_kept_as_a_table_in_tiers(shop: Shop) -> None:
    await add(shop, price(18_800), price(17_500, 50), price(900, sku=MIRROR.sku))
    here = await management.price_list(shop.fiona, LIST)
    rows = (await management.entries(shop.fiona, here.id, ANY)).rows
    first, second, third = rows
    await price_lists.save_prices(
        shop.fiona, code=LIST, version=here.version,
        kept={first["id"]: price(18_000), third["id"]: None}, added=[],
    )  # fmt: skip
    assert await prices(shop) == [
        (SHAVER.sku, quantity.of(1), 18_000),
        (SHAVER.sku, quantity.of(50), 17_500),
    ]
    assert second["price"] == 17_500
    auditor = await person("Jia", policy.AUDITOR)
    deed = (await deeds_about(auditor, "price_list", LIST))[0]
    assert (f"{SHAVER.sku} ≥ 1", "188.00 / 1", "180.00 / 1") in deed.changes


async def test_the_same_tier_twice_is_refused_at_its_row(shop: Shop) -> None:
    await add(shop, price(18_800))
    with pytest.raises(Invalid) as caught:
        await add(shop, price(17_000))
    assert [one.field for one in caught.value.refusals] == ["added.0.from_quantity"]


async def test_a_price_needs_a_product_and_is_not_negative(shop: Shop) -> None:
    with pytest.raises(Invalid) as caught:
        await add(shop, price(100, sku="NOPE"), price(-1))
    assert {one.field for one in caught.value.refusals} == {"added.0.sku", "added.1.price"}
    assert await prices(shop) == []


async def test_two_people_never_mix_their_price_tables(shop: Shop) -> None:
    await add(shop, price(18_800))
    with pytest.raises(Stale):
        await price_lists.save_prices(
            shop.fiona, code=LIST, version=1, kept={}, added=[price(1, 100)]
        )


async def test_a_list_without_prices_is_not_published(shop: Shop) -> None:
    frida = await person("Frida", policy.FINANCE)
    with pytest.raises(Refusal, match="no prices"):
        await publishing.publish_price_list(frida, code=LIST, version=1)
    await add(shop, price(18_800))
    await publishing.publish_price_list(frida, code=LIST, version=2)
    assert (await management.price_list(shop.alice, LIST)).is_published


async def test_an_account_manager_reads_prices_and_changes_none(shop: Shop) -> None:
    assert [one.code for one in await management.price_lists(shop.alice)] == [LIST]
    with pytest.raises(NotAllowed):
        await price_lists.save_prices(shop.alice, code=LIST, version=1, kept={}, added=[price(1)])


async def test_a_second_standard_list_in_a_currency_is_refused(shop: Shop) -> None:
    standard = replace(DEALERS, code="STANDARD", is_standard=True)
    await price_lists.create_price_list(shop.fiona, card=standard)
    with pytest.raises(Refusal, match="CNY"):
        await price_lists.create_price_list(shop.fiona, card=replace(standard, code="OTHER"))


async def test_a_list_is_assigned_to_a_buyer_once(shop: Shop) -> None:
    number = await create_counterparty(shop.alice, profile=QIMING)
    await price_lists.assign_price_list(shop.fiona, code=LIST, counterparty_number=number)
    with pytest.raises(Refusal, match="already"):
        await price_lists.assign_price_list(shop.fiona, code=LIST, counterparty_number=number)
    here = await management.price_list(shop.fiona, LIST)
    assert [
        row["counterparty__number"] for row in await management.assignments(shop.fiona, here.id)
    ]
    await price_lists.unassign_price_list(shop.fiona, code=LIST, counterparty_number=number)
    with pytest.raises(NotFound):
        await price_lists.unassign_price_list(shop.fiona, code=LIST, counterparty_number=number)


async def test_a_distributor_reaches_only_the_list_it_buys_from(shop: Shop) -> None:
    number = await create_counterparty(shop.alice, profile=QIMING)
    rival = await create_counterparty(shop.alice, profile=HAIYUE)
    await price_lists.assign_price_list(shop.fiona, code=LIST, counterparty_number=number)
    buyer = await outsider(number)
    assert (await management.price_list(buyer, LIST)).code == LIST
    with pytest.raises(NotFound):
        await management.price_list(await outsider(rival), LIST)


async def test_a_count_typed_while_an_order_came_in_is_stale(shop: Shop) -> None:
    await levels.set_stock(shop.petra, row=StockRow(SHAVER.sku, quantity.of(100)), version=1)
    with pytest.raises(Stale):
        await levels.set_stock(shop.petra, row=StockRow(SHAVER.sku, quantity.of(50)), version=1)
    found = await management.products(shop.petra, Wanted(stock="free"), ANY)
    assert [(row["sku"], row["stock__free"]) for row in found.rows] == [
        (SHAVER.sku, quantity.of(100))
    ]


async def test_expected_goods_need_a_day(shop: Shop) -> None:
    row = StockRow(SHAVER.sku, 0, quantity.of(10))
    with pytest.raises(Refusal, match="arrive"):
        await levels.set_stock(shop.petra, row=row, version=1)
    await levels.set_stock(shop.petra, row=replace(row, expected_on=date(2026, 12, 1)), version=1)


async def test_finance_keeps_tax_rates(shop: Shop) -> None:
    await levels.set_tax_rate(shop.fiona, country="CN", tax_class="standard", rate=1300)
    with pytest.raises(Stale):
        await levels.set_tax_rate(shop.fiona, country="CN", tax_class="standard", rate=900)
    await levels.set_tax_rate(shop.fiona, country="CN", tax_class="standard", rate=900, version=1)
    assert [one.rate for one in await management.tax_rates(shop.fiona)] == [900]
    with pytest.raises(NotAllowed):
        await levels.set_tax_rate(shop.petra, country="US", tax_class="standard", rate=0)
