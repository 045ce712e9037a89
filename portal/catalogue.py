"""The catalogue at the company's own prices: tiers, minimum, availability; into an order in one click."""

from typing import Any

from starlette.requests import Request

from shared.access.actor import Actor
from shared.catalogue import queries
from shared.catalogue.queries import CatalogueFilter
from shared.catalogue.rules import Offer
from shared.exchange.sheets import Column, Sheet
from shared.kernel import clock, money, quantity
from shared.kernel.wording import say
from shared.language.speaking import translated
from shared.web.files import Format, sheet_file
from shared.web.forms import query
from shared.web.lists import ListQuery, address, neighbours
from shared.web.names import name_of
from shared.web.pages import Answer, page

LIST = say("Catalogue")


class CatalogueQuery(ListQuery):
    """The filters of the catalogue."""

    category: str = ""
    in_stock: bool = False
    format: Format = "xlsx"

    @property
    def wanted(self) -> CatalogueFilter:
        """The same for the domain."""
        return CatalogueFilter(self.q, self.category, self.in_stock)


async def index(request: Request) -> Answer:
    """Show one page of what the company may buy."""
    actor: Actor = request.state.actor
    wanted = query(request, CatalogueQuery)
    rows = await queries.catalogue(actor, actor.counterparty_id or 0, wanted.wanted, wanted.page)
    locale = request.state.locale
    categories = {name_of(locale, one, field="category") for one in rows.rows} - {""}
    return page(
        request, "portal/catalogue_index.html", rows=rows.rows, wanted=wanted,
        categories=sorted(categories | ({wanted.category} - {""})),
        here=lambda **c: address(request, **c), today=clock.today(request.state.zone),
        **neighbours(request, rows),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    """Download the price list exactly as filtered, one row a tier."""
    actor: Actor = request.state.actor
    wanted = query(request, CatalogueQuery)
    offers = await queries.catalogue_export(actor, actor.counterparty_id or 0, wanted.wanted)
    locale = request.state.locale
    labels = (
        ("text", say("SKU")), ("text", say("Product")), ("text", say("Category")),
        ("text", say("Unit")), ("number", say("From quantity")), ("money", say("Net price")),
        ("number", say("Per")), ("text", say("Currency")), ("number", say("Minimum quantity")),
        ("number", say("Pack quantity")), ("number", say("Free stock")),
    )  # fmt: skip
    columns = [Column(translated(label, locale), kind) for kind, label in labels]  # type: ignore[arg-type]
    cells = [row for offer in offers for row in _rows(offer, locale)]
    return await sheet_file(request, Sheet(translated(LIST, locale), columns, cells), wanted.format)


def _rows(offer: Offer, locale: str) -> list[list[Any]]:
    """Return one row for each tier of a product; one without price when there is none."""
    head = [offer.sku, name_of(locale, offer), name_of(locale, offer, field="category"), offer.unit]
    tail = [
        offer.currency,
        quantity.to_decimal(offer.smallest),
        quantity.to_decimal(offer.pack),
        quantity.to_decimal(offer.free),
    ]
    tiers: list[list[Any]] = [
        [
            quantity.to_decimal(tier.from_quantity),
            money.to_decimal(tier.price, offer.currency),
            tier.per,
        ]
        for tier in offer.tiers
    ]
    return [[*head, *tier, *tail] for tier in tiers or [[None, None, None]]]
