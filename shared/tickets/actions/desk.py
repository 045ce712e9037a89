"""What we do with a support request: answer, ask, resolve, assign, change, note, escalate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one, places, scope
from shared.database.registry import table_model
from shared.files.actions import attach
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.outbox.happenings import INSIDE
from shared.tickets.models import Ticket, TicketInternalNote
from shared.tickets.queries.levels import calendar_of, promised
from shared.tickets.rules import Category, Priority, clocks, life
from shared.tickets.writing import (
    add_message,
    clocks_of,
    columns_of,
    counterparty_of,
    index_ticket,
    locked,
    said,
    step,
    tell,
)


@dataclass(frozen=True)
class Particulars:
    """What the desk keeps of a request; `order` and `opportunity` are numbers, `product` an SKU."""

    subject: str
    category: Category
    priority: Priority
    order: str = ""
    product: str = ""
    opportunity: str = ""


@action("ticket.comment")
async def reply(
    actor: Actor, number: str, *, text: str, waits: bool = False, files: Sequence[str] = (),
    key: str = "",
) -> None:  # fmt: skip
    """Answer the customer; `waits` stops the clock until the customer answers."""
    ticket = await locked(actor, "comment", number)
    await add_message(actor, ticket, life.check_text(text), files)
    await step(actor, ticket, "comment", "ask" if waits else "reply", **said(actor))
    await tell(actor, "replied", ticket)


@action("ticket.resolve")
async def resolve(
    actor: Actor, number: str, *, text: str = "", files: Sequence[str] = (), key: str = ""
) -> None:
    """Say that it is solved, with a last word if there is one; seven days to reopen."""
    ticket = await locked(actor, "resolve", number)
    written: dict[str, Any] = {}
    if text.strip() or files:
        await add_message(actor, ticket, life.check_text(text), files)
        written = said(actor)
    await step(actor, ticket, "resolve", "resolve", resolved_at=clock.now(), **written)
    await tell(actor, "resolved", ticket)


@action("ticket.comment")
async def resume(actor: Actor, number: str, *, key: str = "") -> None:
    """Go on without the customer's answer; the clock runs again."""
    ticket = await locked(actor, "comment", number)
    await step(actor, ticket, "comment", "resume")
    await tell(actor, "resumed", ticket)


@action("ticket_internal_note.create")
async def add_note(
    actor: Actor, number: str, *, text: str, files: Sequence[str] = (), key: str = ""
) -> None:
    """Write what only we read, with its files; the customer hears nothing of it."""
    ticket = await one(actor, Ticket, number=number)
    reach = places(actor, "ticket_internal_note.create")
    if not await reach.filter(id=counterparty_of(ticket)).exists():
        raise NotFound
    note = await _note(actor, ticket, life.check_text(text))
    await attach(actor, files, "ticket_internal_note", note.id, internal=True, most=life.MOST_FILES)
    # Behind the counter: only pages of the admin hear of it.
    await announce("ticket.noted", f"{number}{INSIDE}", counterparty_id=counterparty_of(ticket))
    await record(
        actor, "ticket_internal_note.create", ticket, counterparty_id=counterparty_of(ticket)
    )


@action("ticket.assign")
async def assign(actor: Actor, number: str, *, to: str = "", key: str = "") -> None:
    """Give the request to a colleague of the desk by her public id; empty takes it oneself."""
    ticket = await locked(actor, "assign", number)
    who = await _colleague(actor, to)
    before = ticket.assignee_id
    if before == who:
        return
    await step(actor, ticket, "assign", "take", assignee_id=who)
    await tell(actor, "assigned", ticket)


@action("ticket.update")
async def change_ticket(actor: Actor, number: str, *, kept: Particulars, version: int) -> None:
    """Write subject, category, priority and what it concerns; the promise follows the priority."""
    ticket = await locked(actor, "update", number)
    if ticket.state not in life.OPEN:
        raise Refusal(say("It is over and cannot be changed any more."))
    if not kept.subject.strip():
        raise Refusal(say("Fill this in."), "subject")
    values: dict[str, Any] = {
        "subject": kept.subject.strip()[:200], "category": kept.category,
        "priority": kept.priority, **await _links(actor, ticket, kept),
    }  # fmt: skip
    before = {name: getattr(ticket, name) for name in values}
    promise = {}
    if (kept.category, kept.priority) != (ticket.category, ticket.priority):
        promise = await _promise_anew(actor, ticket, kept)
    await change(actor, ticket, "update", version, **values, **promise, updated_at=clock.now())
    changed = {name: value for name, value in values.items() if before[name] != value}
    await _index_again(actor, ticket)
    await tell(actor, "changed", ticket)
    await record(
        actor, "ticket.update", ticket, counterparty_id=counterparty_of(ticket),
        before={name: before[name] for name in changed}, after=changed,
    )  # fmt: skip


@action("ticket.escalate")
async def escalate(actor: Actor, number: str, *, reason: str, key: str = "") -> None:
    """Climb a rung of the ladder by hand; the reason stands among the internal notes."""
    actor.must("ticket_internal_note.create")
    ticket = await locked(actor, "escalate", number)
    if ticket.state not in life.OPEN:
        raise Refusal(say("This is no longer possible: the record has moved on."))
    await _note(actor, ticket, life.check_text(reason, "reason"))
    level = ticket.escalation + 1
    rows = scope(actor, Ticket, "escalate").filter(id=ticket.id)
    await rows.update(escalation=level, updated_at=clock.now())
    await tell(actor, "escalated", ticket, level=level)
    await record(
        actor, "ticket.escalate", ticket, counterparty_id=counterparty_of(ticket),
        before={"escalation": ticket.escalation}, after={"escalation": level},
    )  # fmt: skip


async def _note(actor: Actor, ticket: Ticket, text: str) -> TicketInternalNote:
    return await TicketInternalNote.create(
        ticket_id=ticket.id, author_id=actor.user_id or None, author_name=actor.name, text=text,
        created_at=clock.now(),
    )  # fmt: skip


async def _colleague(actor: Actor, public_id: str) -> int:
    if not public_id:
        return actor.user_id
    desk = Q(staff_roles__role="support") | Q(staff_roles__custom__base="support")
    people = scope(actor, table_model("user")).filter(desk, is_active=True, public_id=public_id)
    found = await people.first()
    if found is None:
        raise Refusal(say("Choose somebody of the desk."), "to")
    return int(found.pk)


async def _links(actor: Actor, ticket: Ticket, kept: Particulars) -> dict[str, Any]:
    """Return the ids of order, product and opportunity, each found within the actor's own scope.

    What the actor may not read stays as it is.
    """
    mine = counterparty_of(ticket)
    found: dict[str, Any] = {}
    for name, table, column, typed, owner in (
        ("order", "sales_order", "number", kept.order, {"buyer_id": mine}),
        ("product", "product", "sku", kept.product, {}),
        ("opportunity", "opportunity", "number", kept.opportunity, {"counterparty_id": mine}),
    ):
        if not actor.may(f"{table}.read"):
            continue
        found[f"{name}_id"] = await _linked(actor, name, table, {column: typed.strip()}, owner)
    return found


async def _linked(
    actor: Actor, name: str, table: str, by: dict[str, str], owner: dict[str, int]
) -> int | None:
    if not all(by.values()):
        return None
    row = await scope(actor, table_model(table)).filter(**owner).get_or_none(**by)
    if row is None:
        raise Refusal(say("There is no such record of this organisation."), name)
    return int(row.pk)


async def _promise_anew(actor: Actor, ticket: Ticket, kept: Particulars) -> dict[str, Any]:
    calendar = await calendar_of(actor, ticket)
    promise = await promised(actor, kept.category, kept.priority)
    running = clocks.promise_anew(calendar, clocks_of(ticket), promise)
    return columns_of(calendar, running, ticket.due_at, ticket.escalation, clock.now())


async def _index_again(actor: Actor, ticket: Ticket) -> None:
    columns = ("counterparty__name_zh", "counterparty__name_en", "order__number", "product__sku",
               "product__name_zh", "product__name_en")  # fmt: skip
    row = (await scope(actor, Ticket).filter(id=ticket.id).values(*columns))[0]
    await index_ticket(ticket, *(row[name] or "" for name in columns))
