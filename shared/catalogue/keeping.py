"""What the catalogue's records must hold before they are saved. Pure, like `rules.py`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say

UNITS = ("pcs", "set", "box", "carton", "kg", "m")
TAX_CLASSES = ("standard", "reduced", "exempt")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
_SKU = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,39}")


@dataclass(frozen=True)
class ProductCard:
    """A product as staff keep it; quantities scaled by 10⁴, `lead_days` in calendar days."""

    sku: str
    name_zh: str = ""
    name_en: str = ""
    category_zh: str = ""
    category_en: str = ""
    description_zh: str = ""
    description_en: str = ""
    unit: str = "pcs"
    minimum_quantity: int = 10_000
    pack_quantity: int = 10_000
    tax_class: str = "standard"
    allows_backorder: bool = True
    lead_days: int = 14
    is_sold: bool = True
    is_bought: bool = False


@dataclass(frozen=True)
class ListCard:
    """A price list without its prices."""

    code: str
    currency: str
    valid_from: date
    name_zh: str = ""
    name_en: str = ""
    valid_until: date | None = None
    is_standard: bool = False


@dataclass(frozen=True)
class PriceRow:
    """A price as typed: minor units per `per` pieces from a quantity (×10⁴) on."""

    sku: str
    from_quantity: int
    price: int
    per: int = 1
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def place(self) -> tuple[str, int, date | None]:
        """What a list holds once only."""
        return self.sku.upper(), self.from_quantity, self.valid_from


@dataclass(frozen=True)
class StockRow:
    """A stock level as typed, quantities scaled by 10⁴."""

    sku: str
    free: int
    expected: int = 0
    expected_on: date | None = None


LONGEST_SKU = 40


def spellings(skus: Iterable[str]) -> list[str]:
    """Return the SKUs as typed, in upper and in lower case: the index wants the exact one.

    What is longer than a SKU is none and left out.
    """
    typed = {sku.strip() for sku in skus if len(sku.strip()) <= LONGEST_SKU}
    return sorted({form for sku in typed for form in (sku, sku.upper(), sku.lower())})


def check_product(card: ProductCard) -> None:
    """Refuse a product with every reason at once, each beside its field."""
    reasons: list[Refusal] = []
    if not _SKU.fullmatch(card.sku):
        reasons.append(
            Refusal(say("A SKU has up to 40 letters, digits, dots, dashes or slashes."), "sku")
        )
    if not (card.name_zh.strip() or card.name_en.strip()):
        reasons.append(Refusal(say("Enter a name in Chinese or in English."), "name_zh"))
    if card.pack_quantity <= 0:
        reasons.append(Refusal(say("The quantity must be more than zero."), "pack_quantity"))
    elif card.minimum_quantity % card.pack_quantity:
        reasons.append(
            Refusal(say("The minimum must be a whole number of packs."), "minimum_quantity")
        )
    if not 0 <= card.lead_days <= 730:
        reasons.append(Refusal(say("The lead time is between 0 and 730 days."), "lead_days"))
    if card.tax_class not in TAX_CLASSES:
        reasons.append(Refusal(say("Choose a tax class from the list."), "tax_class"))
    if not (card.is_sold or card.is_bought):
        reasons.append(Refusal(say("Say whether it is sold, bought or both."), "is_sold"))
    if reasons:
        raise Invalid(reasons)


def check_list(card: ListCard) -> None:
    """Refuse a price list without code, name or currency, or that ends before it starts."""
    reasons: list[Refusal] = []
    if not _CODE.fullmatch(card.code):
        reasons.append(Refusal(say("A code has up to 40 letters, digits, dots or dashes."), "code"))
    if not (card.name_zh.strip() or card.name_en.strip()):
        reasons.append(Refusal(say("Enter a name in Chinese or in English."), "name_zh"))
    if not re.fullmatch(r"[A-Z]{3}", card.currency):
        reasons.append(Refusal(say("A currency has three letters, for example CNY."), "currency"))
    if card.valid_until and card.valid_until < card.valid_from:
        reasons.append(Refusal(say("The last day is before the first."), "valid_until"))
    if reasons:
        raise Invalid(reasons)


def check_price(row: PriceRow) -> None:
    """Refuse a price that cannot be."""
    if row.price < 0:
        raise Refusal(say("A price is zero or more."), "price")
    if not 1 <= row.per <= 10_000:
        raise Refusal(say("A price stands per 1 to 10,000 pieces."), "per")
    if row.from_quantity <= 0:
        raise Refusal(say("The quantity must be more than zero."), "from_quantity")
    if row.valid_from and row.valid_until and row.valid_until < row.valid_from:
        raise Refusal(say("The last day is before the first."), "valid_until")


def check_stock(row: StockRow) -> None:
    """Refuse a stock level that cannot be."""
    if row.free < 0:
        raise Refusal(say("Stock is zero or more."), "free")
    if row.expected < 0:
        raise Refusal(say("Stock is zero or more."), "expected")
    if row.expected and row.expected_on is None:
        raise Refusal(say("Say when these arrive."), "expected_on")
