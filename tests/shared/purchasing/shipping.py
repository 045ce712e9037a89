"""Steps of deliveries that the tests share: an order is confirmed, sent, received."""

from datetime import date

from shared.kernel.quantity import of
from shared.purchasing.actions.announcing import Packed, Way, send_delivery
from shared.purchasing.actions.answering import confirm_all
from shared.purchasing.actions.receiving import receive_delivery
from shared.purchasing.models.deliveries import Delivery, Discrepancy
from shared.purchasing.rules.receiving import Counted
from tests.shared.purchasing.steps import TWO, TypedLine, order, sent
from tests.shared.purchasing.world import World

BY_ROAD = Way("SF Express", "SF100200", 2, date(2026, 12, 4))


async def confirmed(world: World, lines: tuple[TypedLine, ...] = TWO) -> str:
    """Send an order to Mingjing, who accepts it as ordered; return its number."""
    number = await sent(world, lines)
    await confirm_all(world.supplier, number, version=(await order(number)).version)
    return number


async def shipped(world: World, *packed: tuple[int, str], number: str = "") -> str:
    """Send a notice of (position, quantity) of one confirmed order; return its number."""
    number = number or await confirmed(world)
    lines = [
        Packed(number, position, amount, place=n) for n, (position, amount) in enumerate(packed)
    ]
    return await send_delivery(world.supplier, lines=lines, way=BY_ROAD)


async def counted_in(world: World, delivery: str, *counted: Counted, is_last: bool = True) -> str:
    """Receive the first lines of a delivery; return the receipt's number."""
    return await receive_delivery(
        world.buyer, delivery, version=(await stored(delivery)).version, is_last=is_last,
        counts=dict(enumerate(counted, start=1)),
    )  # fmt: skip


async def stored(number: str) -> Delivery:
    """Return a delivery as it is stored."""
    return await Delivery.get(number=number)


async def difference(delivery: str) -> Discrepancy:
    """Return the only difference of a delivery."""
    return await Discrepancy.get(delivery__number=delivery)


def good(pieces: int) -> Counted:
    """So many, all good."""
    return Counted(of(pieces))
