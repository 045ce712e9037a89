"""Words between the two sides: messages, and the reminder before a deadline."""

from collections.abc import Sequence
from datetime import timedelta

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.files.actions import attach
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.rules.orders import OrderStage
from shared.purchasing.writing import lines_of, locked, say_in_thread, tell

LONGEST = 2000
AHEAD = timedelta(hours=24)
_AT_ONCE = 200


@action("purchase_order.message")
async def say_something(
    actor: Actor, number: str, *, text: str, position: int | None = None,
    files: Sequence[str] = (), key: str = "",
) -> None:  # fmt: skip
    """Write to the other side about an order, or about one of its lines; files may speak alone."""
    text = text.strip()
    if not (text or files):
        raise Refusal(say("Write something first."), "text")
    if len(text) > LONGEST:
        raise Refusal(say("Use at most {count} characters.", count=LONGEST), "text")
    order = await locked(actor, number, "message")
    line = (await lines_of(order)).get(position) if position else None
    said = await say_in_thread(actor, order, text, line=line)
    names = await attach(actor, files, "purchase_message", said.id)
    ours, theirs = "purchase_order.said_by_purchasing", "purchase_order.said_by_supplier"
    topic = ours if actor.is_staff else theirs
    await tell(actor, order, "message", {}, {}, topic=topic,
               reason=text or ", ".join(names))  # fmt: skip


@action("purchase_order.remind")
async def remind(actor: Actor, number: str, *, key: str = "") -> None:
    """Remind the supplier of an order now; once an hour at most."""
    order = await locked(actor, number, "remind")
    if order.stage != OrderStage.SENT or not order.to_answer:
        raise Refusal(say("No line waits for an answer."))
    now = clock.now()
    if order.reminded_at and order.reminded_at > now - timedelta(hours=1):
        raise Refusal(say("A reminder went out less than an hour ago."))
    await PurchaseOrder.filter(id=order.id).update(reminded_at=now)
    await tell(actor, order, "remind", {}, {}, topic="purchase_order.reminded")


@action("purchase_order.remind")
async def remind_before_deadlines(actor: Actor) -> int:
    """Remind, once each, the suppliers whose deadline is a day away or gone; return how many."""
    now = clock.now()
    due = scope(actor, PurchaseOrder, "remind").filter(
        to_answer__gt=0, answer_by__lte=now + AHEAD, reminded_at__isnull=True
    )
    orders = await due.order_by("answer_by", "id").limit(_AT_ONCE)
    for order in orders:
        taken = await PurchaseOrder.filter(id=order.id, reminded_at__isnull=True).update(
            reminded_at=now
        )
        if taken:
            await announce(
                "purchase_order.reminded", order.number, by=actor.user_id,
                supplier_id=order.supplier_id, buyer=order.buyer_id, reason="",
            )  # fmt: skip
    return len(orders)
