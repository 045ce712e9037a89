"""Drawings of a purchase order: with the draft until it is sent, then for the supplier to take along.

They hang on the draft while something is being written, where no supplier reads, and on the order
from the moment it (or its next version) goes out.
"""

from collections.abc import Sequence

from shared.access.action import action
from shared.access.actor import Actor
from shared.files.actions import attach
from shared.files.handing_on import let_go
from shared.files.queries import attachments_of
from shared.journal.actions import record
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.purchasing.models.orders import PurchaseDraft, PurchaseOrder
from shared.purchasing.rules.orders import OrderStage, is_being_written
from shared.purchasing.writing import draft_of, locked, say_in_thread, tell

MOST_DRAWINGS = 20


@action("purchase_order.update")
async def add_drawings(actor: Actor, number: str, *, files: Sequence[str], key: str = "") -> bool:
    """Attach staged files; return whether they wait for the next sending.

    On an order that was sent, with nothing being written about it, the supplier has them at once
    and is told. Refusal without a file, with too many, or while finance decides.
    """
    order = await locked(actor, number, "update")
    draft = await draft_of(order)
    _check_may_change(order, draft)
    if not files:
        raise Refusal(say("Choose a file."), "files")
    waits = is_being_written(order.stage, draft.typed_lines)
    if waits:
        there = await attachments_of(actor, "purchase_draft", [draft.id])
        room = max(MOST_DRAWINGS - len(there[draft.id]), 0)
        names = await attach(actor, files, "purchase_draft", draft.id, most=room)
    else:
        there = await attachments_of(actor, "purchase_order", [order.id])
        room = max(MOST_DRAWINGS - len(there[order.id]), 0)
        names = await attach(actor, files, "purchase_order", order.id, most=room)
    if not waits:
        await say_in_thread(actor, order, ", ".join(names), deed="drawings")
    await tell(
        actor, order, "add_drawings", {}, {"drawings": ", ".join(names)},
        topic="" if waits else "purchase_order.said_by_purchasing", reason=", ".join(names),
    )  # fmt: skip
    return waits


@action("purchase_draft.update")
async def remove_drawing(actor: Actor, number: str, public_id: str, *, key: str = "") -> None:
    """Take a drawing off what is being written; what was sent stays as it was sent (NotFound)."""
    order = await locked(actor, number, "update")
    draft = await draft_of(order)
    _check_may_change(order, draft)
    names = await let_go("purchase_draft", draft.id, public_id)
    if not names:
        raise NotFound
    await record(
        actor, "purchase_order.remove_drawing", order, counterparty_id=order.supplier_id,
        before={"drawings": names[0]},
    )  # fmt: skip


def _check_may_change(order: PurchaseOrder, draft: PurchaseDraft) -> None:
    if order.stage == OrderStage.CANCELLED:
        raise Refusal(say("This order has ended."))
    if draft.approval_asked_at:
        raise Refusal(say("Finance decides about this order: take it back before you change it."))
