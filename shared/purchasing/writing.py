"""What every verb of a purchase order does: lock it, write its lines, derive its header, tell."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import change, one, scope
from shared.database import fulltext
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Stale
from shared.outbox.actions import announce
from shared.purchasing.models.orders import PurchaseDraft, PurchaseLine, PurchaseOrder
from shared.purchasing.models.promises import Promise, PurchaseMessage
from shared.purchasing.pricing import Quote
from shared.purchasing.rules.lines import (
    ENDED,
    PURCHASINGS_TURN,
    SUPPLIERS_TURN,
    LineFulfilment,
    LineState,
    Side,
)
from shared.purchasing.rules.orders import OrderStage, OrderStatus, status_of

LINE_COLUMNS = (
    "state", "fulfilment", "quantity", "price", "per", "net", "tax_rate", "tax", "tolerance",
    "needed_on", "round", "agreed_round", "promised_on", "first_promised_on",
    "offered_on", "reason", "reason_code",
    "cancellation_asked_at", "confirmed_at", "shipped", "received", "refused", "changed_in",
    "supplier_code", "name_zh", "name_en", "unit", "version",
)  # fmt: skip


async def locked(actor: Actor, number: str, verb: str) -> PurchaseOrder:
    """Return an order in the actor's scope, locked until the commit; NotFound for strangers.

    Two people who answer two lines at once wait for each other instead of colliding.
    """
    found = await one(actor, PurchaseOrder, verb, number=number)
    order = await scope(actor, PurchaseOrder, verb).filter(id=found.id).select_for_update().first()
    if order is None:
        raise NotFound
    return order


async def lines_of(order: PurchaseOrder) -> dict[int, PurchaseLine]:
    """Return the lines of an order by position."""
    rows = await PurchaseLine.filter(order_id=order.id).order_by("position")
    return {row.position: row for row in rows}


async def draft_of(order: PurchaseOrder) -> PurchaseDraft:
    """Return what is being written about an order; every order has one such row."""
    return await PurchaseDraft.get(order_id=order.id)


async def index_order(order: PurchaseOrder, names: Sequence[str], answer: Quote) -> None:
    """Store the search words of one order: its number, its supplier's names, its products."""
    offers = [line.offer for line in answer.good if line.offer]
    products = [f"{one.sku} {one.supplier_code} {one.name_zh} {one.name_en}" for one in offers]
    await fulltext.index("purchase_order", order.id, order.number, *names, *products)


def check_version(line: PurchaseLine, version: int, theirs: Mapping[str, Any]) -> None:
    """Raise Stale when somebody changed the line since `version`; `theirs` go to the fields."""
    if line.version != version:
        raise Stale(dict(theirs), line.version)


async def write_lines(lines: Sequence[PurchaseLine]) -> None:
    """Store changed lines, each a version further, in a handful of statements.

    The order's row is locked, and its own change carries scope and version.
    """
    for line in lines:
        line.version += 1
    if lines:
        await PurchaseLine.bulk_update(lines, fields=LINE_COLUMNS, batch_size=100)


async def settle(
    actor: Actor, order: PurchaseOrder, verb: str, lines: Sequence[PurchaseLine], **values: Any
) -> OrderStatus:
    """Write the header as it follows from all its lines, with `values`; return the new status."""
    status = status_of(
        values.get("stage", order.stage),
        [(line.state, line.fulfilment) for line in lines],
    )
    ended = status in (OrderStatus.CLOSED, OrderStatus.CANCELLED)
    await change(
        actor, order, verb, None, **{
            **derived(lines), "status": status, "updated_at": clock.now(),
            "ended_at": (order.ended_at or clock.now()) if ended else None, **values,
        },
    )  # fmt: skip
    return status


def derived(lines: Sequence[PurchaseLine]) -> dict[str, Any]:
    """Return the columns of the header that follow from the lines."""
    wanted = [line for line in lines if line.state != LineState.CANCELLED]
    due = [
        line.promised_on or line.needed_on
        for line in wanted
        if line.state not in ENDED and line.fulfilment != LineFulfilment.RECEIVED
    ]
    promised = [line.promised_on for line in wanted if line.promised_on]
    return {
        "net": sum(line.net for line in wanted),
        "tax": sum(line.tax for line in wanted),
        "total": sum(line.net + line.tax for line in wanted),
        "line_count": len(lines),
        "to_answer": sum(line.state in SUPPLIERS_TURN for line in wanted),
        "to_decide": sum(line.state in PURCHASINGS_TURN for line in wanted),
        "due_on": min(due, default=None),
        "promised_on": max(promised, default=None),
        "needed_on": min((line.needed_on for line in wanted), default=None),
        "summary_zh": (lines[0].name_zh or lines[0].name_en) if lines else "",
        "summary_en": (lines[0].name_en or lines[0].name_zh) if lines else "",
    }


async def say_in_thread(
    actor: Actor, order: PurchaseOrder, text: str, *, deed: str = "",
    line: PurchaseLine | None = None,
) -> PurchaseMessage:  # fmt: skip
    """Add a sentence to the thread that both sides read."""
    return await PurchaseMessage.create(
        order_id=order.id, line_id=line.id if line else None, author_id=actor.user_id or None,
        author_name=actor.name, side=side_of(actor), deed=deed, text=text, said_at=clock.now(),
    )  # fmt: skip


def side_of(actor: Actor) -> Side:
    """Return for whom the actor speaks."""
    return Side.PURCHASING if actor.is_staff else Side.SUPPLIER


async def agree_on(line_ids: Sequence[int], rounds: Mapping[int, int]) -> None:
    """Mark the promises of the rounds on the table as agreed: line id → round."""
    now = clock.now()
    by_round: dict[int, list[int]] = {}
    for line_id in line_ids:
        by_round.setdefault(rounds[line_id], []).append(line_id)
    for number, ids in by_round.items():
        await Promise.filter(line_id__in=ids, round=number).update(agreed_at=now)


async def tell(
    actor: Actor, order: PurchaseOrder, verb: str, before: Mapping[str, Any],
    after: Mapping[str, Any], *, topic: str = "", reason: str = "",
) -> None:  # fmt: skip
    """Announce `topic` and journal `purchase_order.<verb>`: changed values before → after."""
    if topic:
        await announce(
            topic, order.number, by=actor.user_id, supplier_id=order.supplier_id,
            buyer=order.buyer_id, reason=reason, stage=str(OrderStage(order.stage)),
        )  # fmt: skip
    await record(
        actor, f"purchase_order.{verb}", order, counterparty_id=order.supplier_id,
        before=dict(before), after=dict(after), reason=reason,
    )  # fmt: skip


def spoken(line: PurchaseLine) -> str:
    """Return what the journal says of a line: its state, quantity and day."""
    day = line.promised_on or line.needed_on
    return json.dumps([str(line.state), line.quantity, day.isoformat()])
