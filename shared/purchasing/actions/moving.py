"""New days for many lines at once, as a supplier tells them every morning: one reason for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.kernel.errors import Invalid, NotFound, Refusal, Stale
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.purchasing.actions.answering import PROPOSE, LineAnswer, answer_lines
from shared.purchasing.models.orders import PurchaseDemand, PurchaseLine
from shared.purchasing.promising import Lot
from shared.purchasing.rules.lines import Why, check_why


@dataclass(frozen=True)
class Moved:
    """A new day for a line: order number, position, the version seen; `place` in the form."""

    order: str
    position: int
    version: int
    day: date
    place: int = 0


@action("purchase_order.answer")
async def move_dates(
    actor: Actor, *, moves: Sequence[Moved], reason: str = "", reason_code: str = "", key: str = ""
) -> int:
    """Propose new days for lines of any orders and return how many were moved.

    One reason for all: a `reason_code` of REASONS, own words in `reason`, or both. All or nothing.
    Raises Invalid and Stale with the fields of the form (`line-<place>-…`), NotFound for strangers.
    """
    if not moves:
        raise Refusal(say("Change at least one date."))
    why = check_why(Why(reason_code, reason))
    by_order: dict[str, list[Moved]] = {}
    for one in moves:
        by_order.setdefault(one.order, []).append(one)
    amounts = await _quantities(actor, by_order)
    for number in sorted(by_order):
        await _answer(actor, number, by_order[number], amounts, why)
        await _warn(actor, number, [one.position for one in by_order[number]])
    return len(moves)


async def _quantities(actor: Actor, by_order: dict[str, list[Moved]]) -> dict[tuple[str, int], int]:
    rows = await scope(actor, PurchaseLine).filter(order__number__in=list(by_order))\
        .values("order__number", "position", "quantity")  # fmt: skip
    return {(row["order__number"], row["position"]): row["quantity"] for row in rows}


async def _answer(
    actor: Actor, number: str, moves: Sequence[Moved], amounts: dict[tuple[str, int], int],
    why: Why,
) -> None:  # fmt: skip
    places = {one.position: one.place for one in moves}
    if any((number, one.position) not in amounts for one in moves):
        raise NotFound
    answers = [
        LineAnswer(one.position, one.version, PROPOSE,
                   (Lot(amounts[number, one.position], one.day),), why.words, why.code)
        for one in moves
    ]  # fmt: skip
    try:
        await answer_lines(actor, number, answers=answers)
    except Invalid as invalid:
        raise Invalid([
            Refusal(one.message, _at(one.field or "", places), one.fixes)
            for one in invalid.refusals
        ]) from None  # fmt: skip
    except Stale as stale:
        theirs = {_at(name, places): value for name, value in stale.theirs.items()}
        raise Stale(theirs, stale.version) from None


async def _warn(actor: Actor, number: str, positions: Sequence[int]) -> None:
    """Tell purchasing which customers' orders wait for these lines; only its own letter names them."""
    waiting = PurchaseDemand.filter(line__order__number=number, line__position__in=positions)
    found = await waiting.values_list("sales_line__order__number", flat=True)
    hurt = sorted(set(map(str, found)))
    if hurt:
        await announce(
            "purchase_order.moved", number, by=actor.user_id, supplier_id=actor.counterparty_id,
            name=", ".join(hurt[:20]),
        )  # fmt: skip


def _at(field: str, places: dict[int, int]) -> str:
    """Return the field of our form for one of the order's (`line-<position>-day`)."""
    parts = field.split("-")
    if len(parts) > 1 and parts[0] == "line" and parts[1].isdigit():
        column = "day" if len(parts) < 3 or parts[2] in ("quantity", "reason") else parts[2]
        return f"line-{places.get(int(parts[1]), 0)}-{column}"
    return field
