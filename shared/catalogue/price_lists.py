"""Keeping price lists: the list, its prices as a table or spreadsheet, and who buys from it.

A list is a draft until it is published (`publishing.py`); pricing never looks at drafts. Prices
change one list at a time under the list's version, so that two people never mix their tables.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.catalogue.authors import note_author
from shared.catalogue.keeping import ListCard, PriceRow, check_list, check_price, spellings
from shared.catalogue.management import why_not_edit
from shared.catalogue.models import PriceEntry, PriceList, PriceListAssignment, Product
from shared.catalogue.price_texts import differences, entries_of, row_of, texts
from shared.catalogue.sheet_columns import prices
from shared.catalogue.sheets import read_rows
from shared.counterparties.queries import counterparty
from shared.journal.actions import record
from shared.kernel import clock, quantity
from shared.kernel.errors import Invalid, NotFound, Refusal
from shared.kernel.wording import say


@action("price_list.create")
async def create_price_list(actor: Actor, *, card: ListCard) -> str:
    """Begin a price list as a draft and return its code."""
    check_list(card)
    if await PriceList.filter(code__iexact=card.code).exists():
        raise Refusal(say("There is a price list with this code already."), "code")
    await _one_standard(card)
    now = clock.now()
    made = await PriceList.create(
        **asdict(card),
        is_published=False,
        changed_by_id=actor.user_id or None,
        created_at=now,
        updated_at=now,
    )
    await note_author(actor, made.id)
    await record(actor, "price_list.create", made, number=made.code, after=asdict(card))
    return str(made.code)


@action("price_list.update")
async def update_price_list(actor: Actor, *, code: str, version: int, card: ListCard) -> None:
    """Save name and validity; code and currency stay, because prices stand in it."""
    check_list(card)
    kept = await _editable(actor, code)
    await _one_standard(card, kept.id)
    wanted = asdict(card) | {"code": kept.code, "currency": kept.currency}
    before = {name: getattr(kept, name) for name in wanted}
    await change(
        actor, kept, "update", version, **wanted, changed_by_id=actor.user_id or None,
        updated_at=clock.now(),
    )  # fmt: skip
    await note_author(actor, kept.id)
    changed = [name for name in wanted if wanted[name] != before[name]]
    await record(
        actor, "price_list.update", kept, number=kept.code,
        before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
    )  # fmt: skip


@action("price_list.update")
async def save_prices(
    actor: Actor, *, code: str, version: int, kept: dict[int, PriceRow | None],
    added: list[PriceRow],
) -> None:  # fmt: skip
    """Save a table of prices: entry id → its new row, or None to remove it; and new rows.

    Entries not named stay. Raises Invalid with fields `kept.<id>.<field>` and `added.<n>.<field>`.
    """
    rows = {f"kept.{entry}": row for entry, row in kept.items() if row}
    rows |= {f"added.{n}": row for n, row in enumerate(added)}
    here = await _editable(actor, code)
    stored = {entry.id: entry for entry in await entries_of(here)}
    if not set(kept) <= set(stored):
        raise NotFound
    products = await _products(actor, rows.values())
    others = {row_of(entry).place for entry_id, entry in stored.items() if entry_id not in kept}
    _check_table(rows, products, others)
    await _begin(actor, here, version)
    before, after = await _write(here, stored, kept, added, products)
    await _journal(actor, here, before, after)


@action("price_list.update")
async def upload_prices(
    actor: Actor, *, code: str, version: int, headers: list[str], rows: list[list[str]],
    lines: list[int],
) -> dict[str, int]:  # fmt: skip
    """Take a spreadsheet of prices, all or nothing; return `products` and `prices` written.

    The tiers of every product in the file become exactly those of the file; products that are not
    in it keep theirs. Raises BadSheet with line, column and reason of every bad cell.
    """
    here = await _editable(actor, code)
    found = read_rows(prices(here.currency), headers, rows, lines)
    found.require_clean()
    typed = {line: _typed(values) for line, values in found.rows}
    products = await _products(actor, typed.values())
    seen: set[Any] = set()
    for line, row in typed.items():
        for refusal in _wrong(row, products, seen):
            found.refuse(line, refusal)
        seen.add(row.place)
    found.require_clean()
    named = {products[row.sku.upper()].id for row in typed.values()}
    stored = {entry.id: entry for entry in await entries_of(here) if entry.product_id in named}
    await _begin(actor, here, version)
    gone = dict.fromkeys(stored)
    before, after = await _write(here, stored, gone, list(typed.values()), products)
    await _journal(actor, here, before, after)
    return {"products": len(named), "prices": len(typed)}


@action("price_list.update")
async def assign_price_list(
    actor: Actor, *, code: str, counterparty_number: str, priority: int = 10
) -> None:
    """Let a counterparty buy from the list; a lower priority number is asked first."""
    here = await one(actor, PriceList, "update", code=code)
    if here.replaces_id:
        raise Refusal(say("Buyers belong to the published list that this revision replaces."))
    buyer = await counterparty(actor, counterparty_number.strip().upper())
    if not 1 <= priority <= 999:
        raise Refusal(say("The priority is between 1 and 999."), "priority")
    if not (buyer.is_customer or buyer.is_distributor):
        raise Refusal(say("Only customers and distributors buy from a price list."), "number")
    if await PriceListAssignment.filter(price_list_id=here.id, counterparty_id=buyer.id).exists():
        raise Refusal(say("{number} buys from this list already.", number=buyer.number), "number")
    await PriceListAssignment.create(
        price_list_id=here.id, counterparty_id=buyer.id, priority=priority
    )
    await record(
        actor, "price_list.assign", here, number=here.code, counterparty_id=buyer.id,
        after={"counterparty": buyer.number, "priority": priority},
    )  # fmt: skip


@action("price_list.update")
async def unassign_price_list(actor: Actor, *, code: str, counterparty_number: str) -> None:
    """End that a counterparty buys from the list."""
    here = await one(actor, PriceList, "update", code=code)
    buyer = await counterparty(actor, counterparty_number)
    removed = await PriceListAssignment.filter(
        price_list_id=here.id, counterparty_id=buyer.id
    ).delete()
    if not removed:
        raise NotFound
    await record(
        actor, "price_list.unassign", here, number=here.code, counterparty_id=buyer.id,
        before={"counterparty": buyer.number},
    )  # fmt: skip


async def _editable(actor: Actor, code: str) -> PriceList:
    """Return a list whose prices may be changed where they stand."""
    here = await one(actor, PriceList, "update", code=code)
    if blocked := why_not_edit(is_published=here.is_published):
        raise Refusal(blocked)
    return here


async def _one_standard(card: ListCard, but: int = 0) -> None:
    rows = PriceList.filter(currency=card.currency, is_standard=True).exclude(id=but)
    if card.is_standard and await rows.exists():
        raise Refusal(
            say("There is a standard list in {currency} already.", currency=card.currency),
            "is_standard",
        )


async def _products(actor: Actor, rows: Iterable[PriceRow]) -> dict[str, Product]:
    skus = spellings(row.sku for row in rows) or [""]
    return {one.sku.upper(): one for one in await scope(actor, Product).filter(sku__in=skus)}


def _typed(values: dict[str, Any]) -> PriceRow:
    return PriceRow(**({"from_quantity": quantity.SCALE, "per": 1} | values))


def _wrong(row: PriceRow, products: dict[str, Product], seen: set[Any]) -> list[Refusal]:
    reasons: list[Refusal] = []
    if row.sku.upper() not in products:
        reasons.append(Refusal(say("There is no product with this SKU."), "sku"))
    if row.place in seen:
        reasons.append(
            Refusal(say("This tier is there twice: change its quantity."), "from_quantity")
        )
    try:
        check_price(row)
    except Refusal as refusal:
        reasons.append(refusal)
    return reasons


def _check_table(rows: dict[str, PriceRow], products: dict[str, Product], seen: set[Any]) -> None:
    reasons: list[Refusal] = []
    for name, row in rows.items():
        for refusal in _wrong(row, products, seen):
            reasons.append(Refusal(refusal.message, f"{name}.{refusal.field}"))
        seen.add(row.place)
    if reasons:
        raise Invalid(reasons)


async def _begin(actor: Actor, here: PriceList, version: int) -> None:
    await change(
        actor, here, "update", version, changed_by_id=actor.user_id or None,
        updated_at=clock.now(),
    )  # fmt: skip
    await note_author(actor, here.id)


async def _write(
    here: PriceList, stored: dict[int, PriceEntry], kept: dict[int, Any], added: list[PriceRow],
    products: dict[str, Product],
) -> tuple[dict[str, str], dict[str, str]]:  # fmt: skip
    """Replace the named entries by their rows and return what was and what is, as texts."""
    replaced = [entry_id for entry_id, row in kept.items() if row != row_of(stored[entry_id])]
    before = texts((row_of(stored[one]) for one in replaced), here.currency)
    rows = [kept[one] for one in replaced if kept[one] is not None] + added
    if replaced:
        await PriceEntry.filter(id__in=replaced, price_list_id=here.id).delete()
    await PriceEntry.bulk_create(
        PriceEntry(
            price_list_id=here.id, product_id=products[row.sku.upper()].id,
            from_quantity=row.from_quantity, price=row.price, per=row.per,
            valid_from=row.valid_from, valid_until=row.valid_until,
        )
        for row in rows
    )  # fmt: skip
    return before, texts(rows, here.currency)


async def _journal(
    actor: Actor, here: PriceList, before: dict[str, str], after: dict[str, str]
) -> None:
    old, new = differences(before, after)
    await record(
        actor, "price_list.price", here, number=here.code,
        before=old, after=new,
    )  # fmt: skip
