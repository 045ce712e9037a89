"""Steps that many tests of orders take."""

from shared.access.actor import Actor
from shared.orders import actions
from shared.orders.checking import TypedLine
from shared.orders.models import SalesOrder
from tests.shared.orders.world import World


async def drafted(
    actor: Actor, *lines: tuple[str, str], buyer: str = ""
) -> tuple[str, int, actions.Quote]:
    number = await actions.start_draft(actor, buyer_number=buyer)
    typed = [TypedLine(*line) for line in lines]
    saved = await actions.save_draft(actor, number, version=1, lines=typed)
    return number, saved.version, saved.quote


async def submitted(actor: Actor, *lines: tuple[str, str], buyer: str = "") -> SalesOrder:
    number, version, quote = await drafted(actor, *lines, buyer=buyer)
    await actions.submit_order(actor, number, version=version, seen=quote.seen)
    return await SalesOrder.get(number=number)


async def confirmed(world: World, *lines: tuple[str, str]) -> SalesOrder:
    order = await submitted(world.buyer, *lines)
    await actions.confirm_order(world.manager, order.number, version=order.version)
    return await SalesOrder.get(number=order.number)
