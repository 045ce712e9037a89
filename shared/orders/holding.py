"""Taking stock and credit for an order and giving them back; inside the verb's unit of work."""

from tortoise.expressions import F

from shared.catalogue import stock
from shared.kernel import clock
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine


async def take_credit(buyer_id: int, currency: str, total: int) -> tuple[bool, int]:
    """Take `total` from the buyer's credit; return whether it stays within, and what was taken.

    Over the limit it is taken all the same: the order waits for approval and counts meanwhile.
    A buyer without a limit gets one of 0, so that his debt is counted; from a limit in another
    currency nothing can be taken.
    """
    now = clock.now()
    row = CreditLimit(counterparty_id=buyer_id, currency=currency, amount=0, updated_at=now)
    await CreditLimit.bulk_create([row], ignore_conflicts=True)
    ours = CreditLimit.filter(counterparty_id=buyer_id, currency=currency)
    within = await ours.filter(used__lte=F("amount") - total).update(used=F("used") + total)
    if within:
        return True, total
    over = await ours.update(used=F("used") + total)
    return False, total if over else 0


async def release_credit(order: SalesOrder, amount: int) -> None:
    """Give `amount` of what the order took back to the buyer's credit."""
    if amount > 0:
        await CreditLimit.filter(
            counterparty_id=order.buyer_id, currency=order.currency
        ).update(used=F("used") - amount)  # fmt: skip


async def give_back_goods(lines: list[SalesOrderLine]) -> None:
    """Put what the lines still hold back into stock and drop their back-orders."""
    for line in sorted(lines, key=lambda one: one.product_id or 0):
        if line.product_id:
            await stock.give_back(line.product_id, line.reserved)
        await SalesOrderLine.filter(id=line.id).update(reserved=0, backordered=0)
