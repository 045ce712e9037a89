"""What purchasing decides about a supplier's answer: agree, counter, insist."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.access.action import action
from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotFound, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.promising import Lot, agree, check_lots, on_the_table, put
from shared.purchasing.rules.lines import (
    PURCHASINGS_TURN,
    TRANSITIONS,
    LineState,
    Side,
    Why,
    check_reason,
)
from shared.purchasing.writing import (
    check_version,
    lines_of,
    locked,
    say_in_thread,
    settle,
    spoken,
    tell,
    write_lines,
)

AGREE, COUNTER, INSIST = "agree", "counter", "insist"


@dataclass(frozen=True)
class Decision:
    """What purchasing says about the line at `position`, seen in `version`.

    `kind` is agree, counter (with `lots`) or insist (with a reason).
    """

    position: int
    version: int
    kind: str
    lots: tuple[Lot, ...] = ()
    reason: str = ""


@action("purchase_order.decide")
async def decide_line(actor: Actor, number: str, *, decision: Decision, key: str = "") -> str:
    """Decide about one line and return the order's new status.

    Agreeing to "cannot" takes the line off the order. Raises Stale with what stands there now.
    """
    order = await locked(actor, number, "decide")
    lines = await lines_of(order)
    line = lines.get(decision.position)
    if line is None:
        raise NotFound
    now = {"lot-0-quantity": f"{line.quantity / 10_000:g}", "lot-0-day": line.needed_on.isoformat()}
    check_version(line, decision.version, now)
    before = {f"line {line.sku}": spoken(line)}
    state = after(TRANSITIONS, line.state, decision.kind)
    reason = decision.reason.strip()[:1000]
    if decision.kind != AGREE:
        reason = check_reason(reason)
    await _apply(actor, order, line, decision, state)
    await write_lines([line])
    if reason:
        await say_in_thread(actor, order, reason, deed=decision.kind, line=line)
    return await _finish(actor, order, list(lines.values()), decision.kind, before, reason)


@action("purchase_order.decide")
async def agree_to_all(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Agree to every change the supplier proposes; `version` is the order's, as the page showed it."""
    order = await locked(actor, number, "decide")
    if order.version != version:
        raise Refusal(say("The order was changed meanwhile: look at it again before you accept."))
    lines = list((await lines_of(order)).values())
    chosen = [line for line in lines if line.state in PURCHASINGS_TURN]
    if not chosen:
        raise Refusal(say("No line waits for a decision."))
    before = {f"line {line.sku}": spoken(line) for line in chosen}
    proposed = [line for line in chosen if line.state == LineState.PROPOSED]
    await agree(proposed, await on_the_table(proposed), order.currency)
    for line in chosen:
        if line.state == LineState.REJECTED:
            line.state = after(TRANSITIONS, line.state, AGREE)
    await write_lines(chosen)
    return await _finish(actor, order, lines, AGREE, before, "")


async def _apply(
    actor: Actor, order: PurchaseOrder, line: PurchaseLine, decision: Decision, state: LineState
) -> None:
    if decision.kind == AGREE and state == LineState.CONFIRMED:
        await agree([line], await on_the_table([line]), order.currency)
        return
    if decision.kind == COUNTER:
        _check_counter(actor, line, decision)
        # Still the supplier's wish for another day: the measure of "on time" stays.
        await put(actor, [(line, decision.lots)], asked_by=Side.SUPPLIER,
                  reasons={line.id: Why(words=decision.reason.strip())})  # fmt: skip
    line.state = state


def _check_counter(actor: Actor, line: PurchaseLine, decision: Decision) -> None:
    try:
        check_lots(decision.lots, line, clock.today(actor.zone), "lot-0")
    except Refusal as refusal:
        raise Invalid([refusal]) from None


async def _finish(
    actor: Actor, order: PurchaseOrder, lines: Sequence[PurchaseLine], verb: str,
    before: dict[str, str], reason: str,
) -> str:  # fmt: skip
    status = await settle(actor, order, "decide", lines)
    named = {f"line {line.sku}": spoken(line) for line in lines}
    await tell(actor, order, verb, before, {name: named[name] for name in before},
               topic="purchase_order.decided", reason=reason)  # fmt: skip
    return str(status)
