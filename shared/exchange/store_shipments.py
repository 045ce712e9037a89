"""Stores the lines of orders brought in, and one shipment for what the file says has left."""

from collections import defaultdict
from typing import Any

from shared.database.numbering import next_numbers
from shared.exchange.order_lines_in import Line
from shared.exchange.storing import BATCH, Run, differing
from shared.exchange.validation import Row
from shared.kernel.wording import say
from shared.orders.models import SalesOrder, SalesOrderLine, Shipment, ShipmentLine

# Order key → (line id, quantity that left in this run).
Left = dict[str, list[tuple[int, int]]]


async def store_lines(
    run: Run,
    rows: list[Row],
    orders: dict[str, SalesOrder],
    lines: dict[str, list[Line]],
    advancing: set[str],
) -> Left:
    """Bring lines to what the file says, by position, and return what has left since."""
    stored = await _stored(run, rows)
    left: Left = defaultdict(list)
    fresh: list[SalesOrderLine] = []
    for done, row in enumerate(rows, start=1):
        for line in lines[row.key]:
            held = stored.pop((orders[row.key].id, line.position), None)
            if held is None:
                fresh.append(_fresh(orders[row.key], line))
            elif sent := await _update(run, held, line, advances=row.key in advancing):
                left[row.key].append((held.id, sent))
        run.progress("order_line", done, len(rows))
    await _drop(run, rows, stored)
    run.tally("order_line").created += len(fresh)
    await SalesOrderLine.bulk_create(fresh, batch_size=BATCH)
    await _with_ids(run, fresh, {order.id: key for key, order in orders.items()}, left)
    return left


async def _stored(run: Run, rows: list[Row]) -> dict[tuple[int, int], SalesOrderLine]:
    if not rows:
        return {}
    keys = {row.key for row in rows}
    held = SalesOrderLine.filter(order__external_source=run.source)
    found = await held.select_related("order")
    return {(one.order_id, one.position): one for one in found if one.order.external_key in keys}


def _fresh(order: SalesOrder, line: Line) -> SalesOrderLine:
    return SalesOrderLine(
        order_id=order.id, position=line.position, shipped=line.shipped, **line.stored()
    )


async def _update(run: Run, held: SalesOrderLine, line: Line, *, advances: bool) -> int:
    """Write what differs and return how much more has left."""
    changed = differing(held, line.stored())
    before = held.shipped
    if advances and line.shipped > before:
        changed["shipped"] = line.shipped
    tally = run.tally("order_line")
    if not changed:
        tally.unchanged += 1
        return 0
    tally.updated += 1
    await SalesOrderLine.filter(id=held.id).update(**changed)
    return max(line.shipped - before, 0) if "shipped" in changed else 0


async def _drop(run: Run, rows: list[Row], surplus: dict[Any, SalesOrderLine]) -> None:
    """Remove lines that the file no longer has; goods that left cannot be wished away."""
    by_key = {row.key: row for row in rows}
    for line in surplus.values():
        if line.shipped:
            reason = say("Line {n} was shipped and is missing in the file.", n=line.position)
            run.refuse(by_key[line.order.external_key], "", reason)
    unshipped = [line.id for line in surplus.values() if not line.shipped]
    if unshipped:
        await SalesOrderLine.filter(id__in=unshipped).delete()


async def _with_ids(
    run: Run, fresh: list[SalesOrderLine], keys: dict[int, str], left: Left
) -> None:
    """Add new lines that have left; bulk_create gives no ids back, so they are read again."""
    if not any(line.shipped for line in fresh):
        return
    new = {(line.order_id, line.position) for line in fresh if line.shipped}
    held = SalesOrderLine.filter(order__external_source=run.source)
    rows = await held.order_by("order_id", "position").values_list(
        "id", "order_id", "position", "shipped"
    )
    for row_id, order_id, position, shipped in rows:
        if (order_id, position) in new:
            left[keys[order_id]].append((int(row_id), int(shipped)))


async def store_shipments(
    run: Run, rows: list[Row], orders: dict[str, SalesOrder], left: Left
) -> None:
    """Write one shipment per order for what has left, numbered by the year it left."""
    going = [row for row in rows if left.get(row.key)]
    years: dict[int, list[Shipment]] = defaultdict(list)
    for row in sorted(going, key=lambda row: (_left_at(run, row), row.line)):
        shipment = _shipment(run, row, orders[row.key])
        years[shipment.shipped_at.year].append(shipment)
    for year, of_year in sorted(years.items()):
        for number, shipment in zip(
            await next_numbers("SH", len(of_year), year), of_year, strict=True
        ):
            shipment.number = number
    shipments = [shipment for of_year in years.values() for shipment in of_year]
    await Shipment.bulk_create(shipments, batch_size=BATCH)
    run.tally("shipment").created += len(shipments)
    keys = {orders[row.key].id: row.key for row in going}
    contents = {shipment.number: left[keys[shipment.order_id]] for shipment in shipments}
    await _fill(run, contents)
    await _arrive(run, rows, orders)


async def _fill(run: Run, contents: dict[str, list[tuple[int, int]]]) -> None:
    held = Shipment.filter(order__external_source=run.source)
    ids = {str(number): int(row_id) for number, row_id in await held.values_list("number", "id")}
    await ShipmentLine.bulk_create(
        [
            ShipmentLine(shipment_id=ids[number], line_id=line_id, quantity=quantity)
            for number, lines in contents.items()
            for line_id, quantity in lines
        ],
        batch_size=BATCH,
    )


async def _arrive(run: Run, rows: list[Row], orders: dict[str, SalesOrder]) -> None:
    """Mark earlier shipments as arrived once the file says that the order was delivered."""
    for row in rows:
        day = row.values.get("delivered_on")
        if day and not row.values.get("cancelled_on"):
            waiting = Shipment.filter(order_id=orders[row.key].id, delivered_at=None)
            await waiting.update(delivered_at=run.at_noon(day))


def _shipment(run: Run, row: Row, order: SalesOrder) -> Shipment:
    return Shipment(
        order_id=order.id, carrier=row.values.get("carrier") or "",
        tracking_number=row.values.get("tracking_number") or "",
        shipped_at=_left_at(run, row),
        delivered_at=run.at_noon(row.values.get("delivered_on")), created_at=run.now,
    )  # fmt: skip


def _left_at(run: Run, row: Row) -> Any:
    given = row.values
    return run.at_noon(given.get("shipped_on") or given.get("delivered_on") or given["placed_on"])
