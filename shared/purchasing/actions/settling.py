"""What both sides say about a difference until it is settled."""

from collections.abc import Sequence

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.orders.allocating import take_in_goods
from shared.outbox.actions import announce
from shared.purchasing.differences import add_message, held_difference
from shared.purchasing.goods import credited, follow, held_orders, keep, lines_of_orders
from shared.purchasing.models.deliveries import Delivery, Discrepancy, ReceiptLine
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.deliveries import (
    DISCREPANCY_TRANSITIONS,
    TRANSITIONS,
    UNSETTLED,
    DiscrepancyKind,
    DiscrepancyState,
    Remedy,
)
from shared.purchasing.rules.lines import check_reason
from shared.purchasing.rules.receiving import Effect, effect_of, result_after_taking


@action("discrepancy.message")
async def say_about(
    actor: Actor, number: str, *, text: str, files: Sequence[str] = (), key: str = ""
) -> str:
    """Write in the thread of a difference, with photos; return its number."""
    if not text.strip() and not files:
        raise Refusal(say("Write something, or add a photo."), "text")
    difference = await held_difference(actor, number, "message")
    await add_message(actor, difference, text, files)
    ours, theirs = "discrepancy.said_by_purchasing", "discrepancy.said_by_supplier"
    await _announce(actor, difference, ours if actor.is_staff else theirs)
    return number


@action("discrepancy.answer")
async def answer_difference(
    actor: Actor, number: str, *, version: int, accepts: bool, text: str = "",
    files: Sequence[str] = (), key: str = "",
) -> str:  # fmt: skip
    """Accept what was found, or dispute it with a reason; return the new state."""
    text = text.strip() if accepts else check_reason(text, "text")
    difference = await held_difference(actor, number, "answer")
    verb = "accept" if accepts else "dispute"
    state = after(DISCREPANCY_TRANSITIONS, difference.state, verb)
    before, now = {"state": difference.state}, clock.now()
    await change(actor, difference, "answer", version, state=state, answer=text, answered_at=now,
                 updated_at=now)  # fmt: skip
    if text or files:
        await add_message(actor, difference, text, files)
    await _announce(
        actor, difference, "discrepancy.accepted" if accepts else "discrepancy.disputed"
    )
    await record(actor, f"discrepancy.{verb}", difference, before=before, after={"state": state},
                 counterparty_id=difference.supplier_id, reason=text)  # fmt: skip
    return str(state)


@action("discrepancy.settle")
async def settle_difference(
    actor: Actor, number: str, *, version: int, remedy: Remedy, text: str = "", key: str = ""
) -> str:
    """Settle a difference by a remedy, which moves stock and the purchase line; return the state.

    Replacing lets the supplier send the goods once more, keeping takes them into stock, a credit
    note or sending back ends the line's claim to them. The last one settled closes the delivery.
    """
    difference = await held_difference(actor, number, "settle")
    state = after(DISCREPANCY_TRANSITIONS, difference.state, "settle")
    effect = effect_of(difference.kind, remedy, difference.quantity)
    delivery = await _held(difference)
    before, now = {"state": difference.state}, clock.now()
    await change(actor, difference, "settle", version, state=state, settled_as=remedy,
                 settled_at=now, updated_at=now)  # fmt: skip
    await _apply(actor, difference, effect)
    if text.strip():
        await add_message(actor, difference, text)
    await _close_when_done(delivery)
    await _announce(actor, difference, "discrepancy.settled")
    await record(
        actor, "discrepancy.settle", difference, counterparty_id=difference.supplier_id,
        before=before, after={"state": state, "remedy": remedy}, reason=text.strip(),
    )  # fmt: skip
    return str(state)


@action("discrepancy.withdraw")
async def withdraw_difference(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> str:
    """Take a difference back: we miscounted, or the goods turned out well. They count as taken."""
    reason = check_reason(reason, "text")
    difference = await held_difference(actor, number, "withdraw")
    state = after(DISCREPANCY_TRANSITIONS, difference.state, "withdraw")
    delivery = await _held(difference)
    before, now = {"state": difference.state}, clock.now()
    await change(actor, difference, "withdraw", version, state=state, settled_at=now,
                 updated_at=now)  # fmt: skip
    await _apply(actor, difference, Effect(taken=difference.quantity))
    await add_message(actor, difference, reason)
    await _close_when_done(delivery)
    await _announce(actor, difference, "discrepancy.withdrawn")
    await record(actor, "discrepancy.withdraw", difference, before=before, after={"state": state},
                 counterparty_id=difference.supplier_id, reason=reason)  # fmt: skip
    return str(state)


async def _apply(actor: Actor, difference: Discrepancy, effect: Effect) -> None:
    """Let stock and line follow from what was agreed."""
    owner = await PurchaseLine.get(id=difference.line_id)
    orders = await held_orders(actor, ids={owner.order_id})
    lines = await lines_of_orders(orders)
    line = next(one for one in lines if one.id == difference.line_id)
    line.shipped -= effect.reopened
    if effect.taken:
        await _take(actor, difference, line, effect.taken)
    follow(line, (await credited([line.id])).get(line.id, 0))
    await keep(orders, lines, [line])


async def _take(actor: Actor, difference: Discrepancy, line: PurchaseLine, taken: int) -> None:
    """Take goods after all: into stock, off what was refused, as if they had been good at once."""
    line.received += taken
    was_counted = difference.kind != DiscrepancyKind.SHORT
    if was_counted:
        line.refused -= taken
    if difference.kind == DiscrepancyKind.OVER:
        line.shipped += taken
    if line.product_id:
        await take_in_goods(actor, {line.product_id: taken})
    row = await ReceiptLine.get_or_none(id=difference.receipt_line_id)
    if row is not None:
        refused = row.refused - taken if was_counted else row.refused
        await ReceiptLine.filter(id=row.id).update(
            accepted=row.accepted + taken, refused=refused, version=row.version + 1,
            inspection=result_after_taking(
                row.inspection, difference.kind, refused=refused,
                is_concession=difference.state != DiscrepancyState.WITHDRAWN,
            ),
        )  # fmt: skip


async def _held(difference: Discrepancy) -> Delivery:
    """Lock the delivery before its orders, as receiving does: neither waits for the other for ever."""
    return await Delivery.filter(id=difference.delivery_id).select_for_update().get()


async def _close_when_done(delivery: Delivery) -> None:
    """Close the delivery with its last difference; that follows from settling and asks nobody."""
    waits = await Discrepancy.filter(delivery_id=delivery.id, state__in=UNSETTLED).exists()
    if waits or (delivery.state, "close") not in TRANSITIONS:
        return
    now = clock.now()
    await Delivery.filter(id=delivery.id).update(
        state=TRANSITIONS[delivery.state, "close"], ended_at=now, updated_at=now,
        version=delivery.version + 1,
    )  # fmt: skip


async def _announce(actor: Actor, difference: Discrepancy, topic: str) -> None:
    """Tell it about the delivery, where both sides read the thread."""
    delivery = await Delivery.get(id=difference.delivery_id)
    await announce(
        topic, delivery.number, by=actor.user_id,
        supplier_id=difference.supplier_id, difference=difference.number,
    )  # fmt: skip
