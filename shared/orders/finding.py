"""The words under which an order is found: numbers, buyer, products."""

from shared.counterparties.buyers import Buyer
from shared.database import fulltext
from shared.orders.checking import Quote
from shared.orders.models import SalesOrder

KIND = "sales_order"


async def index_order(order: SalesOrder, who: Buyer, answer: Quote | None = None) -> None:
    """Store the search words of one order inside the open unit of work."""
    offers = [line.offer for line in answer.good if line.offer] if answer else []
    products = [f"{one.sku} {one.name_zh} {one.name_en}" for one in offers]
    await fulltext.index(
        KIND, order.id, order.number, order.buyer_reference, order.external_key, who.number,
        who.name_zh, who.name_en, *products,
    )  # fmt: skip
