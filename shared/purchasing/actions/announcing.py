"""The supplier's side of a delivery: send the notice, correct it, let it leave, take it back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change
from shared.database import fulltext
from shared.database.numbering import next_number
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel import quantity as quantities
from shared.kernel.errors import Invalid, NotFound, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.purchasing.goods import (
    amounts,
    follow,
    goods_of,
    held_delivery,
    held_orders,
    keep,
    lines_of_orders,
    tell_orders,
)
from shared.purchasing.models.deliveries import Delivery, DeliveryLine
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.rules.deliveries import TRANSITIONS, DeliveryState
from shared.purchasing.rules.lines import check_reason
from shared.purchasing.rules.receiving import (
    MOST_LINES,
    MOST_PACKAGES,
    check_shipped,
    may_ship,
)


@dataclass(frozen=True)
class Packed:
    """How much of a line goes: order number, position, quantity as typed; `place` in the form."""

    order: str
    position: int
    quantity: str
    batch: str = ""
    place: int = 0

    @property
    def field(self) -> str:
        """The field of the quantity in the form."""
        return f"line-{self.place}-quantity"


@dataclass(frozen=True)
class Way:
    """How goods travel: carrier, its number, how many packages, when they should arrive."""

    carrier: str = ""
    tracking_number: str = ""
    packages: int = 0
    expected_on: date | None = None
    supplier_reference: str = ""
    note: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the same as columns of a delivery, cut to their lengths."""
        return {
            "carrier": self.carrier.strip()[:80],
            "tracking_number": self.tracking_number.strip()[:80],
            "packages": self.packages,
            "expected_on": self.expected_on,
            "supplier_reference": self.supplier_reference.strip()[:60],
            "note": self.note.strip()[:2000],
        }


@action("delivery.create")
async def send_delivery(actor: Actor, *, lines: Sequence[Packed], way: Way, key: str = "") -> str:
    """Send an advance ship notice and return its number (`DN-2026-0001`).

    Lines may be of many orders of the actor's organisation. Raises Invalid with every wrong line
    at its field, Refusal without any line, NotFound for a foreign or missing one.
    """
    if not lines:
        raise Refusal(say("Tick at least one line that is packed."))
    if len(lines) > MOST_LINES:
        raise Refusal(say("A delivery has at most {most} lines: send two.", most=MOST_LINES))
    _check_way(actor, way)
    orders = await held_orders(actor, numbers={one.order for one in lines})
    if len({order.supplier_id for order in orders}) != 1:
        raise NotFound
    known = await lines_of_orders(orders)
    packed = _packed(lines, orders, known)
    changed = list({line.id: line for line, _, _ in packed}.values())
    await keep(orders, known, changed)
    delivery = await _create(actor, orders, packed, way)
    await _told(actor, delivery, "send", orders, packed, topic="delivery.sent")
    return delivery.number


@action("delivery.update")
async def update_delivery(
    actor: Actor, number: str, *, version: int, way: Way, reason: str = "", key: str = ""
) -> str:
    """Correct carrier, number, packages or the day of arrival before the goods are there.

    A later day needs a reason: purchasing reads it.
    """
    delivery = await held_delivery(actor, number, "update")
    if delivery.state not in (DeliveryState.SENT, DeliveryState.IN_TRANSIT):
        raise Refusal(say("This is no longer possible: the record has moved on."))
    was = delivery.expected_on
    _check_way(actor, way, was)
    is_later = bool(way.expected_on and was and way.expected_on > was)
    if is_later:
        reason = check_reason(reason)
    columns = way.columns()
    before = {name: getattr(delivery, name) for name in columns}
    await change(actor, delivery, "update", version, **columns, updated_at=clock.now(),
                 **({"reason": reason} if is_later else {}))  # fmt: skip
    topic = "delivery.delayed" if is_later else "delivery.corrected"
    await announce(topic, number, by=actor.user_id, supplier_id=delivery.supplier_id, reason=reason)
    changed = {name for name, value in columns.items() if value != before[name]}
    await record(
        actor, "delivery.update", delivery, counterparty_id=delivery.supplier_id,
        before={name: str(before[name] or "") for name in changed},
        after={name: str(columns[name] or "") for name in changed}, reason=reason,
    )  # fmt: skip
    return number


@action("delivery.depart")
async def depart(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Say that the goods have left; return the delivery's state."""
    delivery = await held_delivery(actor, number, "depart")
    state = after(TRANSITIONS, delivery.state, "depart")
    before = {"state": delivery.state}
    now = clock.now()
    await change(actor, delivery, "depart", version, state=state, departed_at=now, updated_at=now)
    await announce("delivery.departed", number, by=actor.user_id, supplier_id=delivery.supplier_id)
    await record(actor, "delivery.depart", delivery, counterparty_id=delivery.supplier_id,
                 before=before, after={"state": state})  # fmt: skip
    return str(state)


@action("delivery.cancel")
async def cancel_delivery(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> str:
    """Take a notice back before the goods are there: its lines may be sent again."""
    reason = check_reason(reason)
    delivery = await held_delivery(actor, number, "cancel")
    state = after(TRANSITIONS, delivery.state, "cancel")
    goods = await goods_of(delivery)
    rows = await PurchaseLine.filter(id__in=[one.line_id for one in goods]).values("order_id")
    orders = await held_orders(actor, ids={row["order_id"] for row in rows})
    known = await lines_of_orders(orders)
    by_id = {line.id: line for line in known}
    for one in goods:
        line = by_id[one.line_id]
        line.shipped -= one.quantity
        follow(line)
    before, now = {"state": delivery.state}, clock.now()
    await change(actor, delivery, "cancel", version, state=state, reason=reason, ended_at=now,
                 updated_at=now)  # fmt: skip
    await keep(orders, known, [by_id[one] for one in {one.line_id for one in goods}])
    await announce("delivery.cancelled", number, by=actor.user_id,
                   supplier_id=delivery.supplier_id, reason=reason)  # fmt: skip
    await tell_orders(actor, orders, "cancelled")
    await record(actor, "delivery.cancel", delivery, counterparty_id=delivery.supplier_id,
                 before=before, after={"state": state}, reason=reason)  # fmt: skip
    return str(state)


_Goods = list[tuple[PurchaseLine, int, str]]


def _packed(
    lines: Sequence[Packed], orders: Sequence[PurchaseOrder], known: Sequence[PurchaseLine]
) -> _Goods:
    """Count what is packed into the lines, in memory; every wrong one is refused at once."""
    numbers = {order.id: order.number for order in orders}
    by_place = {(numbers[line.order_id], line.position): line for line in known}
    packed: _Goods = []
    wrong: list[Refusal] = []
    for one in lines:
        line = by_place.get((one.order, one.position))
        if line is None:
            raise NotFound
        try:
            amount = _amount(one, line)
        except Refusal as refusal:
            wrong.append(refusal)
            continue
        line.shipped += amount
        follow(line)
        packed.append((line, amount, one.batch.strip()[:80]))
    if wrong:
        raise Invalid(wrong)
    return packed


def _amount(one: Packed, line: PurchaseLine) -> int:
    amount = quantities.from_text(one.quantity, one.field)
    if not may_ship(line.state, is_confirmed=line.confirmed_at is not None):
        raise Refusal(
            say("{sku} is not confirmed: answer the order first.", sku=line.sku), one.field
        )
    if line.cancellation_asked_at:
        raise Refusal(say("We asked to cancel {sku}: answer that first.", sku=line.sku), one.field)
    check_shipped(amount, quantity=line.quantity, shipped=line.shipped, tolerance=line.tolerance,
                  field=one.field)  # fmt: skip
    return amount


def _check_way(actor: Actor, way: Way, was: date | None = None) -> None:
    """Refuse a day in the past, unless it stood there already (`was`) and is left alone."""
    wrong = []
    if not 0 <= way.packages <= MOST_PACKAGES:
        wrong.append(
            Refusal(say("At most {most} packages.", most=f"{MOST_PACKAGES:,}"), "packages")
        )
    if way.expected_on is None:
        wrong.append(Refusal(say("Say when it should arrive."), "expected_on"))
    elif way.expected_on != was and way.expected_on < clock.today(actor.zone):
        wrong.append(Refusal(say("This day is in the past."), "expected_on"))
    if wrong:
        raise Invalid(wrong)


async def _create(
    actor: Actor, orders: Sequence[PurchaseOrder], packed: _Goods, way: Way
) -> Delivery:
    now = clock.now()
    first = packed[0][0]
    delivery = await Delivery.create(
        number=await next_number("DN", clock.today(actor.zone).year),
        supplier_id=orders[0].supplier_id,
        state=after(TRANSITIONS, DeliveryState.DRAFT, "send"),
        **replace(way, packages=way.packages or 1).columns(),
        deliver_to=next((order.deliver_to for order in orders if order.deliver_to), ""),
        line_count=len(packed),
        summary_zh=first.name_zh or first.name_en,
        summary_en=first.name_en or first.name_zh,
        created_by_id=actor.user_id or None,
        placed_at=now, sent_at=now, created_at=now, updated_at=now,
    )  # fmt: skip
    await DeliveryLine.bulk_create(
        DeliveryLine(delivery_id=delivery.id, line_id=line.id, position=place, quantity=amount,
                     batch=batch)
        for place, (line, amount, batch) in enumerate(packed, start=1)
    )  # fmt: skip
    await _index(delivery, orders, packed)
    return delivery


async def _index(delivery: Delivery, orders: Sequence[PurchaseOrder], packed: _Goods) -> None:
    """Store the search words of a notice: its numbers, its orders, its products."""
    words = {order.number for order in orders}
    words |= {
        f"{line.sku} {line.supplier_code} {line.name_zh} {line.name_en}" for line, _, _ in packed
    }
    await fulltext.index(
        "delivery", delivery.id, delivery.number, delivery.supplier_reference,
        delivery.tracking_number, *sorted(words),
    )  # fmt: skip


async def _told(
    actor: Actor, delivery: Delivery, verb: str, orders: Sequence[PurchaseOrder], packed: _Goods,
    *, topic: str,
) -> None:  # fmt: skip
    await announce(topic, delivery.number, by=actor.user_id, supplier_id=delivery.supplier_id)
    await tell_orders(actor, orders, "sent")
    sent: dict[str, int] = {}
    for line, amount, _ in packed:
        sent[line.sku] = sent.get(line.sku, 0) + amount
    await record(
        actor, f"delivery.{verb}", delivery, counterparty_id=delivery.supplier_id,
        after={"state": delivery.state, **amounts(sent)},
    )  # fmt: skip
