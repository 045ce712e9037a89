"""What staff decide about an order, and what a buyer may take back: every decision is journalled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.order_lines import field_of
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.orders import rules
from shared.orders.changing import tell, write_order
from shared.orders.deciding import WRITTEN, no_approval
from shared.orders.holding import give_back_goods, release_credit
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import TRANSITIONS

Dates = Mapping[int, date | None]


@action("sales_order.approve")
async def approve_order(
    actor: Actor, number: str, *, version: int, promised: Dates | None = None, key: str = ""
) -> str:
    """Approve an order that waits for it, which confirms it; return the new state.

    `promised` maps line positions to dates; lines left out get the wished date or the date their
    goods are expected. Refused to its author and above the approver's limit. Raises Stale,
    NotFound.
    """
    order = await one(actor, SalesOrder, "approve", number=number)
    after(TRANSITIONS, order.state, "approve")
    written = {name: getattr(order, name) for name in WRITTEN}
    if blocked := no_approval(actor, written):
        raise Refusal(blocked)
    return await _confirm(actor, order, "approve", version, promised or {})


@action("sales_order.confirm")
async def confirm_order(
    actor: Actor, number: str, *, version: int, promised: Dates | None = None, key: str = ""
) -> str:
    """Confirm a submitted order with the dates we promise per line position; return the state."""
    order = await one(actor, SalesOrder, "confirm", number=number)
    return await _confirm(actor, order, "confirm", version, promised or {})


@action("sales_order.reject")
async def reject_order(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> str:
    """Reject an order with a reason the buyer reads; stock and credit go back; return the state."""
    order = await one(actor, SalesOrder, "reject", number=number)
    values = {"state": after(TRANSITIONS, order.state, "reject"), **_decided(actor)}
    values["reason"] = rules.check_reason(reason)
    await _end(actor, order, "reject", version, values)
    return str(order.state)


@action("sales_order.cancel")
async def cancel_order(
    actor: Actor, number: str, *, version: int, reason: str = "", key: str = ""
) -> str:
    """Cancel an order that we have not confirmed yet; stock and credit go back; return the state.

    After confirmation a cancellation is asked for with `request_cancellation`.
    """
    order = await one(actor, SalesOrder, "cancel", number=number)
    values = {"state": after(TRANSITIONS, order.state, "cancel"), "reason": reason.strip()[:1000]}
    await _end(actor, order, "cancel", version, values)
    return str(order.state)


@action("sales_order.request_cancellation")
async def request_cancellation(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> str:
    """Ask us to cancel a confirmed order of which nothing has left; return the state (unchanged)."""
    order = await one(actor, SalesOrder, "request_cancellation", number=number)
    after(TRANSITIONS, order.state, "ask_cancellation")
    rules.check_cancellation_may_be_asked(
        order.fulfilment, already_asked=order.cancellation_asked_at is not None
    )
    reason = rules.check_reason(reason)
    values = {"cancellation_reason": reason, "cancellation_asked_at": clock.now()}
    before = await write_order(actor, order, "request_cancellation", version, values)
    await tell(
        actor, order, "request_cancellation", "sales_order.cancellation_asked", before,
        reason=reason,
    )  # fmt: skip
    return str(order.state)


@action("sales_order.decide_cancellation")
async def agree_cancellation(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Agree to the cancellation the buyer asked for; stock and credit go back; return the state."""
    order = await one(actor, SalesOrder, "decide_cancellation", number=number)
    rules.check_cancellation_was_asked(asked=order.cancellation_asked_at is not None)
    rules.check_nothing_shipped(order.fulfilment)
    values = {"state": after(TRANSITIONS, order.state, "agree_cancellation"), **_decided(actor)}
    values["reason"] = order.cancellation_reason
    await _end(actor, order, "decide_cancellation", version, values)
    return str(order.state)


@action("sales_order.decide_cancellation")
async def decline_cancellation(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> str:
    """Decline the cancellation with a reason the buyer reads; the order goes on."""
    order = await one(actor, SalesOrder, "decide_cancellation", number=number)
    rules.check_cancellation_was_asked(asked=order.cancellation_asked_at is not None)
    after(TRANSITIONS, order.state, "decline_cancellation")
    values = {"cancellation_asked_at": None, "reason": rules.check_reason(reason)}
    before = await write_order(actor, order, "decide_cancellation", version, values)
    await tell(
        actor, order, "decline_cancellation", "sales_order.cancellation_declined", before,
        reason=order.reason,
    )  # fmt: skip
    return str(order.state)


@action("sales_order.hold")
async def hold_order(actor: Actor, number: str, *, version: int, reason: str, key: str = "") -> str:
    """Put a confirmed order on hold: nothing is shipped until it is released."""
    order = await one(actor, SalesOrder, "hold", number=number)
    state = after(TRANSITIONS, order.state, "hold")
    values = {"state": state, "reason": rules.check_reason(reason)}
    before = await write_order(actor, order, "hold", version, values)
    await tell(actor, order, "hold", "sales_order.held", before, reason=order.reason)
    return str(state)


@action("sales_order.release")
async def release_order(actor: Actor, number: str, *, version: int, key: str = "") -> str:
    """Let an order on hold go on."""
    order = await one(actor, SalesOrder, "release", number=number)
    state = after(TRANSITIONS, order.state, "release")
    before = await write_order(
        actor, order, "release", version, {"state": state, "reason": ""}
    )  # fmt: skip
    await tell(actor, order, "release", "sales_order.released", before)
    return str(state)


def _decided(actor: Actor) -> dict[str, Any]:
    return {"decided_by_id": actor.user_id or None, "decided_at": clock.now()}


async def _confirm(
    actor: Actor, order: SalesOrder, verb: str, version: int, promised: Dates
) -> str:
    state = after(TRANSITIONS, order.state, verb)
    lines = await SalesOrderLine.filter(order_id=order.id).order_by("position")
    days = {line.position: _promise(actor, order, line, promised) for line in lines}
    values = {"state": state, "promised_on": max(days.values(), default=None), **_decided(actor)}
    before = await write_order(actor, order, verb, version, values)
    for line in lines:
        await SalesOrderLine.filter(id=line.id).update(promised_on=days[line.position])
    dates = {f"promised_on {line.sku}": days[line.position] for line in lines}
    topic = "sales_order.approved" if verb == "approve" else "sales_order.confirmed"
    await tell(actor, order, verb, topic, before, also=dates)
    return str(state)


def _promise(actor: Actor, order: SalesOrder, line: SalesOrderLine, promised: Dates) -> date:
    """Return the date we promise: the one given, else the later of wished and expected."""
    today = clock.today(actor.zone)
    given = promised.get(line.position)
    if given is None:
        return rules.day_to_promise(order.wished_on, line.expected_on, today)
    if given < today:
        raise Refusal(say("This day is in the past."), field_of(line.position - 1, "promised_on"))
    return given


async def _end(
    actor: Actor, order: SalesOrder, verb: str, version: int, values: dict[str, Any]
) -> None:
    """End an order of which nothing has left: the row first, then all it held goes back."""
    held = order.credit_taken
    ending = {**values, "credit_taken": 0, "ended_at": clock.now()}
    before = await write_order(actor, order, verb, version, ending)
    await give_back_goods(await SalesOrderLine.filter(order_id=order.id))
    await release_credit(order, held)
    said = "agree_cancellation" if verb == "decide_cancellation" else verb
    topic = "sales_order.rejected" if verb == "reject" else "sales_order.cancelled"
    await tell(actor, order, said, topic, before, reason=order.reason)
