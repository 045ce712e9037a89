"""What suppliers offer, as purchasing keeps it and as each supplier sees its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.catalogue.keeping import spellings
from shared.catalogue.queries import tax_rates
from shared.database import fulltext
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.pricing import Offer, Quote, TypedLine, quote_lines

COLUMNS = (
    "id", "supplier_code", "currency", "price", "per", "minimum_quantity", "lead_days",
    "tolerance", "valid_from", "valid_until", "is_active", "version", "supplier_id",
    "supplier__number", "supplier__name_zh", "supplier__name_en", "product_id", "product__sku",
    "product__name_zh", "product__name_en", "product__unit", "product__tax_class",
)  # fmt: skip
TABS = ("now", "ended", "all")
_MOST = 20_000


@dataclass(frozen=True)
class Wanted:
    """What a reader of the items asks for: a tab, words, one supplier (its number)."""

    tab: str = "now"
    q: str = ""
    supplier: str = ""


async def items(actor: Actor, wanted: Wanted, request: PageRequest) -> Slice[dict[str, Any]]:
    """Return one page of items, newest first, dicts of COLUMNS. One statement."""
    return await page_of(_asked(actor, wanted), request, COLUMNS, sort="-updated_at")


async def all_items(actor: Actor, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the filtered list in full for a file."""
    rows = _asked(actor, wanted, "export").order_by("supplier__number", "product__sku", "id")
    return list(await rows.limit(_MOST).values(*COLUMNS))


async def item(actor: Actor, item_id: int) -> dict[str, Any]:
    """Return one item in the actor's scope; NotFound otherwise."""
    rows = await scope(actor, SupplierItem).filter(id=item_id).values(*COLUMNS)
    if not rows:
        raise NotFound
    return dict(rows[0])


async def offers(
    actor: Actor, supplier_id: int, codes: Iterable[str], on: date
) -> dict[str, Offer]:
    """Return what a supplier offers on a day, by SKU and by its own code in upper case.

    Two statements. A later `valid_from` goes before an earlier one, whichever of the product's codes
    was typed; a SKU of ours goes before a supplier's code that is spelt alike.
    """
    typed = {code.strip() for code in codes if 0 < len(code.strip()) <= 80}
    forms = sorted({form for one in typed for form in (one, one.upper(), one.lower())}) or [""]
    named = Q(product__sku__in=spellings(typed)) | Q(supplier_code__in=forms)
    valid = _valid(actor, supplier_id, on)
    rows = await valid.filter(product_id__in=Subquery(valid.filter(named).values("product_id")))\
        .order_by("valid_from", "id").limit(2000).values(*COLUMNS)  # fmt: skip
    rates = await tax_rates("CN")
    found: dict[str, Offer] = {}
    named_by: dict[str, str] = {}
    for row in rows:
        offer = offer_of(row, rates)
        found[offer.sku.upper()] = offer
        if offer.supplier_code:
            named_by[offer.supplier_code.upper()] = offer.sku.upper()
    return {code: found[sku] for code, sku in named_by.items()} | found


async def find_offers(actor: Actor, supplier_id: int, text: str, limit: int = 12) -> list[Offer]:
    """Return a supplier's items whose SKU or code begins with `text`, or whose name has its words."""
    text = text.strip()[:60]
    if not text:
        return []
    begins = Q(product__sku__istartswith=text) | Q(supplier_code__istartswith=text)
    words = fulltext.ids_matching("product", text)
    wanted = begins if words is None else begins | Q(product_id__in=words)
    rows = _valid(actor, supplier_id, clock.today(actor.zone)).filter(wanted)
    found = await rows.order_by("product__sku").limit(limit).values(*COLUMNS)
    return [offer_of(row, {}) for row in found]


async def quote(
    actor: Actor, supplier_id: int, lines: Sequence[TypedLine], *, currency: str
) -> Quote:
    """Return today's answer to typed lines: price, day, what is wrong. Two statements."""
    today = clock.today(actor.zone)
    found = await offers(actor, supplier_id, [line.sku for line in lines], today)
    return quote_lines(lines, found, currency, today)


def offer_of(row: dict[str, Any], rates: dict[str, int]) -> Offer:
    """Return the offer of a row of COLUMNS; `rates` are basis points by tax class."""
    return Offer(
        row["product_id"], row["product__sku"], row["product__name_zh"], row["product__name_en"],
        row["product__unit"], row["supplier_code"], row["currency"], row["price"], row["per"],
        row["minimum_quantity"], row["lead_days"], row["tolerance"],
        rates.get(row["product__tax_class"], 0),
    )  # fmt: skip


def _valid(actor: Actor, supplier_id: int, on: date) -> QuerySet[SupplierItem]:
    ends = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return scope(actor, SupplierItem).filter(
        ends, supplier_id=supplier_id, is_active=True, valid_from__lte=on
    )


def _asked(actor: Actor, wanted: Wanted, verb: str = "read") -> QuerySet[SupplierItem]:
    rows = scope(actor, SupplierItem, verb)
    today = clock.today(actor.zone)
    if wanted.tab == "now":
        ends = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
        rows = rows.filter(ends, is_active=True)
    elif wanted.tab == "ended":
        rows = rows.filter(Q(is_active=False) | Q(valid_until__lt=today))
    if wanted.supplier:
        rows = rows.filter(supplier__number=wanted.supplier)
    if wanted.q.strip():
        text = wanted.q.strip()[:60]
        words = fulltext.ids_matching("product", text)
        begins = Q(product__sku__istartswith=text) | Q(supplier_code__istartswith=text)
        rows = rows.filter(begins if words is None else begins | Q(product_id__in=words))
    return rows
