"""Keeping products: create, edit, take out of the catalogue, by form or by spreadsheet.

Prices are kept in `price_lists.py`, stock levels and tax rates in `levels.py`.
"""

from dataclasses import asdict
from typing import Any

from tortoise.exceptions import IntegrityError

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.catalogue.keeping import ProductCard, check_product, spellings
from shared.catalogue.models import Product, Stock
from shared.catalogue.sheet_columns import PRODUCTS
from shared.catalogue.sheets import Rows, read_rows
from shared.database import fulltext
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say


@action("product.create")
async def create_product(actor: Actor, *, card: ProductCard) -> str:
    """Add a product with an empty stock level and return its SKU."""
    check_product(card)
    if await Product.filter(sku__iexact=card.sku).exists():
        raise Refusal(say("There is a product with this SKU already."), "sku")
    now = clock.now()
    try:
        made = await Product.create(**asdict(card), created_at=now, updated_at=now)
    except IntegrityError:
        raise Refusal(say("There is a product with this SKU already."), "sku") from None
    await Stock.create(product_id=made.id)
    await _index(made)
    await record(actor, "product.create", made, number=made.sku, after=asdict(card))
    return str(made.sku)


@action("product.update")
async def update_product(actor: Actor, *, sku: str, version: int, card: ProductCard) -> None:
    """Save a product; its SKU stays. Raises Stale when somebody saved in between."""
    check_product(card)
    kept = await one(actor, Product, "update", sku=sku)
    await _save(actor, kept, version, asdict(card) | {"sku": kept.sku})


@action("product.archive")
async def archive_product(actor: Actor, *, sku: str, version: int) -> None:
    """Take a product out of the catalogue; orders keep their copy of it."""
    await _offer(actor, sku, version, is_active=False)


@action("product.archive")
async def restore_product(actor: Actor, *, sku: str, version: int) -> None:
    """Offer a product again."""
    await _offer(actor, sku, version, is_active=True)


@action("product.update")
async def upload_products(
    actor: Actor, *, headers: list[str], rows: list[list[str]], lines: list[int]
) -> dict[str, int]:
    """Take a spreadsheet of products, all or nothing; return how many were `made` and `changed`.

    A SKU that we have is changed in the columns of the file, another one is made. Raises BadSheet
    with line, column and reason of every bad cell.
    """
    found = read_rows(PRODUCTS, headers, rows, lines)
    found.require_clean()
    skus = spellings(str(values["sku"]) for _, values in found.rows)
    rows_we_have = await scope(actor, Product).filter(sku__in=skus)
    known = {product.sku.upper(): product for product in rows_we_have}
    _check_rows(found, known)
    counts = {"made": 0, "changed": 0}
    for _, values in found.rows:
        kept = known.get(values["sku"].upper())
        if kept is None:
            await create_product(actor, card=ProductCard(**values))
            counts["made"] += 1
        elif await _save(actor, kept, kept.version, values | {"sku": kept.sku}):
            counts["changed"] += 1
    return counts


def _check_rows(found: Rows, known: dict[str, Product]) -> None:
    """Check every row as it would be saved, and that no SKU stands there twice."""
    seen: set[str] = set()
    for line, values in found.rows:
        sku = values["sku"].upper()
        if sku in seen:
            found.refuse(line, Refusal(say("This SKU stands in the file twice."), "sku"))
        seen.add(sku)
        kept = known.get(sku)
        before = {name: getattr(kept, name) for name in asdict(ProductCard(""))} if kept else {}
        try:
            check_product(ProductCard(**(before | values)))
        except Invalid as invalid:
            for refusal in invalid.refusals:
                found.refuse(line, refusal)
    found.require_clean()


async def _save(actor: Actor, kept: Product, version: int, wanted: dict[str, Any]) -> bool:
    """Write what differs and return whether anything did."""
    before = {name: getattr(kept, name) for name in wanted}
    changed = [name for name in wanted if wanted[name] != before[name]]
    if not changed and kept.version == version:
        return False
    await change(actor, kept, "update", version, **wanted, updated_at=clock.now())
    await _index(kept)
    await record(
        actor, "product.update", kept, number=kept.sku,
        before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
    )  # fmt: skip
    return True


async def _offer(actor: Actor, sku: str, version: int, *, is_active: bool) -> None:
    kept = await one(actor, Product, "archive", sku=sku)
    await change(actor, kept, "archive", version, is_active=is_active, updated_at=clock.now())
    verb = "product.restore" if is_active else "product.archive"
    await record(
        actor, verb, kept, number=kept.sku,
        before={"is_active": not is_active}, after={"is_active": is_active},
    )  # fmt: skip


async def _index(kept: Product) -> None:
    await fulltext.index(
        "product", kept.id, kept.sku, kept.name_zh, kept.name_en, kept.category_zh,
        kept.category_en, kept.external_key,
    )  # fmt: skip
