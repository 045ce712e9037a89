"""Customers' orders that wait for what purchasing buys."""

from datetime import date
from itertools import count

from shared.counterparties.models import Care, Counterparty
from shared.counterparties.rules import CounterpartyStatus
from shared.kernel.quantity import of
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import OrderState
from tests.shared.purchasing.world import NOW, World

_NUMBERS = count(1)


async def buyer(world: World, name: str = "Qiming") -> Counterparty:
    """Return a distributor that Lin looks after."""
    place, is_new = await Counterparty.get_or_create(
        {"name_en": name, "name_key": name.lower(), "is_distributor": True, "country": "CN",
         "status": CounterpartyStatus.ACTIVE, "currency": "CNY", "created_at": NOW,
         "updated_at": NOW},
        number=f"CP-1{len(name):03d}",
    )  # fmt: skip
    if is_new:
        await Care.create(
            counterparty=place, user_id=world.manager.user_id, role="account_manager",
            created_at=NOW,
        )  # fmt: skip
    return place


async def waits(
    world: World, sku: str, pieces: int, promised_on: date | None, *,
    state: OrderState = OrderState.CONFIRMED, of_buyer: str = "Qiming",
) -> SalesOrderLine:  # fmt: skip
    """Let an order wait for so many pieces of which nothing is in stock; return its line."""
    number = f"SO-2026-{next(_NUMBERS):04d}"
    order = await SalesOrder.create(
        number=number, buyer=await buyer(world, of_buyer), state=state, currency="CNY",
        promised_on=promised_on, placed_at=NOW, submitted_at=NOW, created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    return await SalesOrderLine.create(
        order=order, position=1, product_id=world.products[sku], sku=sku, name_en=sku,
        quantity=of(pieces), backordered=of(pieces), promised_on=promised_on,
    )  # fmt: skip
