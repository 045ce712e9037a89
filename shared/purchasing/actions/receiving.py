"""Our side of a delivery: it arrived, what was counted, what the inspection says."""

from collections.abc import Mapping, Sequence

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change
from shared.database.numbering import next_number
from shared.files.actions import attach
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotFound, Refusal, Stale
from shared.kernel.quantity import to_text
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.orders.allocating import take_in_goods
from shared.outbox.actions import announce
from shared.purchasing.coming import Coming, coming
from shared.purchasing.differences import Difference, open_differences
from shared.purchasing.goods import (
    amounts,
    credited,
    follow,
    goods_of,
    held_delivery,
    keep,
    tell_orders,
)
from shared.purchasing.models.deliveries import (
    Delivery,
    DeliveryLine,
    Discrepancy,
    Receipt,
    ReceiptLine,
)
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.deliveries import (
    TRANSITIONS,
    UNSETTLED,
    DeliveryState,
)
from shared.purchasing.rules.lines import most_to_ship
from shared.purchasing.rules.receiving import Counted, Verdict, check_counted, verdict


@action("delivery.arrive")
async def arrive(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Note that the goods stand at our door; return the delivery's state."""
    delivery = await held_delivery(actor, number, "arrive")
    state = after(TRANSITIONS, delivery.state, "arrive")
    before, now = {"state": delivery.state}, clock.now()
    await change(actor, delivery, "arrive", version, state=state, arrived_at=now, updated_at=now)
    await announce("delivery.arrived", number, by=actor.user_id, supplier_id=delivery.supplier_id)
    await record(actor, "delivery.arrive", delivery, counterparty_id=delivery.supplier_id,
                 before=before, after={"state": state})  # fmt: skip
    return str(state)


@action("receipt.create")
async def receive_delivery(
    actor: Actor, number: str, *, version: int, counts: Mapping[int, Counted], is_last: bool = True,
    note: str = "", files: Sequence[str] = (), key: str = "",
) -> str:  # fmt: skip
    """Receive a delivery, in whole or in part, and return the receipt's number (`RC-2026-0001`).

    `counts` maps positions of the notice to what was found; without `is_last` the rest is still to
    come and nothing is short. What is good goes into stock, what differs becomes a thread; photos
    (`files`) hang on the receipt, which both sides read. Raises
    Stale with what somebody else counted meanwhile (`line-1-counted`), Invalid, NotFound.
    """
    delivery = await held_delivery(actor, number, "arrive")
    if delivery.version != version:
        raise Stale(await _theirs(delivery), delivery.version)
    _check_state(delivery)
    come = await coming(actor, delivery)
    _check(come.goods, counts)
    verdicts = _judged(come, counts, is_last=is_last)
    receipt = await _receipt(actor, delivery, note)
    await attach(actor, files, "receipt", receipt.id)
    rows = await _receipt_lines(receipt, come.goods, counts, verdicts)
    await _take(actor, come, counts, verdicts)
    found = [
        Difference(kind, amount, come.by_id[line.line_id], rows[line.id], counts[line.position].story)
        for line in come.goods if line.position in verdicts
        for kind, amount in verdicts[line.position].differences
    ]  # fmt: skip
    opened = await open_differences(actor, delivery, found)
    state = await _move_on(actor, delivery, version, is_last=is_last, has_new=bool(opened))
    await _told(actor, come, receipt, verdicts, opened, state)
    return receipt.number


def _check_state(delivery: Delivery) -> None:
    """Refuse what is not on its way or here; goods may be counted before anybody noted them."""
    if delivery.state != DeliveryState.ARRIVED:
        after(TRANSITIONS, delivery.state, "arrive")


async def _theirs(delivery: Delivery) -> dict[str, object]:
    return {
        f"line-{line.position}-counted": to_text(line.received) for line in await goods_of(delivery)
    }


def _check(goods: Sequence[DeliveryLine], counts: Mapping[int, Counted]) -> None:
    known = {line.position for line in goods}
    if set(counts) - known:
        raise NotFound
    wrong = []
    for position, counted in counts.items():
        try:
            check_counted(counted, f"line-{position}")
        except Refusal as refusal:
            wrong.append(refusal)
    if wrong:
        raise Invalid(wrong)
    if not counts:
        raise Refusal(say("Say what was counted of at least one line."))


def _judged(come: Coming, counts: Mapping[int, Counted], *, is_last: bool) -> dict[int, Verdict]:
    """Return position → verdict; on the last receipt a line that nobody counted is short."""
    judged: dict[int, Verdict] = {}
    for goods in come.goods:
        counted = counts.get(goods.position)
        left = max(0, goods.quantity - goods.received)
        if counted is None:
            continue
        line = come.by_id[goods.line_id]
        room = left + most_to_ship(line.quantity, line.shipped, line.tolerance)
        judged[goods.position] = verdict(counted, announced=left, is_last=is_last, room=room)
    missing = [one for one in come.goods if one.position not in counts
               and one.received < one.quantity]  # fmt: skip
    if is_last and missing:
        raise Invalid([
            Refusal(say("Count this line too, or say that more is to come."),
                    f"line-{one.position}-counted")
            for one in missing
        ])  # fmt: skip
    return judged


async def _receipt(actor: Actor, delivery: Delivery, note: str) -> Receipt:
    now = clock.now()
    return await Receipt.create(
        number=await next_number("RC", clock.today(actor.zone).year),
        supplier_id=delivery.supplier_id, delivery_id=delivery.id, note=note.strip()[:2000],
        received_by_id=actor.user_id or None, received_at=now, created_at=now,
    )  # fmt: skip


async def _receipt_lines(
    receipt: Receipt, goods: Sequence[DeliveryLine], counts: Mapping[int, Counted],
    verdicts: Mapping[int, Verdict],
) -> dict[int, int]:  # fmt: skip
    """Write what was counted and return delivery line → id of its receipt line."""
    await ReceiptLine.bulk_create(
        ReceiptLine(
            receipt_id=receipt.id, line_id=line.line_id, delivery_line_id=line.id,
            counted=counts[line.position].counted, accepted=verdicts[line.position].accepted,
            refused=verdicts[line.position].refused,
            inspection=counts[line.position].result,
            finding=counts[line.position].story.strip()[:2000],
        )
        for line in goods if line.position in verdicts
    )  # fmt: skip
    rows = await ReceiptLine.filter(receipt_id=receipt.id).values("id", "delivery_line_id")
    return {row["delivery_line_id"]: row["id"] for row in rows}


async def _take(
    actor: Actor, come: Coming, counts: Mapping[int, Counted], verdicts: Mapping[int, Verdict]
) -> None:
    """Add what we take to lines, headers and stock, in a handful of statements."""
    credit = await credited(list(come.by_id))
    into_stock: dict[int, int] = {}
    touched: dict[int, PurchaseLine] = {}
    for goods in come.goods:
        if goods.position not in verdicts:
            continue
        said, line = verdicts[goods.position], come.by_id[goods.line_id]
        goods.received += counts[goods.position].counted
        line.received += said.accepted
        line.refused += said.refused
        line.shipped += max(0, goods.received - goods.quantity) if said.accepted else 0
        follow(line, credit.get(line.id, 0))
        touched[line.id] = line
        if line.product_id:
            into_stock[line.product_id] = into_stock.get(line.product_id, 0) + said.accepted
    await DeliveryLine.bulk_update(come.goods, fields=["received"], batch_size=100)
    await keep(come.orders, come.lines, list(touched.values()))
    await take_in_goods(actor, into_stock)


async def _move_on(
    actor: Actor, delivery: Delivery, version: int, *, is_last: bool, has_new: bool
) -> DeliveryState:
    """Move the delivery on: it stays arrived while more is to come."""
    now = clock.now()
    state = delivery.state
    if state != DeliveryState.ARRIVED:
        state = after(TRANSITIONS, state, "arrive")
    values = {"arrived_at": delivery.arrived_at or now, "updated_at": now}
    if is_last:
        waits = has_new or await Discrepancy.filter(
            delivery_id=delivery.id, state__in=UNSETTLED
        ).exists()  # fmt: skip
        state = after(TRANSITIONS, state, "receive_with_discrepancy" if waits else "receive")
        values["received_at"] = now
    await change(actor, delivery, "arrive", version, state=state, **values)
    return state


async def _told(
    actor: Actor, come: Coming, receipt: Receipt, verdicts: Mapping[int, Verdict],
    opened: Sequence[str], state: DeliveryState,
) -> None:  # fmt: skip
    delivery = come.delivery
    topic = "delivery.discrepancy" if opened else "delivery.received"
    await announce(topic, delivery.number, by=actor.user_id, supplier_id=delivery.supplier_id)
    await tell_orders(actor, come.orders, "received")
    taken: dict[str, int] = {}
    for goods in come.goods:
        if goods.position in verdicts:
            sku = come.by_id[goods.line_id].sku
            taken[sku] = taken.get(sku, 0) + verdicts[goods.position].accepted
    await record(
        actor, "receipt.create", receipt, counterparty_id=receipt.supplier_id,
        after={"delivery": delivery.number, "state": state, **amounts(taken),
               **({"discrepancy": list(opened)} if opened else {})},
    )  # fmt: skip
