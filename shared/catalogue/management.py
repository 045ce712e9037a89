"""Reading the catalogue as staff keep it: products, price lists, stock levels, tax rates, sheets.

What a buyer may buy at which price is read in `queries.py`.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.catalogue.keeping import TAX_CLASSES
from shared.catalogue.models import (
    PriceEntry,
    PriceList,
    PriceListAssignment,
    PriceListAuthor,
    Product,
    Stock,
    TaxRate,
)
from shared.counterparties.queries import readable
from shared.database import fulltext
from shared.database.compound import capped_counts
from shared.database.keyset import page_of
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import form_in
from shared.kernel.wording import Message, say
from shared.settings import load

OWN_WORK = say("You wrote in it yourself: a colleague of finance who did not publishes it.")
PRODUCT_TABS = ("active", "archived")
PRODUCT_COLUMNS = (
    "sku", "name_zh", "name_en", "category_zh", "category_en", "unit", "minimum_quantity",
    "pack_quantity", "tax_class", "allows_backorder", "lead_days", "is_sold", "is_bought",
    "is_active", "updated_at", "stock__free", "stock__expected", "stock__expected_on", "stock__version",
)  # fmt: skip
ENTRY_COLUMNS = (
    "product__sku", "product__name_zh", "product__name_en", "product__unit", "from_quantity",
    "price", "per", "valid_from", "valid_until",
)  # fmt: skip
WHOLE = 20_000
MOST_RATES = 2_100  # 26 × 26 country codes, three classes each


@dataclass(frozen=True)
class Wanted:
    """What a reader of the products or stock levels asks for."""

    tab: str = "active"
    search: str = ""
    category: str = ""
    stock: str = ""


async def products(actor: Actor, wanted: Wanted, page: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of products with their stock, by SKU, in one statement."""
    return await page_of(_products(actor, wanted), page, PRODUCT_COLUMNS, sort="sku")


async def all_products(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    """Return every product of the filtered list for its download."""
    rows = _products(actor, wanted, "export").order_by("sku").limit(WHOLE)
    return list(await rows.values(*PRODUCT_COLUMNS))


async def product_counts(actor: Actor) -> dict[str, int]:
    """Return how many products each tab shows, capped, in one statement."""
    return await capped_counts({tab: _products(actor, Wanted(tab)) for tab in PRODUCT_TABS})


async def product(actor: Actor, sku: str) -> Product:
    """Return one product; NotFound for missing and foreign."""
    return await one(actor, Product, sku=sku)


async def stock_of(actor: Actor, product_id: int) -> Stock | None:
    """Return the stock level of one product."""
    return await scope(actor, Stock).get_or_none(product_id=product_id)


async def prices_of(actor: Actor, product_id: int) -> list[dict[str, Any]]:
    """Return every price of one product with its list."""
    rows = scope(actor, PriceEntry).filter(product_id=product_id)
    return list(
        await rows.order_by("price_list__code", "from_quantity", "id").limit(200).values(
            "from_quantity", "price", "per", "valid_from", "valid_until", "price_list__code",
            "price_list__name_zh", "price_list__name_en", "price_list__currency",
            "price_list__is_published",
        )
    )  # fmt: skip


async def price_lists(actor: Actor) -> list[PriceList]:
    """Return the price lists, at most 500, by code."""
    return list(await scope(actor, PriceList).order_by("code").limit(500))


async def price_list(actor: Actor, code: str) -> PriceList:
    """Return one price list with its author, the list it replaces; NotFound for missing and foreign."""
    rows = scope(actor, PriceList).select_related("changed_by", "replaces")
    found = await rows.get_or_none(code=code)
    if found is None:
        raise NotFound
    return found


async def revision_of(actor: Actor, list_id: int) -> str:
    """Return the code of the revision that is begun of a published list, "" without one."""
    rows = scope(actor, PriceList).filter(replaces_id=list_id)
    found = await rows.limit(1).values("code")
    return str(found[0]["code"]) if found else ""


def why_not_edit(*, is_published: bool) -> Message | None:
    """Return why a list is not changed where it stands, None when it may be."""
    if is_published and load().price_four_eyes:
        return say("Published prices are changed in a revision, which a second person publishes.")
    return None


async def authors(actor: Actor, list_id: int) -> dict[int, str]:
    """Return who wrote in a list since it was last published: user id → name as she reads it."""
    reached = Subquery(scope(actor, PriceList).filter(id=list_id).values("id"))
    rows = PriceListAuthor.filter(price_list_id__in=reached).order_by("id")
    return {
        one["user_id"]: form_in(actor.locale, one["user__name"], one["user__name_other"])
        for one in await rows.values("user_id", "user__name", "user__name_other")
    }


def why_not_publish(actor: Actor, authors: Container[int]) -> Message | None:
    """Return why the actor may not publish what `authors` (user ids) wrote, None when she may."""
    if not actor.may("price_list.publish"):
        return say("Finance publishes it: somebody who did not write in it.")
    if load().price_four_eyes and actor.user_id in authors:
        return OWN_WORK
    return None


async def entries(
    actor: Actor, list_id: int, page: PageRequest, search: str = ""
) -> Slice[dict[str, Any]]:
    """Return one page of a list's prices, product by product, each from its smallest tier up."""
    rows = scope(actor, PriceEntry).filter(price_list_id=list_id)
    if search.strip():
        text = search.strip()[:60]
        found = Q(product__sku__istartswith=text)
        ids = fulltext.ids_matching("product", text)
        rows = rows.filter(found if ids is None else found | Q(product_id__in=ids))
    found_rows = await page_of(rows, page, ENTRY_COLUMNS, sort="product_id")
    found_rows.rows.sort(key=lambda row: (row["product_id"], row["from_quantity"]))
    return found_rows


async def all_entries(actor: Actor, list_id: int) -> list[dict[str, Any]]:
    """Return every price of a list for its download, by SKU and quantity."""
    rows = scope(actor, PriceEntry, "export").filter(price_list_id=list_id)
    rows = rows.order_by("product__sku", "from_quantity", "valid_from").limit(WHOLE)
    return list(await rows.values(*ENTRY_COLUMNS))


async def assignments(actor: Actor, list_id: int) -> list[dict[str, Any]]:
    """Return the counterparties within the actor's scope that buy from a list, at most 500."""
    rows = PriceListAssignment.filter(
        price_list_id=list_id, counterparty_id__in=readable(actor)
    ).order_by("priority", "counterparty__number")
    return list(
        await rows.limit(500).values(
            "priority", "counterparty__number", "counterparty__name_zh", "counterparty__name_en"
        )
    )


async def lists_of(actor: Actor, counterparty_id: int) -> list[PriceList]:
    """Return the lists a counterparty buys from, the first asked first."""
    rows = scope(actor, PriceList).filter(
        assignments__counterparty_id=counterparty_id
    ).order_by("assignments__priority", "code")  # fmt: skip
    return list(await rows.limit(50))


async def tax_rates(actor: Actor) -> list[TaxRate]:
    """Return the tax rates by country and class; a country has as many as there are classes."""
    rows = await scope(actor, TaxRate).order_by("country", "id").limit(MOST_RATES)
    return sorted(rows, key=lambda row: (row.country, _place_of_class(row.tax_class)))


async def tax_rate(actor: Actor, code: str) -> TaxRate:
    """Return one rate by its code (`CN-standard`); NotFound without one."""
    country, _, tax_class = code.partition("-")
    return await one(actor, TaxRate, country=country, tax_class=tax_class)


def _place_of_class(tax_class: str) -> int:
    return TAX_CLASSES.index(tax_class) if tax_class in TAX_CLASSES else len(TAX_CLASSES)


def _products(actor: Actor, wanted: Wanted, verb: str = "read") -> QuerySet[Product]:
    rows = scope(actor, Product, verb).filter(is_active=wanted.tab != "archived")
    if wanted.search.strip():
        text = wanted.search.strip()[:60]
        ids = fulltext.ids_matching("product", text)
        found = Q(sku__istartswith=text)
        rows = rows.filter(found if ids is None else found | Q(id__in=ids))
    if wanted.category:
        rows = rows.filter(Q(category_en=wanted.category) | Q(category_zh=wanted.category))
    if wanted.stock == "none":
        rows = rows.filter(Q(stock__free__lte=0) | Q(stock__id__isnull=True))
    elif wanted.stock == "free":
        rows = rows.filter(stock__free__gt=0)
    return rows
