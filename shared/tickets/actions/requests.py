"""What an organisation does with its support requests: open, answer, settle, reopen, rate, cancel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import places, scope
from shared.catalogue.keeping import LONGEST_SKU
from shared.counterparties.working_days import calendar_for
from shared.database.numbering import next_number
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.tickets.models import Ticket
from shared.tickets.queries.levels import promised
from shared.tickets.rules import Category, Priority, TicketState, clocks, life
from shared.tickets.writing import (
    add_message,
    columns_of,
    counterparty_of,
    index_ticket,
    locked,
    said,
    step,
    tell,
)


@dataclass(frozen=True)
class Request:
    """What somebody says when opening; `order` is a number, `product` an SKU, both may be empty."""

    category: Category
    subject: str
    text: str
    order: str = ""
    product: str = ""
    priority: Priority = Priority.NORMAL


@action("ticket.create")
async def open_ticket(
    actor: Actor, *, request: Request, counterparty: str = "", files: Sequence[str] = (),
    key: str = "",
) -> str:  # fmt: skip
    """Open a request of the actor's organisation, or for one that we look after; return its number."""
    place = await _place(actor, counterparty)
    about = await _concerned(actor, place, request)
    ticket = await _open(actor, place, request, about, files)
    return ticket.number


@action("ticket.comment")
async def answer(
    actor: Actor, number: str, *, text: str, files: Sequence[str] = (), key: str = ""
) -> str:
    """Write under a request and return the number under which it stands.

    An answer to a resolved one reopens it within seven days; after that, and to one that is over,
    it opens a new request that follows the old one.
    """
    ticket = await locked(actor, "comment", number)
    text = life.check_text(text)
    if ticket.state == TicketState.MERGED:
        raise Refusal(say("This request goes on under another number. Write there."), "text")
    if life.opens_linked(ticket.state, ticket.resolved_at, clock.now()):
        return await _follow(actor, ticket, text, files)
    await add_message(actor, ticket, text, files)
    reopened: dict[str, Any] = {"resolved_at": None} if ticket.state == TicketState.RESOLVED else {}
    await step(actor, ticket, "comment", "answer", **said(actor), **reopened)
    await tell(actor, "answered", ticket)
    return number


@action("ticket.close")
async def settle(actor: Actor, number: str, *, key: str = "") -> None:
    """Say that it is solved: it can be reopened for seven days, like one that we resolved."""
    ticket = await locked(actor, "close", number)
    await step(actor, ticket, "close", "resolve", resolved_at=clock.now())
    await tell(actor, "settled", ticket)


@action("ticket.close")
async def close(actor: Actor, number: str, *, key: str = "") -> None:
    """Agree that a resolved request is over."""
    ticket = await locked(actor, "close", number)
    await step(actor, ticket, "close", "close", closed_at=clock.now())


@action("ticket.reopen")
async def reopen(actor: Actor, number: str, *, key: str = "") -> None:
    """Take a resolved request up again, within seven days; staff may do it for the customer."""
    ticket = await locked(actor, "reopen", number)
    after(life.TRANSITIONS, ticket.state, "reopen")
    if not life.may_reopen(ticket.resolved_at, clock.now()):
        raise Refusal(say("It was resolved more than seven days ago: open a new request."))
    await step(actor, ticket, "reopen", "reopen", resolved_at=None)
    await tell(actor, "reopened", ticket)


@action("ticket.rate")
async def rate(actor: Actor, number: str, *, stars: int, comment: str = "", key: str = "") -> None:
    """Say how content one is, one to five; that ends the request."""
    ticket = await locked(actor, "rate", number)
    now = clock.now()
    values: dict[str, Any] = {
        "stars": life.check_stars(stars), "rating_comment": comment.strip(), "rated_at": now,
        "closed_at": ticket.closed_at or now,
    }  # fmt: skip
    await step(actor, ticket, "rate", "rate", **values)
    await tell(actor, "rated", ticket, stars=stars)


@action("ticket.cancel")
async def cancel(actor: Actor, number: str, *, key: str = "") -> None:
    """Take a request back that needs no answer any more."""
    ticket = await locked(actor, "cancel", number)
    await step(actor, ticket, "cancel", "cancel", closed_at=clock.now())
    await tell(actor, "cancelled", ticket)


async def _place(actor: Actor, counterparty: str) -> Any:
    """Return the organisation the request is for: one's own, or one in one's care by its number."""
    if not actor.is_staff:
        place = await places(actor, "ticket.create").get_or_none(id=actor.counterparty_id)
        if place is None:
            raise NotAllowed("ticket.create")
        return place
    found = await places(actor, "ticket.create").get_or_none(number=counterparty.strip())
    if found is None:
        raise Refusal(say("There is no such organisation in your care."), "counterparty")
    return found


@dataclass(frozen=True)
class _Concerned:
    """The records that a request is about, and the words by which they are known."""

    order_id: int | None = None
    product_id: int | None = None
    words: tuple[str, ...] = ()


async def _concerned(actor: Actor, place: Any, request: Request) -> _Concerned:
    """Find order and product within the actor's own scope, or refuse at the field."""
    order = product = None
    if request.order.strip():
        orders = table_model("sales_order")
        if actor.may("sales_order.read"):
            rows = scope(actor, orders).filter(buyer_id=place.id)
            order = await rows.get_or_none(number=request.order.strip())
        if order is None:
            raise Refusal(say("There is no such order of this organisation."), "order")
    if request.product.strip():
        goods = table_model("product")
        sku = request.product.strip().upper()
        if actor.may("product.read") and len(sku) <= LONGEST_SKU:
            product = await scope(actor, goods).get_or_none(sku=sku)
        if product is None:
            raise Refusal(say("There is no such product."), "product")
    words = [getattr(order, "number", ""), *_names(product)]
    return _Concerned(getattr(order, "id", None), getattr(product, "id", None), tuple(words))


def _names(product: Any) -> list[str]:
    return [product.sku, product.name_zh, product.name_en] if product else []


async def _open(
    actor: Actor, place: Any, request: Request, about: _Concerned, files: Sequence[str],
    follows: Ticket | None = None,
) -> Ticket:  # fmt: skip
    text, now = life.check_text(request.text), clock.now()
    if not request.subject.strip():
        raise Refusal(say("Fill this in."), "subject")
    calendar_id, calendar = await calendar_for(actor, place.country)
    promise = await promised(actor, request.category, request.priority)
    running = clocks.start(calendar, promise, now)
    ticket = await Ticket.create(
        number=await next_number("TK", clock.today(actor.zone).year), counterparty_id=place.id,
        opened_by_id=actor.user_id, opened_by_name=actor.name, category=request.category,
        priority=request.priority, subject=request.subject.strip()[:200],
        order_id=about.order_id, product_id=about.product_id, follows=follows,
        calendar_id=calendar_id, **columns_of(calendar, running, None, 0, now), **said(actor),
        created_at=now, updated_at=now,
    )  # fmt: skip
    await add_message(actor, ticket, text, files)
    await index_ticket(ticket, place.name_zh, place.name_en, *about.words)
    await tell(actor, "opened", ticket)
    await record(
        actor, "ticket.create", ticket, counterparty_id=place.id,
        after={"category": request.category, "subject": ticket.subject,
               "priority": request.priority},
    )  # fmt: skip
    return ticket


async def _follow(actor: Actor, old: Ticket, text: str, files: Sequence[str]) -> str:
    """Open a new request about the same matter, linked to the one that is over."""
    actor.must("ticket.create")
    place = await places(actor, "ticket.create").get(id=counterparty_of(old))
    about = _Concerned(old.order_id, old.product_id)
    request = Request(old.category, old.subject, text, priority=old.priority)
    return (await _open(actor, place, request, about, files, follows=old)).number
