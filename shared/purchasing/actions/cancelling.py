"""Taking lines off an order: alone before the supplier confirmed, only together afterwards."""

from collections.abc import Iterable
from datetime import datetime

from shared.access.action import action
from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.lines import ENDED, TRANSITIONS, check_reason
from shared.purchasing.writing import (
    lines_of,
    locked,
    say_in_thread,
    settle,
    spoken,
    tell,
    write_lines,
)


@action("purchase_order.cancel")
async def cancel_lines(
    actor: Actor, number: str, *, version: int, reason: str, positions: Iterable[int] = (),
    key: str = "",
) -> str:  # fmt: skip
    """Cancel lines (all open ones without `positions`) and return the order's new status.

    What the supplier has confirmed is only asked for: it stays until the supplier agrees. Goods
    that have left are refused.
    """
    reason = check_reason(reason)
    order = await locked(actor, number, "cancel")
    if order.version != version:
        raise Refusal(say("The order was changed meanwhile: open it again."))
    lines = await lines_of(order)
    chosen = _chosen(lines, positions)
    before = {f"line {line.sku}": spoken(line) for line in chosen}
    now = clock.now()
    asked = [_take_off(line, now) for line in chosen].count(False) > 0
    await write_lines(chosen)
    values = {"cancellation_asked_at": now, "cancellation_reason": reason} if asked else {}
    status = await settle(actor, order, "cancel", list(lines.values()), **values)
    verb = "ask_cancellation" if asked else "cancel"
    await say_in_thread(actor, order, reason, deed=verb)
    topic = "purchase_order.cancellation_asked" if asked else "purchase_order.cancelled"
    await tell(actor, order, verb, before, _after(chosen), topic=topic, reason=reason)
    return str(status)


@action("purchase_order.decide_cancellation")
async def answer_cancellation(
    actor: Actor, number: str, *, version: int, agrees: bool, reason: str = "", key: str = ""
) -> str:
    """Agree to the cancellation that purchasing asked for, or decline it with a reason."""
    order = await locked(actor, number, "decide_cancellation")
    if order.version != version:
        raise Refusal(say("The order was changed meanwhile: open it again."))
    lines = await lines_of(order)
    chosen = [line for line in lines.values() if line.cancellation_asked_at]
    if not chosen:
        raise Refusal(say("Nobody has asked to cancel anything."))
    reason = reason.strip()[:1000] if agrees else check_reason(reason)
    verb = "agree_cancellation" if agrees else "decline_cancellation"
    before = {f"line {line.sku}": spoken(line) for line in chosen}
    for line in chosen:
        line.state = after(TRANSITIONS, line.state, verb)
        line.cancellation_asked_at = None
    await write_lines(chosen)
    status = await settle(
        actor, order, "decide_cancellation", list(lines.values()), cancellation_asked_at=None
    )
    if reason:
        await say_in_thread(actor, order, reason, deed=verb)
    topic = (
        "purchase_order.cancellation_agreed" if agrees else "purchase_order.cancellation_declined"
    )
    await tell(actor, order, verb, before, _after(chosen), topic=topic, reason=reason)
    return str(status)


def _chosen(lines: dict[int, PurchaseLine], positions: Iterable[int]) -> list[PurchaseLine]:
    asked = list(positions)
    if any(position not in lines for position in asked):
        raise NotFound
    wanted = [lines[position] for position in asked] if asked else list(lines.values())
    chosen = [line for line in wanted if line.state not in ENDED]
    if not chosen:
        raise Refusal(say("There is nothing left to cancel."))
    return chosen


def _take_off(line: PurchaseLine, now: datetime) -> bool:
    """Cancel a line, or ask for it once the supplier has confirmed; return whether it is off."""
    if line.shipped:
        raise Refusal(
            say("Goods of {sku} have already left: it cannot be cancelled.", sku=line.sku)
        )
    if line.confirmed_at:
        after(TRANSITIONS, line.state, "ask_cancellation")
        line.cancellation_asked_at = now
        return False
    line.state = after(TRANSITIONS, line.state, "cancel")
    return True


def _after(lines: Iterable[PurchaseLine]) -> dict[str, str]:
    return {f"line {line.sku}": spoken(line) for line in lines}
