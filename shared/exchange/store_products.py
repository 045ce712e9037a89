"""Brings in products with their opening stock."""

from typing import Any

from shared.catalogue.models import Product, Stock
from shared.database import fulltext
from shared.exchange.storing import BATCH, Plan, Run, ids_of, stated, store
from shared.exchange.validation import Row
from shared.kernel.wording import say

_COLUMNS = (
    "sku", "name_zh", "name_en", "category_zh", "category_en", "description_zh",
    "description_en", "unit", "minimum_quantity", "pack_quantity", "tax_class",
    "allows_backorder", "lead_days", "is_active",
)  # fmt: skip


async def store_products(run: Run, rows: list[Row]) -> None:
    """Bring in products; a SKU that another record has already is refused."""
    await _refuse_taken(run, rows)
    if run.problems.count:
        return
    found = await Product.filter(external_source=run.source)
    plan = Plan(
        "product", Product, {record.external_key: record for record in found},
        columns=lambda row: _said(run, row),
        fresh=lambda row: {
            "external_source": run.source, "external_key": row.key,
            "created_at": run.now, "updated_at": run.now,
        },
        name=lambda record: record.sku, ids=ids_of(run, Product),
    )  # fmt: skip
    created, _ = await store(run, rows, plan)
    products = [*found, *created]
    run.ids["product"] = {record.external_key: record.id for record in products}
    if rows:
        await _open_stock(run, rows)
        await _index(products)


async def _refuse_taken(run: Run, rows: list[Row]) -> None:
    own = {row.values["sku"]: row for row in reversed(rows)}
    others = Product.exclude(external_source=run.source).filter(sku__in=list(own))
    taken = set(map(str, await others.values_list("sku", flat=True))) if rows else set()
    for row in rows:
        if row.values["sku"] in taken or own[row.values["sku"]] is not row:
            run.refuse(row, "sku", say("Another product has this SKU already."))


def _said(run: Run, row: Row) -> dict[str, Any]:
    given = stated(Product, row, _COLUMNS)
    if "supplier" in row.values:
        supplier = row.values["supplier"]
        given["supplier_id"] = run.ids["counterparty"][supplier] if supplier else None
    return given


async def _open_stock(run: Run, rows: list[Row]) -> None:
    """Give stock to products that have none yet; stock that is kept here is never set again."""
    kept: set[Any] = set(await Stock.all().values_list("product_id", flat=True))
    fresh = [
        Stock(product_id=product_id, free=row.values.get("opening_stock") or 0)
        for row in rows
        if (product_id := run.ids["product"][row.key]) not in kept
    ]
    await Stock.bulk_create(fresh, batch_size=BATCH)


async def _index(products: list[Product]) -> None:
    await fulltext.index_many(
        "product",
        [
            (one.id, (one.sku, one.name_zh, one.name_en, one.category_zh, one.category_en))
            for one in products
        ],
    )
