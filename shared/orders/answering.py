"""What an end customer, or we on its behalf, does with an order request: accepts or declines it.

Accepting makes an order by the verbs of orders themselves: her own prices, her address, her credit,
the approvals there are, and her distributor of record of that day.
"""

from datetime import date

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.counterparties.buyers import buyer
from shared.counterparties.channel import distributor_of
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.quantity import to_text
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.orders.channel_models import ChannelRequest, ChannelRequestLine
from shared.orders.checking import TypedLine
from shared.orders.drafts import save_draft, start_draft
from shared.orders.models import SalesOrder
from shared.orders.request_rules import REASON_LENGTH, TRANSITIONS, RequestState
from shared.orders.requesting import move
from shared.orders.submission import submit_order
from shared.outbox.actions import announce

_NO_LONGER = say("This organisation does not buy through that distributor any more: decline it.")


@action("channel_request.accept")
async def accept_request(
    actor: Actor, number: str, *, version: int, seen: str, address: str = "",
    buyer_reference: str = "", wished_on: date | None = None, key: str = "",
) -> str:  # fmt: skip
    """Order what is asked for and return the number of the order; all of it, or nothing happens.

    `seen` is `Quote.seen` of the page that was looked at, `address` the public id of an address of
    the end customer. Raises what `save_draft` and `submit_order` raise (Invalid for lines that it may
    not order, OrderChanged, Refusal), Stale when somebody answered or took it back, NotFound.
    """
    request = await one(actor, ChannelRequest, "accept", number=number)
    customer: int = request.customer_id
    after(TRANSITIONS, request.state, "accept")
    if await distributor_of(customer) != request.distributor_id:
        raise Refusal(_NO_LONGER)
    # First of all, so that whoever comes second waits here and finds it answered.
    await move(actor, request, "accept", version, decided_at=clock.now())
    order = await _order(actor, request, seen, address, buyer_reference, wished_on)
    await scope(actor, ChannelRequest, "accept").filter(id=request.id).update(order_id=order.id)
    await _tell(actor, request, "accepted")
    await record(
        actor, "channel_request.accept", request, counterparty_id=customer,
        before={"state": RequestState.SUBMITTED},
        after={"state": request.state, "order": order.number},
    )  # fmt: skip
    return order.number


@action("channel_request.decline")
async def decline_request(
    actor: Actor, number: str, *, version: int, reason: str, key: str = ""
) -> None:
    """Say that it will not be ordered; the distributor reads the reason. Raises Refusal, Stale."""
    request = await one(actor, ChannelRequest, "decline", number=number)
    reason = reason.strip()
    if not reason:
        raise Refusal(say("Give a reason: the distributor reads it."), "reason")
    if len(reason) > REASON_LENGTH:
        raise Refusal(say("Use at most {count} characters.", count=REASON_LENGTH), "reason")
    await move(actor, request, "decline", version, reason=reason, decided_at=clock.now())
    await _tell(actor, request, "declined", reason=reason)
    await record(
        actor, "channel_request.decline", request, reason=reason,
        counterparty_id=request.customer_id,
        before={"state": RequestState.SUBMITTED}, after={"state": request.state},
    )  # fmt: skip


async def _order(
    actor: Actor, request: ChannelRequest, seen: str, address: str, reference: str,
    wished_on: date | None,
) -> SalesOrder:  # fmt: skip
    who = await buyer(actor, buyer_id=request.customer_id)
    rows = await scope(actor, ChannelRequestLine).filter(request=request).order_by("position")
    lines = [TypedLine(row.sku, to_text(row.quantity)) for row in rows]
    number = await start_draft(actor, buyer_number=who.number)
    draft = await one(actor, SalesOrder, "update", number=number)
    saved = await save_draft(
        actor, number, version=draft.version, lines=lines, address=address or None,
        buyer_reference=reference, wished_on=wished_on,
    )  # fmt: skip
    await submit_order(actor, number, version=saved.version, seen=seen)
    return draft


async def _tell(actor: Actor, request: ChannelRequest, what: str, **more: str) -> None:
    await announce(
        f"channel_request.{what}", request.number, by=actor.user_id,
        distributor_id=request.distributor_id,
        title_zh=request.name_zh, title_en=request.name_en, **more,
    )  # fmt: skip
