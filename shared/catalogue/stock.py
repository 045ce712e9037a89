"""Taking goods from stock and giving them back, by conditional update inside a unit of work.

Called by the verbs of orders, which have asked the policy; quantities are scaled by 10⁴.
"""

from collections.abc import Mapping

from tortoise.expressions import Case, F, When

from shared.catalogue.models import Stock


async def take(product_id: int, quantity: int) -> int:
    """Take `quantity` if all of it is free, else what is free; return what was taken.

    Callers go through their products in the order of the ids, so that two orders never wait for
    each other.
    """
    if quantity <= 0 or await _take_all(product_id, quantity):
        return max(quantity, 0)
    row = await Stock.filter(product_id=product_id).select_for_update().first()
    rest = min(row.free, quantity) if row else 0
    return rest if rest > 0 and await _take_all(product_id, rest) else 0


async def give_back(product_id: int, quantity: int) -> None:
    """Put `quantity` back into stock."""
    if quantity > 0:
        await Stock.filter(product_id=product_id).update(
            free=F("free") + quantity, version=F("version") + 1
        )


async def take_in(quantities: Mapping[int, int]) -> None:
    """Put what came in into stock: product id → quantity. One statement, and one for new products."""
    wanted = {product_id: amount for product_id, amount in quantities.items() if amount > 0}
    if not wanted:
        return
    await Stock.bulk_create([Stock(product_id=one) for one in wanted], ignore_conflicts=True)
    coming = [
        When(product_id=one, then=F("free") + amount) for one, amount in sorted(wanted.items())
    ]
    await Stock.filter(product_id__in=list(wanted)).update(
        free=Case(*coming, default=F("free")), version=F("version") + 1
    )


async def _take_all(product_id: int, quantity: int) -> bool:
    taken = await Stock.filter(product_id=product_id, free__gte=quantity).update(
        free=F("free") - quantity, version=F("version") + 1
    )
    return bool(taken)
