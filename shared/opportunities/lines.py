"""The product line that a form names: only one of the catalogue's, so that conflicts are found."""

from shared.access.actor import Actor
from shared.catalogue.product_lines import ProductLine, product_lines
from shared.kernel.errors import Refusal
from shared.kernel.wording import say


async def line_named(actor: Actor, name: str) -> ProductLine:
    """Return the product line by its name in either language, or refuse at the field."""
    for line in await product_lines(actor):
        if name in (line.name, line.name_zh):
            return line
    raise Refusal(say("Choose one of our product lines."), "product_line")
