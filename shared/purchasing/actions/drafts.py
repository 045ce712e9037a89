"""Verbs of what purchasing is still writing: a new order, or the next version of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.counterparties import queries as counterparties
from shared.database.numbering import next_number
from shared.files.handing_on import let_go
from shared.journal.actions import record
from shared.kernel import clock, money, quantity
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.purchasing.models.orders import PurchaseDraft, PurchaseLine, PurchaseOrder
from shared.purchasing.pricing import Quote, TypedLine, stored_lines
from shared.purchasing.queries.items import quote
from shared.purchasing.rules.lines import LineState
from shared.purchasing.rules.orders import TRANSITIONS, OrderStage, OrderStatus
from shared.purchasing.writing import draft_of, index_order
from shared.settings import load

NOTE_LENGTH = 2000


@dataclass(frozen=True)
class SavedDraft:
    """A draft after saving; `quote` holds a problem for every line that cannot be ordered yet."""

    number: str
    version: int
    quote: Quote


@action("purchase_order.create")
async def start_order(
    actor: Actor, *, supplier: str, lines: Sequence[TypedLine] = (), currency: str = "",
    key: str = "",
) -> str:  # fmt: skip
    """Begin an order at a supplier (its number), with lines if there are any; return its number.

    In the supplier's currency unless another one was agreed.
    """
    place = await _supplier(actor, supplier)
    order = await _new_order(actor, place.id, currency or place.currency)
    answer = await quote(actor, place.id, lines, currency=order.currency)
    await PurchaseDraft.create(
        order=order, typed_lines=stored_lines(lines), created_by_id=actor.user_id or None
    )
    await PurchaseOrder.filter(id=order.id).update(**_figures(answer))
    await index_order(order, (place.number, place.name_zh, place.name_en), answer)
    await record(
        actor, "purchase_order.create", order, counterparty_id=place.id,
        after={"stage": order.stage, "lines": len(answer.good)},
    )  # fmt: skip
    return order.number


async def _supplier(actor: Actor, number: str) -> Any:
    """Return the supplier; whether another organisation has that number is not told."""
    try:
        place = await counterparties.reachable(actor, number, "purchase_order.create")
    except NotFound:
        place = None
    if place is None or not place.is_supplier:
        raise Refusal(say("Choose a supplier."), "supplier")
    return place


@action("purchase_draft.update")
async def save_draft(
    actor: Actor, number: str, *, version: int, lines: Sequence[TypedLine],
    note: str = "", deliver_to: str = "", answer_by: datetime | None = None, reason: str = "",
) -> SavedDraft:  # fmt: skip
    """Save what is being written exactly as typed and return it priced.

    `version` is that of the draft. Raises Stale when somebody saved in between, Refusal for a
    wrong header field or once finance decides, NotFound.
    """
    order = await one(actor, PurchaseOrder, "update", number=number)
    draft = await draft_of(order)
    if draft.approval_asked_at:
        raise Refusal(say("Finance decides about this order: take it back before you change it."))
    if len(note) > NOTE_LENGTH:
        raise Refusal(say("Use at most {count} characters.", count=NOTE_LENGTH), "note")
    answer = await quote(actor, order.supplier_id, lines, currency=order.currency)
    await change(
        actor, draft, "update", version, typed_lines=stored_lines(lines), answer_by=answer_by,
        reason=reason.strip()[:1000],
    )  # fmt: skip
    if order.stage == OrderStage.DRAFT:
        await PurchaseOrder.filter(id=order.id).update(
            **_figures(answer), note=note.strip(), deliver_to=deliver_to.strip()[:300],
            updated_at=clock.now(),
        )  # fmt: skip
    return SavedDraft(order.number, draft.version, answer)


@action("purchase_order.update")
async def start_revision(actor: Actor, number: str, *, key: str = "") -> str:
    """Begin the next version of an order that was sent, with its open lines; return its number."""
    order = await one(actor, PurchaseOrder, "update", number=number)
    after(TRANSITIONS, order.stage, "revise")
    draft = await draft_of(order)
    if draft.typed_lines != "[]":
        return order.number
    rows = await PurchaseLine.filter(order_id=order.id).order_by("position")
    open_lines = [row for row in rows if row.state not in (LineState.CANCELLED, LineState.CLOSED)]
    typed = [
        TypedLine(
            row.sku, quantity.to_text(row.quantity), row.needed_on.isoformat(),
            f"{money.to_decimal(row.price, order.currency):f}",
        )
        for row in open_lines
    ]  # fmt: skip
    await change(actor, draft, "update", None, typed_lines=stored_lines(typed), reason="")
    return order.number


@action("purchase_order.update")
async def discard_draft(actor: Actor, number: str, *, version: int) -> str:
    """Throw away what is being written: a draft ends, a sent order stays as it was sent."""
    order = await one(actor, PurchaseOrder, "update", number=number)
    draft = await draft_of(order)
    await change(
        actor, draft, "update", version, typed_lines="[]", approval_asked_at=None, reason=""
    )
    await let_go("purchase_draft", draft.id)
    if order.stage == OrderStage.SENT:
        return str(order.stage)
    now = clock.now()
    stage = after(TRANSITIONS, order.stage, "discard")
    await change(
        actor, order, "update", None, stage=stage, status=OrderStatus.CANCELLED, ended_at=now,
        updated_at=now,
    )  # fmt: skip
    await record(
        actor, "purchase_order.discard", order, counterparty_id=order.supplier_id,
        before={"stage": OrderStage.DRAFT}, after={"stage": stage},
    )  # fmt: skip
    return str(stage)


async def _new_order(actor: Actor, supplier_id: int, currency: str) -> PurchaseOrder:
    now = clock.now()
    return await PurchaseOrder.create(
        number=await next_number("PO", clock.today().year), supplier_id=supplier_id,
        currency=currency, buyer_id=actor.user_id or None, deliver_to=load().deliver_to,
        placed_at=now, created_at=now, updated_at=now,
    )  # fmt: skip


def _figures(answer: Quote) -> dict[str, Any]:
    names = [line.offer for line in answer.good if line.offer]
    return {
        "net": answer.net, "tax": answer.tax, "total": answer.total,
        "line_count": len(answer.good),
        "needed_on": min((line.needed_on for line in answer.good if line.needed_on), default=None),
        "summary_zh": (names[0].name_zh or names[0].name_en) if names else "",
        "summary_en": (names[0].name_en or names[0].name_zh) if names else "",
    }  # fmt: skip
