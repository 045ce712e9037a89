"""The product lines that the catalogue's categories make: what a deal or opportunity is about.

Which lines the company sells is no secret, so this one list has no scope; neighbours are the
funnel's forms and its conflict check.
"""

from dataclasses import dataclass

from shared.access.actor import Actor
from shared.catalogue.models import Product


@dataclass(frozen=True)
class ProductLine:
    """A line by its lasting name and its name in Chinese; either falls back to the other."""

    name: str
    name_zh: str

    def label(self, locale: str) -> str:
        """Return the name in `locale` ("zh" or "en")."""
        return self.name_zh if locale == "zh" else self.name


async def product_lines(actor: Actor) -> list[ProductLine]:
    """Return the lines of products that are sold, sorted as the actor reads them."""
    sold = Product.filter(is_active=True, is_sold=True)
    rows = await sold.distinct().values("category_en", "category_zh")
    lines: dict[str, ProductLine] = {}
    for row in rows:
        name = row["category_en"] or row["category_zh"]
        if name:
            lines[name] = ProductLine(name, row["category_zh"] or name)
    return sorted(lines.values(), key=lambda line: line.label(actor.locale))
