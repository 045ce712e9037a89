"""Dates put on the table: lots of a line as promises, and what becomes of a line once agreed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.access.actor import Actor
from shared.kernel import clock, money, quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.models.promises import Promise
from shared.purchasing.rules.lines import MOST_SPLITS, LineState, Side, Why
from shared.purchasing.writing import agree_on, side_of

FARTHEST = timedelta(days=730)


@dataclass(frozen=True)
class Lot:
    """A quantity (×10⁴) for a day."""

    quantity: int
    promised_on: date


async def on_the_table(lines: Iterable[PurchaseLine]) -> dict[int, list[Lot]]:
    """Return the lots now on the table by line id: those last named, else what was ordered."""
    wanted = list(lines)
    rounds = {line.id: line.round for line in wanted}
    rows = await Promise.filter(line_id__in=list(rounds)).order_by("promised_on", "id")
    found: dict[int, list[Lot]] = {}
    for row in rows:
        if row.round == rounds[row.line_id]:
            found.setdefault(row.line_id, []).append(Lot(row.quantity, row.promised_on))
    named = (LineState.PROPOSED, LineState.COUNTERED, LineState.CONFIRMED)
    return {
        line.id: found[line.id]
        if line.state in named and line.id in found
        else [Lot(line.quantity, line.needed_on)]
        for line in wanted
    }


async def put(
    actor: Actor, named: Sequence[tuple[PurchaseLine, Sequence[Lot]]], *, asked_by: Side,
    reasons: Mapping[int, Why] | None = None, agreed: bool = False,
) -> None:  # fmt: skip
    """Put lots on the table, a new round a line; nothing said before is changed. One statement."""
    now = clock.now()
    rows = []
    for line, lots in named:
        why = (reasons or {}).get(line.id, Why())
        line.round += 1
        line.offered_on = max(lot.promised_on for lot in lots)
        rows += [
            Promise(
                line_id=line.id, round=line.round, quantity=lot.quantity,
                promised_on=lot.promised_on, side=side_of(actor), asked_by=asked_by,
                reason_code=why.code, reason=why.words, said_by_id=actor.user_id or None,
                said_by_name=actor.name, said_at=now, agreed_at=now if agreed else None,
            )
            for lot in lots
        ]  # fmt: skip
    if rows:
        await Promise.bulk_create(rows, batch_size=200)


def confirm(line: PurchaseLine, lots: Sequence[Lot], currency: str) -> None:
    """Let a line stand by its lots: last day, quantity and price of what was agreed.

    The first day agreed is the measure of "on time"; later changes asked for by the supplier do
    not move it.
    """
    line.state = LineState.CONFIRMED
    line.agreed_round = line.round
    line.promised_on = max(lot.promised_on for lot in lots)
    line.first_promised_on = line.first_promised_on or line.promised_on
    line.confirmed_at = clock.now()
    line.reason_code, line.reason = Why()
    total = sum(lot.quantity for lot in lots)
    if total != line.quantity:
        line.quantity = total
        line.net = money.line_net(line.price, line.per, total)
        line.tax = money.tax_on(line.net, line.tax_rate)


async def agree(
    lines: Sequence[PurchaseLine], lots: Mapping[int, Sequence[Lot]], currency: str
) -> None:
    """Let lines stand by what is on the table."""
    for line in lines:
        confirm(line, lots[line.id], currency)
    await agree_on([line.id for line in lines], {line.id: line.round for line in lines})


def check_lots(lots: Sequence[Lot], line: PurchaseLine, today: date, field: str) -> None:
    """Refuse lots without a quantity, in the past, too many, or more than was ordered."""
    if not lots:
        raise Refusal(say("Say how many, and when."), f"{field}-quantity")
    if len(lots) > MOST_SPLITS:
        raise Refusal(
            say("At most {count} deliveries a line.", count=MOST_SPLITS), f"{field}-quantity"
        )
    if any(lot.promised_on < today for lot in lots):
        raise Refusal(say("This day is in the past."), f"{field}-day")
    if any(lot.promised_on > today + FARTHEST for lot in lots):
        raise Refusal(say("This day is too far away."), f"{field}-day")
    total = sum(lot.quantity for lot in lots)
    most = line.quantity * (10_000 + line.tolerance) // 10_000
    if total > most:
        raise Refusal(
            say("Only {quantity} are ordered.", quantity=quantity.to_text(line.quantity)),
            f"{field}-quantity",
        )
    if total < line.shipped:
        raise Refusal(say("More of it has already left."), f"{field}-quantity")
