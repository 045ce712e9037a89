"""Submitting an order: everything is checked again, stock and credit are taken, once."""

from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.catalogue import stock
from shared.counterparties.buyers import Buyer, buyer
from shared.counterparties.channel import distributor_of
from shared.documents.certificates import check_certificates
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.orders.checking import Quote, QuotedLine, short_of
from shared.orders.comparing import LineChange, OrderChanged, changes_since
from shared.orders.drafts import draft_figures, write_lines
from shared.orders.finding import index_order
from shared.orders.holding import take_credit
from shared.orders.models import SalesOrder
from shared.orders.quoting import quote, typed_lines
from shared.orders.rules import TRANSITIONS, OrderState, approvals_needed, check_buyer
from shared.outbox.actions import announce
from shared.settings import load, worth


@action("sales_order.submit")
async def submit_order(actor: Actor, number: str, *, version: int, seen: str, key: str = "") -> str:
    """Submit a draft and return its new state: "submitted" or "awaiting_approval".

    The stored draft is priced again. `seen` is `Quote.seen` of the page the buyer looked at: when
    price, tax, stock or date differ from it, OrderChanged carries each change and nothing happens;
    the same call with the new `quote.seen` accepts. Wrong lines raise Invalid, an order that was
    already submitted Refusal, a version that moved on Stale, a stranger's order NotFound. Over the
    credit limit or above the routine amount the order waits for approval. The same `key` again
    returns the first answer.
    """
    order = await one(actor, SalesOrder, "submit", number=number)
    after(TRANSITIONS, order.state, "submit")
    who = await buyer(actor, buyer_id=order.buyer_id)
    check_buyer(is_suspended=who.is_suspended, buys=who.buys)
    await check_certificates(actor, order.buyer_id)
    _check_complete(order, clock.today(actor.zone))
    answer = await _checked_quote(actor, order, seen)
    answer = await _take_stock(answer)
    within, order.credit_taken = await take_credit(order.buyer_id, order.currency, answer.total)
    needed = approvals_needed(
        worth(answer.net, order.currency), routine_limit=routine_limit(), within_credit=within
    )
    verb = "submit_for_approval" if needed else "submit"
    state = after(TRANSITIONS, order.state, verb)
    await _store(actor, order, version, answer, state, ",".join(needed))
    await _follow_up(actor, order, who, answer)
    return str(state)


def routine_limit() -> int:
    """Return the net amount (minor units) up to which an order needs no special approval."""
    return load().order_approval_limit


def _check_complete(order: SalesOrder, today: date) -> None:
    if not order.ship_line.strip():
        raise Refusal(say("Choose where the goods go."), "address")
    if order.wished_on and order.wished_on < today:
        raise Refusal(say("This day is in the past."), "wished_on")


async def _checked_quote(actor: Actor, order: SalesOrder, seen: str) -> Quote:
    answer = await quote(
        actor, order.buyer_id, typed_lines(order.typed_lines), currency=order.currency,
        country=order.ship_country,
    )  # fmt: skip
    if answer.refusals:
        raise Invalid(answer.refusals)
    if not answer.good:
        raise Refusal(say("Add at least one line."), "lines")
    changes = changes_since(seen, answer)
    if changes:
        raise OrderChanged(changes, answer)
    return answer


async def _take_stock(answer: Quote) -> Quote:
    """Take what is in stock, by product id; somebody who was quicker is a change, not a surprise."""
    for line in sorted(answer.good, key=lambda one: one.offer.product_id if one.offer else 0):
        if line.offer is None:
            continue
        taken = await stock.take(line.offer.product_id, line.in_stock)
        if taken < line.in_stock:
            raise _somebody_was_quicker(line, taken, answer)
    return answer


def _somebody_was_quicker(line: QuotedLine, taken: int, answer: Quote) -> Refusal:
    offer = line.offer
    if offer is None:
        raise ValueError("only good lines take stock")
    if not offer.allows_backorder:
        return short_of(line.index, taken, offer)
    names = (offer.sku, offer.name_zh, offer.name_en)
    change_of = LineChange(*names, "stock", line.backordered, line.quantity - taken)
    return OrderChanged([change_of], answer)


async def _store(
    actor: Actor, order: SalesOrder, version: int, answer: Quote, state: OrderState, needed: str
) -> None:
    now = clock.now()
    values: dict[str, Any] = {
        **draft_figures(answer),
        "state": state,
        "needs_approval_for": needed,
        "credit_taken": order.credit_taken,
        "distributor_id": await distributor_of(order.buyer_id),
        "submitted_by_id": actor.user_id or None,
        "submitted_at": now,
        "placed_at": now,
        "updated_at": now,
    }
    await change(actor, order, "submit", version, **values)
    await write_lines(order, answer)


async def _follow_up(actor: Actor, order: SalesOrder, who: Buyer, answer: Quote) -> None:
    await index_order(order, who, answer)
    await announce(
        "sales_order.submitted", order.number, state=str(order.state), by=actor.user_id,
        buyer_id=order.buyer_id, needs_approval_for=order.needs_approval_for,
    )  # fmt: skip
    await record(
        actor, "sales_order.submit", order, counterparty_id=order.buyer_id,
        before={"state": OrderState.DRAFT},
        after={"state": order.state, "total": order.total, "currency": order.currency,
               "needs_approval_for": order.needs_approval_for},
    )  # fmt: skip
