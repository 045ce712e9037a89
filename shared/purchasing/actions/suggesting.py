"""One click from what is missing to a draft: suggestions become orders."""

from collections.abc import Collection

from shared.access.action import action
from shared.access.actor import Actor
from shared.kernel import quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.purchasing.actions.drafts import start_order
from shared.purchasing.pricing import TypedLine
from shared.purchasing.queries.demand import Suggestion, from_demand, from_stock

DEMAND, STOCK = "demand", "stock"


@action("purchase_order.create")
async def order_suggested(
    actor: Actor, *, kind: str, suppliers: Collection[str], key: str = ""
) -> str:
    """Begin a draft for each supplier (number) with what is suggested now; return the numbers.

    `kind` is "demand" or "stock"; the quantities are those of this moment. Separated by spaces.
    """
    found = await (from_demand(actor) if kind == DEMAND else from_stock(actor))
    chosen = [one for one in found if one.number in suppliers]
    if not chosen:
        raise Refusal(say("Choose at least one supplier."))
    return " ".join([await _draft(actor, one) for one in chosen])


async def _draft(actor: Actor, group: Suggestion) -> str:
    lines = [
        TypedLine(need.offer.sku, quantity.to_text(need.quantity), need.needed_on.isoformat())
        for need in group.needs
    ]
    return await start_order(actor, supplier=group.number, lines=lines)
