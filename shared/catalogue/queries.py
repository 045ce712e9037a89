"""Reading the catalogue as a buyer sees it: own prices, tiers, availability, tax.

Every function takes the actor first and reads products through her scope; the buyer is found
through the scope too, so that nobody reads another organisation's prices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.expressions import Case, Q, Subquery, When
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.catalogue.keeping import spellings
from shared.catalogue.models import PriceEntry, PriceListAssignment, Product, TaxRate
from shared.catalogue.rules import STANDARD_RANK, Entry, Offer, tax_rate, tiers_on
from shared.counterparties.buyers import Buyer, buyer, term_of
from shared.database import fulltext
from shared.database.compound import Question, ask
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.paging import PageRequest, Slice

PRODUCT_COLUMNS = (
    "id", "sku", "name_zh", "name_en", "category_zh", "category_en", "unit", "minimum_quantity",
    "pack_quantity", "tax_class", "allows_backorder", "lead_days", "stock__free",
    "stock__expected", "stock__expected_on",
)  # fmt: skip
ENTRY_COLUMNS = (
    "product_id", "price_list_id", "from_quantity", "price", "per", "valid_from", "valid_until",
    "price_list__valid_from", "price_list__valid_until",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class CatalogueFilter:
    """What a reader of the catalogue asks for; empty fields ask for nothing."""

    q: str = ""
    category: str = ""
    in_stock: bool = False


async def offers(
    actor: Actor,
    buyer_id: int,
    *,
    skus: Iterable[str] = (),
    product_ids: Iterable[int] = (),
    on: date | None = None,
    country: str | None = None,
) -> dict[str, Offer]:
    """Return what the buyer may buy, by SKU in upper case; unknown products are left out.

    `on` defaults to today, `country` (of delivery, for the tax) to the buyer's. One statement.
    Raises NotFound for a buyer outside the actor's scope.
    """
    wanted = Q(sku__in=spellings(skus) or [""]) | Q(id__in=list(product_ids) or [0])
    products = _active(actor).filter(wanted)
    found = await ask(
        who=buyer(actor, buyer_id=buyer_id),
        products=Question({"rows": products.limit(2000).values(*PRODUCT_COLUMNS)}, _as_read),
        entries=_entries(actor, buyer_id, Subquery(products.values("id"))),
        rates=_tax_rates(country or term_of(actor, buyer_id, "country")),
    )
    priced = _offers(**found, on=on or clock.today(actor.zone))
    return {offer.sku.upper(): offer for offer in priced}


async def find_products(actor: Actor, buyer_id: int, text: str, limit: int = 12) -> list[Offer]:
    """Return products whose SKU begins with `text` or whose names hold its words (combobox).

    Active products only, at the buyer's prices, those whose SKU begins so first; an empty text
    finds nothing.
    """
    text = text.strip()[:60]
    if not text:
        return []
    begins = Case(When(sku__istartswith=text, then="0"), default="1")
    found = _active(actor).filter(_matching(text)).annotate(nearness=begins)
    found = found.order_by("nearness", "sku").limit(limit)
    return await _priced(actor, buyer_id, list(await found.values(*PRODUCT_COLUMNS)))


async def catalogue(
    actor: Actor, buyer_id: int, asked: CatalogueFilter, request: PageRequest
) -> Slice[Offer]:
    """Return one page of active products by SKU at the buyer's net prices. Two statements."""
    page = await page_of(_asked(actor, asked), request, PRODUCT_COLUMNS, sort="sku")
    priced = await _priced(actor, buyer_id, page.rows)
    return Slice(priced, page.newer, page.older)


async def catalogue_export(
    actor: Actor, buyer_id: int, asked: CatalogueFilter, limit: int = 20_000
) -> list[Offer]:
    """Return every product of the filtered catalogue, exactly as listed."""
    rows = await _asked(actor, asked, "export").order_by("sku").limit(limit)\
        .values(*PRODUCT_COLUMNS)  # fmt: skip
    return await _priced(actor, buyer_id, list(rows))


async def categories(actor: Actor) -> list[tuple[str, str]]:
    """Return the categories on offer as (Chinese, English), sorted by the English name."""
    rows = await _active(actor).distinct().limit(200).values("category_zh", "category_en")
    pairs = {(row["category_zh"], row["category_en"]) for row in rows}
    return sorted((pair for pair in pairs if any(pair)), key=lambda pair: pair[1] or pair[0])


async def tax_rates(country: str) -> dict[str, int]:
    """Return tax class → basis points for deliveries to `country`."""
    return await _tax_rates(country)


def _tax_rates(country: str | Subquery) -> Question[dict[str, int]]:
    rows = TaxRate.filter(country=country).values("tax_class", "rate")
    return Question({"rows": rows}, lambda rows: {row["tax_class"]: row["rate"] for row in rows})


def _active(actor: Actor, verb: str = "read") -> QuerySet[Product]:
    return scope(actor, Product, verb).filter(is_active=True, is_sold=True)


def _asked(actor: Actor, asked: CatalogueFilter, verb: str = "read") -> QuerySet[Product]:
    rows = _active(actor, verb)
    if asked.q.strip():
        rows = rows.filter(_matching(asked.q.strip()[:60]))
    if asked.category:
        rows = rows.filter(Q(category_en=asked.category) | Q(category_zh=asked.category))
    if asked.in_stock:
        rows = rows.filter(stock__free__gt=0)
    return rows


def _matching(text: str) -> Q:
    words = fulltext.ids_matching("product", text)
    begins = Q(sku__istartswith=text)
    return begins if words is None else begins | Q(id__in=words)


async def _priced(actor: Actor, buyer_id: int, products: list[Row]) -> list[Offer]:
    """Return products as the buyer may buy them today, net; one statement."""
    found = await ask(
        who=buyer(actor, buyer_id=buyer_id),
        entries=_entries(actor, buyer_id, [row["id"] for row in products] or [0]),
    )
    return _offers(**found, products=products, rates={}, on=clock.today(actor.zone))


def _entries(actor: Actor, buyer_id: int, product_ids: list[int] | Subquery) -> Question[list[Row]]:
    """Ask for the prices that may apply; lists in another currency are never asked."""
    own = PriceListAssignment.filter(counterparty_id=buyer_id).values("price_list_id")
    lists = Q(price_list_id__in=Subquery(own)) | Q(price_list__is_standard=True)
    rows = PriceEntry.filter(
        lists,
        product_id__in=product_ids,
        price_list__currency=term_of(actor, buyer_id, "currency"),
        price_list__is_published=True,
    )
    return Question({"rows": rows.values(*ENTRY_COLUMNS)}, _as_read)


def _as_read(rows: list[Row]) -> list[Row]:
    return rows


def _offers(
    who: Buyer, products: list[Row], entries: list[Row], rates: dict[str, int], on: date
) -> list[Offer]:
    ranks = dict(who.price_lists)
    prices: dict[int, list[Entry]] = {}
    for row in entries:
        rank = ranks.get(row["price_list_id"], STANDARD_RANK)
        prices.setdefault(row["product_id"], []).append(_entry(row, rank))
    return [_offer(row, who.currency, prices.get(row["id"], []), on, rates) for row in products]


def _entry(row: dict[str, Any], rank: int) -> Entry:
    """Join the validity of list and entry: both must hold."""
    starts = [day for day in (row["valid_from"], row["price_list__valid_from"]) if day]
    ends = [day for day in (row["valid_until"], row["price_list__valid_until"]) if day]
    return Entry(
        rank,
        row["from_quantity"],
        row["price"],
        row["per"],
        max(starts, default=None),
        min(ends, default=None),
    )


def _offer(
    row: dict[str, Any], currency: str, entries: list[Entry], on: date, rates: dict[str, int]
) -> Offer:
    return Offer(
        product_id=row["id"],
        sku=row["sku"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        category_zh=row["category_zh"],
        category_en=row["category_en"],
        unit=row["unit"],
        minimum=row["minimum_quantity"],
        pack=row["pack_quantity"],
        currency=currency,
        tiers=tiers_on(entries, on),
        tax_rate=tax_rate(rates, row["tax_class"]),
        free=row["stock__free"] or 0,
        expected=row["stock__expected"] or 0,
        expected_on=row["stock__expected_on"],
        allows_backorder=bool(row["allows_backorder"]),
        lead_days=row["lead_days"],
    )
