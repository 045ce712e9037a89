"""Stock levels as counted, and tax rates: kept by form or spreadsheet.

Orders take from stock in `stock.py`; both sides raise the row's version, so a count typed while an
order came in is refused as stale instead of giving sold goods back.
"""

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.catalogue.keeping import TAX_CLASSES, StockRow, check_stock, spellings
from shared.catalogue.models import Product, Stock, TaxRate
from shared.catalogue.sheet_columns import STOCK
from shared.catalogue.sheets import read_rows
from shared.journal.actions import record
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say


@action("stock.update")
async def set_stock(actor: Actor, *, row: StockRow, version: int) -> None:
    """Save what was counted; Stale when an order or a colleague changed it since."""
    check_stock(row)
    product = await one(actor, Product, sku=row.sku)
    held, made = await Stock.get_or_create(product_id=product.id)
    await _save(actor, product.sku, held, held.version if made else version, row)


@action("stock.update")
async def upload_stock(
    actor: Actor, *, headers: list[str], rows: list[list[str]], lines: list[int]
) -> dict[str, int]:
    """Take a spreadsheet of stock levels, all or nothing; return how many `changed`.

    The file is a count: it overrides what is stored now. Raises BadSheet.
    """
    found = read_rows(STOCK, headers, rows, lines)
    found.require_clean()
    typed = {line: StockRow(**values) for line, values in found.rows}
    products = await _products(actor, list(typed.values()))
    seen: set[str] = set()
    for line, row in typed.items():
        if row.sku.upper() not in products:
            found.refuse(line, Refusal(say("There is no product with this SKU."), "sku"))
        if row.sku.upper() in seen:
            found.refuse(line, Refusal(say("This SKU stands in the file twice."), "sku"))
        seen.add(row.sku.upper())
        try:
            check_stock(row)
        except Refusal as refusal:
            found.refuse(line, refusal)
    found.require_clean()
    changed = 0
    for row in sorted(typed.values(), key=lambda one: products[one.sku.upper()].id):
        product = products[row.sku.upper()]
        held, _ = await Stock.get_or_create(product_id=product.id)
        changed += await _save(actor, product.sku, held, held.version, row)
    return {"changed": changed}


@action("tax_rate.update")
async def set_tax_rate(
    actor: Actor, *, country: str, tax_class: str, rate: int, version: int = 0
) -> None:
    """Save a rate in basis points; `version` 0 makes a new one."""
    if tax_class not in TAX_CLASSES:
        raise Refusal(say("Choose a tax class from the list."), "tax_class")
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        raise Refusal(say("Choose a country from the list."), "country")
    if not 0 <= rate <= 5000:
        raise Refusal(say("A tax rate is between 0 and 50 %."), "rate")
    held = await TaxRate.get_or_none(country=country, tax_class=tax_class)
    before = {"rate": held.rate} if held else {}
    if held is None:
        held = await TaxRate.create(country=country, tax_class=tax_class, rate=rate)
    elif version == 0:
        raise Stale({"rate": held.rate}, held.version)
    else:
        await change(actor, held, "update", version, rate=rate)
    await record(
        actor, "tax_rate.update", held, number=held.code, before=before, after={"rate": rate},
    )  # fmt: skip


async def _products(actor: Actor, rows: list[StockRow]) -> dict[str, Product]:
    skus = spellings(row.sku for row in rows)
    return {one.sku.upper(): one for one in await scope(actor, Product).filter(sku__in=skus)}


async def _save(actor: Actor, sku: str, held: Stock, version: int, row: StockRow) -> bool:
    wanted = {"free": row.free, "expected": row.expected, "expected_on": row.expected_on}
    before = {name: getattr(held, name) for name in wanted}
    changed = [name for name in wanted if wanted[name] != before[name]]
    if not changed and held.version == version:
        return False
    await change(actor, held, "update", version, **wanted)
    await record(
        actor, "stock.update", held, number=sku,
        before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
    )  # fmt: skip
    return True
