"""The columns of the catalogue's spreadsheets, the same for download and upload."""

from functools import partial

from shared.catalogue.sheets import (
    Column,
    amount_of_goods,
    day,
    stock_level,
    whole_number,
    words,
    yes_or_no,
)
from shared.kernel import money

SKU = Column("sku", "SKU", "产品编码", words(40), is_required=True)
NAME = Column("name", "Product", "产品")

PRODUCTS = (
    SKU,
    Column("name_zh", "Name in Chinese", "中文名称", words(200)),
    Column("name_en", "Name in English", "英文名称", words(200)),
    Column("category_zh", "Category in Chinese", "中文分类", words(80)),
    Column("category_en", "Category in English", "英文分类", words(80)),
    Column("unit", "Unit", "单位", words(20)),
    Column("minimum_quantity", "Minimum quantity", "起订量", amount_of_goods, kind="number"),
    Column("pack_quantity", "Pack quantity", "包装量", amount_of_goods, kind="number"),
    Column("tax_class", "Tax class", "税类", words(20)),
    Column("allows_backorder", "Back-order allowed", "允许缺货登记", yes_or_no),
    Column("lead_days", "Lead time in days", "供货周期（天）", whole_number, kind="number"),
    Column("is_sold", "Sold", "销售", yes_or_no),
    Column("is_bought", "Bought", "采购", yes_or_no),
)
STOCK = (
    SKU,
    NAME,
    Column("free", "Free stock", "可用库存", stock_level, is_required=True, kind="number"),
    Column("expected", "Expected", "在途数量", stock_level, kind="number"),
    Column("expected_on", "Expected on", "预计到货日", day, kind="date"),
)


def prices(currency: str) -> tuple[Column, ...]:
    """Return the columns of a price list in `currency`."""
    price = partial(money.from_text, currency=currency)
    return (
        SKU,
        NAME,
        Column("from_quantity", "From quantity", "起始数量", amount_of_goods, kind="number"),
        Column("price", "Net price", "净价", price, is_required=True, kind="money"),
        Column("per", "Per", "计价数量", whole_number, kind="number"),
        Column("valid_from", "Valid from", "生效日", day, kind="date"),
        Column("valid_until", "Valid until", "失效日", day, kind="date"),
    )
