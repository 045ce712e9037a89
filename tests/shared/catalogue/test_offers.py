"""The catalogue as a buyer sees it, on a real database."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from shared.catalogue import queries
from shared.catalogue.models import Product
from shared.catalogue.queries import CatalogueFilter
from shared.database import fulltext
from shared.database.uow import uow
from shared.kernel import clock, quantity
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest
from tests.shared.identity.statements import counted
from tests.shared.orders import world as worlds
from tests.shared.orders.world import NOW, World


@pytest.fixture
async def world(database: str) -> AsyncIterator[World]:
    with clock.frozen(NOW):
        yield await worlds.build()


async def test_a_buyer_gets_the_standard_price_until_he_has_a_list_of_his_own(
    world: World,
) -> None:
    found = await queries.offers(world.buyer, world.buyer_id, skus=["sh-100"])
    assert [tier.price for tier in found["SH-100"].tiers] == [129_00, 119_00]
    assert found["SH-100"].tax_rate == 1300
    assert found["SH-100"].free == quantity.of(100)
    await worlds.own_list(world.buyer_id, "SH-100", 99_00, priority=20)
    await worlds.own_list(world.buyer_id, "SH-100", 95_00, priority=5)
    found = await queries.offers(world.buyer, world.buyer_id, skus=["SH-100"])
    assert [tier.price for tier in found["SH-100"].tiers] == [95_00]
    found = await queries.offers(world.rival, world.rival_id, skus=["SH-100"])
    assert found["SH-100"].tiers[0].price == 129_00


async def test_lists_in_another_currency_or_past_their_day_are_not_asked(world: World) -> None:
    await worlds.own_list(world.buyer_id, "SH-100", 10_00, currency="USD")
    await worlds.own_list(world.buyer_id, "SH-100", 20_00, valid_until=date(2026, 11, 22))
    found = await queries.offers(world.buyer, world.buyer_id, skus=["SH-100"])
    assert found["SH-100"].tiers[0].price == 129_00


async def test_delivery_abroad_is_free_of_tax(world: World) -> None:
    found = await queries.offers(world.buyer, world.buyer_id, skus=["SH-100"], country="DE")
    assert found["SH-100"].tax_rate == 0


async def test_nobody_asks_for_anothers_prices(world: World) -> None:
    with pytest.raises(NotFound):
        await queries.offers(world.rival, world.buyer_id, skus=["SH-100"])
    with pytest.raises(NotFound):
        await queries.find_products(world.colleague, world.buyer_id, "SH")


async def test_offers_for_many_lines_cost_one_statement(world: World) -> None:
    async with counted() as seen:
        await queries.offers(world.buyer, world.buyer_id, skus=list(world.products))
    assert len(seen) == 1


async def test_a_product_is_found_by_sku_and_by_words_of_its_name(world: World) -> None:
    async def index() -> None:
        for product in await Product.all():
            await fulltext.index("product", product.id, product.name_zh, product.name_en)

    await uow(index)
    for text, skus in (
        ("sh-1", ["SH-100"]),
        ("剃须", ["SH-100", "SH-200", "SH-300"]),
        ("shaver 200", ["SH-200"]),
        ("", []),
        ("%", []),
    ):
        found = await queries.find_products(world.buyer, world.buyer_id, text)
        assert [offer.sku for offer in found] == skus, text


async def test_a_sku_that_begins_as_typed_stands_before_a_name_that_holds_it(world: World) -> None:
    async def index() -> None:
        product = await Product.get(sku="SH-100")
        await fulltext.index("product", product.id, "Foil, fits SH-200")

    await uow(index)
    found = await queries.find_products(world.buyer, world.buyer_id, "sh-200")
    assert [offer.sku for offer in found] == ["SH-200", "SH-100"]


async def test_the_catalogue_pages_by_sku_with_own_prices(world: World) -> None:
    await worlds.own_list(world.buyer_id, "SH-200", 150_00)
    async with counted() as seen:
        page = await queries.catalogue(
            world.buyer, world.buyer_id, CatalogueFilter(), PageRequest(limit=2)
        )
    assert len(seen) == 2
    assert [(offer.sku, offer.tiers[0].price) for offer in page.rows] == [
        ("SH-100", 129_00), ("SH-200", 150_00),
    ]  # fmt: skip
    page = await queries.catalogue(
        world.buyer, world.buyer_id, CatalogueFilter(), PageRequest(after=page.older, limit=2)
    )
    assert [offer.sku for offer in page.rows] == ["SH-300"]


async def test_a_retired_product_is_offered_to_nobody(world: World) -> None:
    await Product.filter(sku="SH-100").update(is_active=False)
    assert await queries.offers(world.buyer, world.buyer_id, skus=["SH-100"]) == {}
    assert await queries.offers(world.manager, world.buyer_id, skus=["SH-100"]) == {}
