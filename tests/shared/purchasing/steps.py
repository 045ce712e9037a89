"""Steps that the tests of purchasing share."""

from shared.purchasing.actions.drafts import save_draft, start_order
from shared.purchasing.actions.sending import send_order
from shared.purchasing.models.orders import PurchaseDraft, PurchaseLine, PurchaseOrder
from shared.purchasing.pricing import TypedLine
from tests.shared.purchasing.world import World

TWO = (TypedLine("MIR-1", "400", "2026-12-05"), TypedLine("MJ-MIR-2", "240", "2026-12-12"))


async def sent(world: World, lines: tuple[TypedLine, ...] = TWO) -> str:
    """Send an order of `lines` to Mingjing and return its number."""
    number = await start_order(world.buyer, supplier="CP-0011", lines=lines)
    await send_order(world.buyer, number, version=1)
    return number


async def rewritten(world: World, number: str, *lines: TypedLine, reason: str = "Less") -> int:
    """Write the next version of an order and return the version of the draft."""
    version = (await PurchaseDraft.get(order__number=number)).version
    saved = await save_draft(world.buyer, number, version=version, lines=lines, reason=reason)
    return saved.version


async def line(number: str, position: int = 1) -> PurchaseLine:
    """Return a line as it is stored."""
    return await PurchaseLine.get(order__number=number, position=position)


async def order(number: str) -> PurchaseOrder:
    """Return an order as it is stored."""
    return await PurchaseOrder.get(number=number)
