"""Goods between supplier and warehouse: the locks, sums and headers that every verb of them needs."""

from collections.abc import Iterable, Mapping, Sequence

from tortoise.functions import Sum

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.quantity import to_text
from shared.kernel.state import after, may
from shared.outbox.actions import announce
from shared.purchasing.models.deliveries import Delivery, DeliveryLine, Discrepancy
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.rules.deliveries import DiscrepancyState, Remedy
from shared.purchasing.rules.lines import TRANSITIONS, LineFulfilment, LineState, fulfilment_of
from shared.purchasing.rules.orders import OrderStatus, status_of
from shared.purchasing.writing import derived, write_lines

_HEADER = (
    "status", "updated_at", "ended_at", "version", "net", "tax", "total", "line_count",
    "to_answer", "to_decide", "due_on", "promised_on", "needed_on", "summary_zh", "summary_en",
)  # fmt: skip


async def held_delivery(actor: Actor, number: str, verb: str) -> Delivery:
    """Return a delivery in the actor's scope, locked until the commit; NotFound for strangers."""
    found = await one(actor, Delivery, verb, number=number)
    held = await scope(actor, Delivery, verb).filter(id=found.id).select_for_update().first()
    if held is None:
        raise NotFound
    return held


async def held_orders(
    actor: Actor, *, numbers: Iterable[str] = (), ids: Iterable[int] = ()
) -> list[PurchaseOrder]:
    """Return orders in the actor's scope, locked in the order of their ids.

    Goods move the derived columns of an order, so whoever may see it may cause that.
    """
    wanted, named = set(numbers), set(ids)
    rows = scope(actor, PurchaseOrder)
    rows = rows.filter(number__in=wanted) if wanted else rows.filter(id__in=named)
    found = await rows.order_by("id").select_for_update()
    if len(found) != len(wanted or named):
        raise NotFound
    return found


async def lines_of_orders(orders: Sequence[PurchaseOrder]) -> list[PurchaseLine]:
    """Return all lines of these orders: the header follows from every one of them."""
    ids = [order.id for order in orders]
    return await PurchaseLine.filter(order_id__in=ids).order_by("order_id", "position")


async def goods_of(delivery: Delivery) -> list[DeliveryLine]:
    """Return what a delivery holds, in its order."""
    return await DeliveryLine.filter(delivery_id=delivery.id).order_by("position")


async def credited(line_ids: Sequence[int]) -> dict[int, int]:
    """Return how much of each line was settled without goods: a credit note, or sent back."""
    rows = await Discrepancy.filter(
        line_id__in=list(line_ids), state=DiscrepancyState.SETTLED,
        settled_as__in=(Remedy.CREDIT, Remedy.RETURN),
    ).exclude(kind="over").group_by("line_id").annotate(total=Sum("quantity"))\
        .values("line_id", "total")  # fmt: skip
    return {row["line_id"]: int(row["total"]) for row in rows}


def follow(line: PurchaseLine, credit: int = 0) -> None:
    """Let fulfilment and state follow from the sums; a line whose rest was credited is closed."""
    line.fulfilment = fulfilment_of(line.quantity, line.shipped, line.received)
    if line.fulfilment == LineFulfilment.RECEIVED:
        if may(TRANSITIONS, line.state, "complete"):
            line.state = after(TRANSITIONS, line.state, "complete")
    elif (
        credit
        and line.received + credit >= line.quantity
        and may(TRANSITIONS, line.state, "complete")
    ):
        line.state = after(TRANSITIONS, LineState.CONFIRMED, "close")


async def keep(
    orders: Sequence[PurchaseOrder], lines: Sequence[PurchaseLine], changed: Sequence[PurchaseLine]
) -> None:
    """Write the changed lines, and every header as it follows from all its lines.

    The orders are locked; the number of statements does not grow with the lines.
    """
    await write_lines(changed)
    now = clock.now()
    for order in orders:
        own = [line for line in lines if line.order_id == order.id]
        status = status_of(order.stage, [(line.state, line.fulfilment) for line in own])
        ended = status in (OrderStatus.CLOSED, OrderStatus.CANCELLED)
        values = {
            **derived(own), "status": status, "updated_at": now,
            "ended_at": (order.ended_at or now) if ended else None, "version": order.version + 1,
        }  # fmt: skip
        for name, value in values.items():
            setattr(order, name, value)
    await PurchaseOrder.bulk_update(list(orders), fields=_HEADER)


async def tell_orders(actor: Actor, orders: Iterable[PurchaseOrder], why: str) -> None:
    """Let open pages of these orders hear that their goods moved."""
    for order in orders:
        await announce(f"purchase_order.goods_{why}", order.number, by=actor.user_id)


def amounts(quantities: Mapping[str, int]) -> dict[str, str]:
    """Return SKU → quantity as the journal writes it."""
    return {f"line {sku}": to_text(amount) for sku, amount in quantities.items()}
