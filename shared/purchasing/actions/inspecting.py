"""What the inspection says of goods that were counted first and looked at later."""

from collections.abc import Sequence

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.files.actions import attach
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal, Stale
from shared.kernel.wording import say
from shared.orders.allocating import take_in_goods
from shared.outbox.actions import announce
from shared.purchasing.coming import Coming, coming
from shared.purchasing.differences import Difference, open_differences
from shared.purchasing.goods import amounts, credited, follow, held_delivery, keep, tell_orders
from shared.purchasing.models.deliveries import Discrepancy, Receipt, ReceiptLine
from shared.purchasing.rules.deliveries import TRANSITIONS, Inspection
from shared.purchasing.rules.receiving import Counted, check_counted, verdict


@action("receipt.inspect")
async def inspect_line(
    actor: Actor, receipt_number: str, position: int, *, version: int, result: Counted,
    files: Sequence[str] = (), key: str = "",
) -> str:  # fmt: skip
    """Say what the inspection of a received line found; what is good goes into stock.

    `version` is that of the receipt's line. Photos (`files`) hang on the difference that it opens,
    which both sides read, else on the receipt. Returns the delivery's number.
    """
    receipt = await one(actor, Receipt, "inspect", number=receipt_number)
    row = await ReceiptLine.get_or_none(
        receipt_id=receipt.id, delivery_line__position=position
    ).select_related("delivery_line__delivery")
    if row is None or row.delivery_line is None:
        raise NotFound
    if row.version != version:
        raise Stale({"inspection": str(row.inspection)}, row.version)
    if row.inspection != Inspection.PENDING:
        raise Refusal(say("This line was inspected already."))
    if result.inspection == Inspection.PENDING:
        raise Refusal(say("Choose what the inspection found."), "inspection")
    result = Counted(row.counted, result.refused, result.finding, result.inspection, result.story)
    check_counted(result, "line")
    delivery = await held_delivery(actor, row.delivery_line.delivery.number, "arrive")
    come = await coming(actor, delivery, {row.line_id})
    return await _inspected(actor, come, receipt, row, result, files)


async def _inspected(
    actor: Actor, come: Coming, receipt: Receipt, row: ReceiptLine, result: Counted,
    files: Sequence[str],
) -> str:  # fmt: skip
    line, delivery = come.by_id[row.line_id], come.delivery
    said = verdict(result, announced=row.counted, is_last=False, room=row.counted)
    # What was over the notice is already a difference and is not taken twice.
    over = await Discrepancy.filter(receipt_line_id=row.id, kind="over").values("quantity")
    taken = max(0, said.accepted - sum(one["quantity"] for one in over))
    await ReceiptLine.filter(id=row.id, version=row.version).update(
        accepted=taken, refused=result.refused, inspection=result.result,
        finding=result.story.strip()[:2000], version=row.version + 1,
    )  # fmt: skip
    await _take(actor, come, receipt, row, taken, result.refused)
    found = [Difference(kind, amount, line, row.id, result.story)
             for kind, amount in said.differences]  # fmt: skip
    opened = await open_differences(actor, delivery, found)
    await _hang(actor, receipt, opened, files)
    state = TRANSITIONS.get((delivery.state, "find_discrepancy"))
    if opened and state:
        await change(actor, delivery, "arrive", None, state=state, updated_at=clock.now())
    topic = "delivery.discrepancy" if opened else "delivery.inspected"
    await announce(topic, delivery.number, by=actor.user_id, supplier_id=delivery.supplier_id)
    await tell_orders(actor, come.orders, "received")
    await record(
        actor, "receipt.inspect", receipt, counterparty_id=receipt.supplier_id,
        after={"inspection": str(result.result), **amounts({line.sku: taken})},
    )  # fmt: skip
    return delivery.number


async def _hang(
    actor: Actor, receipt: Receipt, opened: Sequence[str], files: Sequence[str]
) -> None:
    """Hang photos on what they show: the difference, or the receipt where nothing differs."""
    if not opened:
        await attach(actor, files, "receipt", receipt.id)
        return
    shown = await Discrepancy.get(number=opened[0])
    await attach(actor, files, "discrepancy", shown.id)


async def _take(
    actor: Actor, come: Coming, receipt: Receipt, row: ReceiptLine, taken: int, refused: int
) -> None:
    """Add what the inspection let through to line, header and stock."""
    line = come.by_id[row.line_id]
    await change(actor, receipt, "inspect", None, inspected_at=clock.now())
    line.received += taken
    line.refused += refused
    follow(line, (await credited([line.id])).get(line.id, 0))
    await keep(come.orders, come.lines, [line])
    await take_in_goods(actor, {line.product_id: taken} if line.product_id else {})
