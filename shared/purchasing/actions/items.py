"""Keeping what suppliers offer: by form, by spreadsheet, taken out when it ends."""

from dataclasses import asdict
from typing import Any

from tortoise.exceptions import IntegrityError

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, places, scope
from shared.catalogue.keeping import spellings
from shared.catalogue.sheets import Rows, read_rows
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock, money
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say
from shared.purchasing.keeping import ITEMS, ItemCard, check_item
from shared.purchasing.models.items import SupplierItem

_KEPT = (
    "supplier_code", "currency", "price", "per", "minimum_quantity", "lead_days", "tolerance",
    "valid_from", "valid_until",
)  # fmt: skip


@action("supplier_item.create")
async def add_item(actor: Actor, *, card: ItemCard, key: str = "") -> int:
    """Add what a supplier offers and return its id; Refusal for an unknown supplier or product."""
    check_item(card)
    supplier = await _supplier(actor, card.supplier)
    product = await _product(actor, card.sku)
    now = clock.now()
    try:
        made = await SupplierItem.create(
            supplier_id=supplier.id, product_id=product.id, created_at=now, updated_at=now,
            **_values(card),
        )  # fmt: skip
    except IntegrityError:
        raise Refusal(
            say("This supplier has a price for this product from that day already."), "valid_from"
        ) from None
    await record(
        actor, "supplier_item.create", made, number=f"{supplier.number} {product.sku}",
        counterparty_id=supplier.id, after=_values(card),
    )  # fmt: skip
    return int(made.id)


@action("supplier_item.update")
async def change_item(actor: Actor, item_id: int, *, version: int, card: ItemCard) -> None:
    """Save an item; supplier and product stay. Raises Stale when somebody saved in between."""
    check_item(card)
    kept = await one(actor, SupplierItem, "update", id=item_id)
    await _save(actor, kept, version, card)


@action("supplier_item.archive")
async def end_item(actor: Actor, item_id: int, *, version: int, is_active: bool) -> None:
    """Take an item out of use, or offer it again; orders keep their copy of it."""
    kept = await one(actor, SupplierItem, "archive", id=item_id)
    before = kept.is_active
    await change(
        actor, kept, "archive", version, is_active=is_active, updated_at=clock.now()
    )  # fmt: skip
    await record(
        actor, "supplier_item.archive", kept, number=str(kept.id),
        counterparty_id=kept.supplier_id, before={"is_active": before},
        after={"is_active": is_active},
    )  # fmt: skip


@action("supplier_item.update")
async def upload_items(
    actor: Actor, *, headers: list[str], rows: list[list[str]], lines: list[int]
) -> dict[str, int]:
    """Take a spreadsheet of items, all or nothing; return how many were `made` and `changed`.

    A supplier's price for a product from a day is changed if we have it, else made.
    """
    found = read_rows(ITEMS, headers, rows, lines)
    found.require_clean()
    suppliers = await _suppliers(actor, {str(values["supplier"]) for _, values in found.rows})
    products = await _products(actor, {str(values["sku"]) for _, values in found.rows})
    cards = _cards(found, suppliers, products)
    counts = {"made": 0, "changed": 0}
    for card in cards:
        kept = await SupplierItem.get_or_none(
            supplier_id=suppliers[card.supplier].id, product_id=products[card.sku.upper()].id,
            valid_from=card.valid_from,
        )  # fmt: skip
        if kept is None:
            await add_item(actor, card=card)
            counts["made"] += 1
        elif await _save(actor, kept, kept.version, card):
            counts["changed"] += 1
    return counts


def _cards(found: Rows, suppliers: dict[str, Any], products: dict[str, Any]) -> list[ItemCard]:
    cards = []
    for line, values in found.rows:
        place = suppliers.get(values["supplier"])
        product = products.get(values["sku"].upper())
        if place is None:
            found.refuse(line, Refusal(say("There is no such supplier."), "supplier"))
        if product is None:
            found.refuse(line, Refusal(say("There is no product with this SKU."), "sku"))
        if place is None or product is None:
            continue
        try:
            card = _card(values, place.currency)
            check_item(card)
            cards.append(card)
        except Refusal as refusal:
            found.refuse(line, refusal)
        except Invalid as invalid:
            for one_reason in invalid.refusals:
                found.refuse(line, one_reason)
    found.require_clean()
    return cards


def _card(values: dict[str, Any], currency: str) -> ItemCard:
    currency = str(values.get("currency") or currency).upper()
    chosen = {name: values[name] for name in _KEPT if name in values}
    chosen |= {
        "currency": currency,
        "price": money.from_text(values["price"], currency, "price"),
        "tolerance": values.get("tolerance", 0) * 100,
        "valid_from": values.get("valid_from") or clock.today(),
    }
    return ItemCard(values["supplier"], values["sku"], **chosen)


def _values(card: ItemCard) -> dict[str, Any]:
    return {name: value for name, value in asdict(card).items() if name in _KEPT}


async def _save(actor: Actor, kept: SupplierItem, version: int, card: ItemCard) -> bool:
    wanted = _values(card)
    before = {name: getattr(kept, name) for name in wanted}
    changed = [name for name in wanted if wanted[name] != before[name]]
    if not changed and kept.version == version:
        return False
    try:
        await change(actor, kept, "update", version, **wanted, updated_at=clock.now())
    except IntegrityError:
        raise Refusal(
            say("This supplier has a price for this product from that day already."), "valid_from"
        ) from None
    await record(
        actor, "supplier_item.update", kept, number=str(kept.id),
        counterparty_id=kept.supplier_id, before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
    )  # fmt: skip
    return True


async def _supplier(actor: Actor, number: str) -> Any:
    found = await _suppliers(actor, {number})
    if number not in found:
        raise Refusal(say("There is no such supplier."), "supplier")
    return found[number]


async def _suppliers(actor: Actor, numbers: set[str]) -> dict[str, Any]:
    rows = await places(actor, "supplier_item.create").filter(
        number__in=sorted(numbers), is_supplier=True
    )
    return {row.number: row for row in rows}


async def _product(actor: Actor, sku: str) -> Any:
    found = await _products(actor, {sku})
    if sku.upper() not in found:
        raise Refusal(say("There is no product with this SKU."), "sku")
    return found[sku.upper()]


async def _products(actor: Actor, skus: set[str]) -> dict[str, Any]:
    """Return bought products by SKU in upper case; the index wants the exact spelling."""
    products = scope(actor, table_model("product"))
    rows = await products.filter(sku__in=spellings(skus), is_bought=True)
    return {row.sku.upper(): row for row in rows}  # type: ignore[attr-defined]
