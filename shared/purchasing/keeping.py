"""What a supplier's item must hold before it is saved, and the columns of its spreadsheet. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from shared.catalogue.sheets import Column, amount_of_goods, day, whole_number, words
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say

SUPPLIER = Column("supplier", "Supplier number", "供应商编号", words(20), is_required=True)
ITEMS = (
    SUPPLIER,
    Column("supplier_name", "Supplier", "供应商"),
    Column("sku", "SKU", "产品编码", words(40), is_required=True),
    Column("name", "Product", "产品"),
    Column("supplier_code", "Supplier's code", "供应商料号", words(80)),
    Column("price", "Agreed price", "协议价", words(40), is_required=True),
    Column("currency", "Currency", "币种", words(3)),
    Column("per", "Per", "计价数量", whole_number, kind="number"),
    Column("minimum_quantity", "Minimum quantity", "起订量", amount_of_goods, kind="number"),
    Column("lead_days", "Lead time in days", "供货周期（天）", whole_number, kind="number"),
    Column("tolerance", "Tolerance in percent", "允差（%）", whole_number, kind="number"),
    Column("valid_from", "Valid from", "生效日", day, kind="date"),
    Column("valid_until", "Valid until", "失效日", day, kind="date"),
)


@dataclass(frozen=True)
class ItemCard:
    """A product as one supplier offers it: minor units per `per` pieces, quantities ×10⁴.

    `tolerance` is basis points over the quantity ordered.
    """

    supplier: str
    sku: str
    price: int
    currency: str
    valid_from: date
    supplier_code: str = ""
    per: int = 1
    minimum_quantity: int = 10_000
    lead_days: int = 14
    tolerance: int = 0
    valid_until: date | None = None


def check_item(card: ItemCard) -> None:
    """Refuse an item with every reason at once, each beside its field."""
    reasons: list[Refusal] = []
    if card.price < 0:
        reasons.append(Refusal(say("A price is zero or more."), "price"))
    if not re.fullmatch(r"[A-Z]{3}", card.currency):
        reasons.append(Refusal(say("A currency has three letters, for example CNY."), "currency"))
    if not 1 <= card.per <= 10_000:
        reasons.append(Refusal(say("A price stands per 1 to 10,000 pieces."), "per"))
    if not 0 <= card.lead_days <= 730:
        reasons.append(Refusal(say("The lead time is between 0 and 730 days."), "lead_days"))
    if not 0 <= card.tolerance <= 5_000:
        reasons.append(Refusal(say("The tolerance is between 0 and 50 percent."), "tolerance"))
    if card.valid_until and card.valid_until < card.valid_from:
        reasons.append(Refusal(say("The last day is before the first."), "valid_until"))
    if reasons:
        raise Invalid(reasons)
