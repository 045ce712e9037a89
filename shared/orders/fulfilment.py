"""Goods and money of a confirmed order: ship in parts, deliver, close, record the payment."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.catalogue import stock
from shared.database.numbering import next_number
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel import quantity as quantities
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.order_lines import field_of
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.orders import rules
from shared.orders.changing import tell, write_order
from shared.orders.holding import give_back_goods, release_credit
from shared.orders.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine
from shared.orders.rules import TRANSITIONS, Fulfilment, OrderState
from shared.outbox.actions import announce


@action("sales_order.ship")
async def ship_order(
    actor: Actor,
    number: str,
    *,
    version: int,
    quantities_by_position: Mapping[int, str],
    carrier: str = "",
    tracking_number: str = "",
    expected_on: date | None = None,
    key: str = "",
) -> str:
    """Ship a confirmed order in whole or in part and return the shipment's number (`SH-2026-0001`).

    `quantities_by_position` maps line positions to quantities as typed; empty and 0 mean none.
    More than is open is refused at `line-{position - 1}-quantity`; goods that were back-ordered leave
    only when stock has come in. Raises Stale, NotFound.
    """
    order = await one(actor, SalesOrder, "ship", number=number)
    rules.check_shipping_state(order.state)
    lines = await SalesOrderLine.filter(order_id=order.id).order_by("position")
    wanted = _wanted(lines, quantities_by_position)
    fulfilment = rules.fulfilment_of(
        (line.quantity, line.shipped + wanted.get(line.position, 0)) for line in lines
    )
    before = await write_order(actor, order, "ship", version, {"fulfilment": fulfilment})
    shipment = await _create_shipment(order, carrier, tracking_number, expected_on)
    leaving = [line for line in lines if line.position in wanted]
    for line in sorted(leaving, key=lambda one: one.product_id or 0):
        await _send(shipment, line, wanted[line.position])
    sent = {line.sku: quantities.to_text(wanted[line.position]) for line in leaving}
    await announce("shipment.sent", shipment.number, order=number, by=actor.user_id)
    await tell(
        actor, order, "ship", "sales_order.shipped", before,
        also={"shipment": shipment.number, "tracking_number": tracking_number, **sent},
    )  # fmt: skip
    return shipment.number


@action("shipment.update")
async def mark_delivered(
    actor: Actor, shipment_number: str, *, version: int, of: str = "", key: str = ""
) -> str:
    """Note that a shipment has arrived (staff); return the order's fulfilment.

    A shipment that is not `of` the order named is not found.
    """
    return await _deliver(actor, shipment_number, "update", version, of)


@action("shipment.confirm_receipt")
async def confirm_receipt(
    actor: Actor, shipment_number: str, *, version: int, of: str = "", key: str = ""
) -> str:
    """Confirm that a shipment has arrived (the buyer); return the order's fulfilment.

    A shipment that is not `of` the order named is not found.
    """
    return await _deliver(actor, shipment_number, "confirm_receipt", version, of)


@action("sales_order.close")
async def close_order(
    actor: Actor, number: str, *, version: int, reason: str = "", key: str = ""
) -> str:
    """Close an order; with goods still open it needs a reason, and what they held goes back."""
    order = await one(actor, SalesOrder, "close", number=number)
    state = after(TRANSITIONS, order.state, "close")
    lines = await SalesOrderLine.filter(order_id=order.id)
    kept = order.credit_taken
    if order.fulfilment in (Fulfilment.OPEN, Fulfilment.PART_SHIPPED):
        reason = rules.check_reason(reason)
        value = rules.value_of_shipped((ln.net + ln.tax, ln.quantity, ln.shipped) for ln in lines)
        kept = min(kept, value)
    freed = order.credit_taken - kept
    values = {"state": state, "reason": reason, "credit_taken": kept, "ended_at": clock.now()}
    before = await write_order(actor, order, "close", version, values)
    await give_back_goods(lines)
    await release_credit(order, freed)
    await tell(actor, order, "close", "sales_order.closed", before, reason=reason)
    return str(state)


@action("sales_order.record_payment")
async def record_payment(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Note that an order was paid in full, which frees the credit it took; return its state."""
    order = await one(actor, SalesOrder, "record_payment", number=number)
    if order.paid_at is not None:
        raise Refusal(say("The payment was already recorded."))
    if order.state not in (OrderState.CONFIRMED, OrderState.ON_HOLD, OrderState.CLOSED):
        raise Refusal(say("Only a confirmed order can be paid."))
    held = order.credit_taken
    values = {"paid_at": clock.now(), "credit_taken": 0}
    before = await write_order(actor, order, "record_payment", version, values)
    await release_credit(order, held)
    await tell(actor, order, "record_payment", "sales_order.paid", before)
    return str(order.state)


def _wanted(lines: list[SalesOrderLine], typed: Mapping[int, str]) -> dict[int, int]:
    """Return position → scaled quantity of what is to leave, or every refusal at once."""
    wanted: dict[int, int] = {}
    refusals: list[Refusal] = []
    for line in lines:
        text = typed.get(line.position, "").strip()
        if text.strip("0.") == "":
            continue
        field = field_of(line.position - 1, "quantity")
        try:
            wanted[line.position] = quantities.from_text(text, field)
            rules.check_shipped_quantity(
                wanted[line.position], line.quantity - line.shipped, field
            )  # fmt: skip
        except Refusal as refusal:
            refusals.append(refusal)
    if refusals:
        raise Invalid(refusals)
    if not wanted:
        raise Refusal(say("Enter how much leaves: at least one line."))
    return wanted


async def _create_shipment(
    order: SalesOrder, carrier: str, tracking_number: str, expected_on: date | None
) -> Shipment:
    now = clock.now()
    return await Shipment.create(
        number=await next_number("SH", clock.today().year),
        order_id=order.id,
        carrier=carrier.strip()[:80],
        tracking_number=tracking_number.strip()[:80],
        shipped_at=now,
        expected_on=expected_on,
        created_at=now,
    )


async def _send(shipment: Shipment, line: SalesOrderLine, quantity: int) -> None:
    """Let goods leave: what the line reserved first, the rest from what is free now."""
    from_reserved = min(line.reserved, quantity)
    rest = quantity - from_reserved
    if rest and line.product_id and await stock.take(line.product_id, rest) < rest:
        raise Refusal(
            say("{sku}: only {quantity} is in stock for this order.", sku=line.sku,
                quantity=quantities.to_text(line.reserved)),
            field_of(line.position - 1, "quantity"),
        )  # fmt: skip
    await ShipmentLine.create(shipment_id=shipment.id, line_id=line.id, quantity=quantity)
    await SalesOrderLine.filter(id=line.id).update(
        shipped=line.shipped + quantity,
        reserved=line.reserved - from_reserved,
        backordered=max(line.backordered - rest, 0),
    )


async def _deliver(actor: Actor, shipment_number: str, verb: str, version: int, of: str) -> str:
    named = {"order__number": of} if of else {}
    shipment = await one(actor, Shipment, verb, number=shipment_number, **named)
    if shipment.delivered_at is not None:
        raise Refusal(say("This shipment was already marked as delivered."))
    now = clock.now()
    await change(actor, shipment, verb, version, delivered_at=now)
    # Parcels of one order may arrive at once: the second waits here, then counts the first.
    order = await scope(actor, SalesOrder).select_for_update().get(id=shipment.order_id)
    before = {"fulfilment": order.fulfilment, "delivered_at": order.delivered_at}
    order.fulfilment, order.delivered_at = await _arrived(order, now)
    # Derived from the shipments, so whoever may see the order may cause it.
    await (
        scope(actor, SalesOrder)
        .filter(id=order.id)
        .update(fulfilment=order.fulfilment, delivered_at=order.delivered_at, updated_at=now)
    )
    await record(
        actor, f"shipment.{'confirm_receipt' if verb == 'confirm_receipt' else 'deliver'}", shipment,
        counterparty_id=order.buyer_id, before={"delivered_at": None},
        after={"delivered_at": now},
    )  # fmt: skip
    await tell(
        actor, order, "deliver", "sales_order.delivered", before, also={"shipment": shipment_number}
    )
    return str(order.fulfilment)


async def _arrived(order: SalesOrder, now: Any) -> tuple[Fulfilment, Any]:
    lines = await SalesOrderLine.filter(order_id=order.id).values("quantity", "shipped")
    under_way = await Shipment.filter(order_id=order.id, delivered_at=None).exists()
    fulfilment = rules.fulfilment_of(
        ((line["quantity"], line["shipped"]) for line in lines), all_arrived=not under_way
    )
    return fulfilment, now if fulfilment == Fulfilment.DELIVERED else None
