"""Spreadsheets of products, prices and stock: all or nothing, each bad cell named."""

import pytest

from shared.catalogue import actions, levels, management, price_lists
from shared.catalogue.management import Wanted
from shared.catalogue.sheets import BadSheet
from shared.kernel import quantity
from shared.kernel.errors import NotAllowed
from shared.kernel.paging import PageRequest
from tests.shared.catalogue.shop import DEALERS, MIRROR, SHAVER, Shop

ANY = PageRequest()


def table(*rows: str) -> dict[str, list]:
    """Return the arguments of an upload from lines of cells divided by bars."""
    headers, *rest = [row.split("|") for row in rows]
    return {"headers": headers, "rows": rest, "lines": list(range(2, len(rows) + 1))}


def told(bad: BadSheet) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in bad.problems]


async def test_a_sheet_makes_and_changes_products(shop: Shop) -> None:
    counts = await actions.upload_products(
        shop.petra,
        **table(
            "产品编码|英文名称|供货周期（天）", "hs-5731|Triple-head shaver|21", "NEW-1|Trimmer|7"
        ),
    )
    assert counts == {"made": 1, "changed": 1}
    assert (await management.product(shop.petra, SHAVER.sku)).lead_days == 21
    assert (await management.product(shop.petra, SHAVER.sku)).name_zh == SHAVER.name_zh


async def test_bad_cells_are_named_and_nothing_is_saved(shop: Shop) -> None:
    with pytest.raises(BadSheet) as caught:
        await actions.upload_products(
            shop.petra,
            **table(
                "SKU|Name in English|Lead time in days", "A-1|One|soon", "|Two|3", "A-3|Three|3"
            ),
        )
    assert told(caught.value) == [(2, "Lead time in days"), (3, "SKU")]
    found = await management.products(shop.petra, Wanted(search="A-3"), ANY)
    assert found.rows == []


async def test_a_mistyped_heading_is_refused(shop: Shop) -> None:
    with pytest.raises(BadSheet) as caught:
        await actions.upload_products(shop.petra, **table("SKU|Naem", "A-1|One"))
    assert told(caught.value) == [(1, "Naem")]


async def test_what_a_rule_refuses_is_told_with_its_line(shop: Shop) -> None:
    with pytest.raises(BadSheet) as caught:
        await actions.upload_products(
            shop.petra,
            **table(
                "SKU|Name in English|Minimum quantity|Pack quantity",
                "A-1|One|12|12",
                "A-1|Two|12|12",
                "A-2|Three|5|12",
            ),
        )
    assert told(caught.value) == [(3, "SKU"), (4, "Minimum quantity")]


async def test_the_tiers_of_a_product_become_those_of_the_file(shop: Shop) -> None:
    code = DEALERS.code
    first = table(
        "SKU|From quantity|Net price",
        "HS-5731|1|188.00",
        "HS-5731|50|175",
        "MR-100|24|9.5",
    )
    await price_lists.upload_prices(shop.fiona, code=code, version=1, **first)
    second = table("SKU|Product|From quantity|Net price", "HS-5731|Shaver|1|190")
    counts = await price_lists.upload_prices(shop.fiona, code=code, version=2, **second)
    assert counts == {"products": 1, "prices": 1}
    here = await management.price_list(shop.fiona, code)
    rows = (await management.entries(shop.fiona, here.id, ANY)).rows
    assert [(row["product__sku"], row["from_quantity"], row["price"]) for row in rows] == [
        (SHAVER.sku, quantity.of(1), 19_000),
        (MIRROR.sku, quantity.of(24), 950),
    ]


async def test_a_sheet_of_prices_names_unknown_products_and_doubled_tiers(shop: Shop) -> None:
    bad = table(
        "SKU|From quantity|Net price", "NOPE|1|1", "HS-5731|1|188", "hs-5731|1|187", "MR-100|1|x"
    )
    with pytest.raises(BadSheet) as caught:
        await price_lists.upload_prices(shop.fiona, code=DEALERS.code, version=1, **bad)
    assert told(caught.value) == [(5, "Net price")]
    del bad["rows"][3], bad["lines"][3]
    with pytest.raises(BadSheet) as caught:
        await price_lists.upload_prices(shop.fiona, code=DEALERS.code, version=1, **bad)
    assert told(caught.value) == [(2, "SKU"), (4, "From quantity")]


async def test_stock_is_counted_by_sheet(shop: Shop) -> None:
    counted = table(
        "SKU|Free stock|Expected|Expected on", "HS-5731|120|0|", "MR-100|0|60|2026-12-01"
    )
    assert await levels.upload_stock(shop.petra, **counted) == {"changed": 2}
    assert await levels.upload_stock(shop.petra, **counted) == {"changed": 0}
    with pytest.raises(NotAllowed):
        await levels.upload_stock(shop.alice, **counted)


async def test_a_sheet_without_rows_is_refused(shop: Shop) -> None:
    with pytest.raises(BadSheet, match="1 cell"):
        await levels.upload_stock(shop.petra, **table("SKU|Free stock"))
