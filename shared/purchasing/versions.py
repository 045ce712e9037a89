"""Versions of an order: what a new one changes in its lines, and how each is kept as it was sent."""

import json
from collections.abc import Mapping, Sequence

from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder, PurchaseRevision
from shared.purchasing.pricing import Quote, QuotedLine
from shared.purchasing.rules.lines import TRANSITIONS, LineState, check_cancellation
from shared.purchasing.writing import write_lines

_GONE = (LineState.CANCELLED, LineState.CLOSED)
Lines = Mapping[int, PurchaseLine]


def apply(answer: Quote, lines: Lines, revision: int) -> dict[str, str]:
    """Change the lines that differ, in memory, and return old → new by SKU; the rest stays."""
    known = {line.sku.upper(): line for line in lines.values()}
    changes: dict[str, str] = {}
    wanted: set[str] = set()
    for one in answer.good:
        sku = one.offer.sku.upper() if one.offer else ""
        wanted.add(sku)
        line = known.get(sku)
        if line is None or line.state in _GONE:
            changes[f"line {sku}"] = f"+ {one.quantity}"
        elif _differs(line, one):
            _reopen(line, one, revision)
            changes[f"line {sku}"] = f"{one.quantity} {one.needed_on} {one.price}"
    for sku, line in known.items():
        if sku not in wanted and line.state not in _GONE:
            check_cancellation(was_confirmed=line.confirmed_at is not None, shipped=line.shipped)
            line.state = after(TRANSITIONS, line.state, "cancel")
            line.changed_in = revision
            changes[f"line {sku}"] = "cancelled"
    return changes


def _differs(line: PurchaseLine, one: QuotedLine) -> bool:
    return (line.quantity, line.needed_on, line.price) != (one.quantity, one.needed_on, one.price)


def _reopen(line: PurchaseLine, one: QuotedLine, revision: int) -> None:
    """Ask the supplier again; a day that purchasing moves is the new measure of "on time"."""
    if one.needed_on is None or one.offer is None:
        raise ValueError("only good lines are sent")
    if one.quantity < line.shipped:
        raise Refusal(say("More of {sku} has already left.", sku=line.sku), "lines")
    if line.needed_on != one.needed_on:
        line.first_promised_on = None
    line.state = after(TRANSITIONS, line.state, "revise")
    line.quantity, line.needed_on, line.price = one.quantity, one.needed_on, one.price
    line.per, line.net, line.tax = one.offer.per, one.net, one.tax
    line.tax_rate, line.changed_in, line.reason = one.offer.tax_rate, revision, ""


async def store(order: PurchaseOrder, answer: Quote, lines: Lines, revision: int) -> None:
    """Write the changed lines and add the new ones."""
    await write_lines([line for line in lines.values() if line.changed_in == revision])
    live = {
        line.sku.upper() for line in lines.values()
        if line.state not in _GONE
    }  # fmt: skip
    position = max(lines, default=0)
    rows = []
    for one in answer.good:
        if one.offer and one.offer.sku.upper() not in live:
            position += 1
            rows.append(_row(order, one, position, revision))
    if rows:
        await PurchaseLine.bulk_create(rows)


def _row(order: PurchaseOrder, one: QuotedLine, position: int, revision: int) -> PurchaseLine:
    offer = one.offer
    if offer is None or one.needed_on is None:
        raise ValueError("only good lines are sent")
    return PurchaseLine(
        order_id=order.id, position=position, product_id=offer.product_id, sku=offer.sku,
        supplier_code=offer.supplier_code, name_zh=offer.name_zh, name_en=offer.name_en,
        unit=offer.unit, quantity=one.quantity, price=one.price, per=offer.per, net=one.net,
        tax_rate=offer.tax_rate, tax=one.tax, tolerance=offer.tolerance,
        needed_on=one.needed_on, state=after(TRANSITIONS, LineState.DRAFT, "send"),
        changed_in=revision,
    )  # fmt: skip


async def keep_version(
    actor: Actor, order: PurchaseOrder, lines: Sequence[PurchaseLine], revision: int, reason: str
) -> None:
    """Keep the version as it was sent."""
    rows = [
        {"position": line.position, "sku": line.sku, "quantity": line.quantity,
         "needed_on": line.needed_on.isoformat(), "price": line.price,
         "is_cancelled": line.state == LineState.CANCELLED}
        for line in lines
    ]  # fmt: skip
    await PurchaseRevision.create(
        order_id=order.id, revision=revision, total=order.total, reason=reason,
        lines=json.dumps(rows), sent_by_name=actor.name, sent_at=clock.now(),
    )  # fmt: skip
