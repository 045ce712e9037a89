"""What the verbs of support share: finding and locking, clocks to columns, messages, words, news."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.fulltext import index
from shared.files.actions import attach
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.business_hours import Calendar
from shared.kernel.errors import NotAllowed, NotFound
from shared.kernel.state import after
from shared.outbox.actions import announce
from shared.tickets.models import Ticket, TicketMessage
from shared.tickets.queries.levels import calendar_of
from shared.tickets.rules import clocks as rules
from shared.tickets.rules.clocks import NEVER, Clocks
from shared.tickets.rules.life import MOST_FILES, TRANSITIONS, TicketState


async def locked(actor: Actor, verb: str, number: str) -> Ticket:
    """Return the request of that number for `verb`, locked until the commit; NotFound otherwise.

    Two people who write at once wait for each other, so that neither loses a message to a version.
    """
    try:
        found = await scope(actor, Ticket, verb).select_for_update().get_or_none(number=number)
    except NotAllowed:
        actor.must("ticket.read")
        raise
    if found is None:
        raise NotFound
    return found


async def write(actor: Actor, ticket: Ticket, verb: str, values: Mapping[str, Any]) -> None:
    """Write `values` where the request is still in the state that was read, within the scope.

    The version stays: it guards what is edited (subject, priority, links), not the conversation.
    """
    rows = scope(actor, Ticket, verb).filter(id=ticket.id, state=ticket.state)
    if not await rows.update(**values, updated_at=clock.now()):
        raise NotFound
    for name, value in values.items():
        setattr(ticket, name, value)


async def step(
    actor: Actor, ticket: Ticket, permission: str, deed: str, *, reason: str = "", **values: Any
) -> None:
    """Do `deed` of TRANSITIONS with its clocks, and journal what became of the state."""
    before = ticket.state
    state = after(TRANSITIONS, ticket.state, deed)
    clocks = await moved(actor, ticket, deed, state)
    await write(actor, ticket, permission, {**values, **clocks, "state": state})
    await record(
        actor, f"ticket.{deed}", ticket, counterparty_id=counterparty_of(ticket),
        before={"state": before}, after={"state": state}, reason=reason,
    )  # fmt: skip


async def moved(actor: Actor, ticket: Ticket, deed: str, state: TicketState) -> dict[str, Any]:
    """Return the columns of the clocks after `deed`, which leads to `state`."""
    calendar = await calendar_of(actor, ticket)
    now, clocks = clock.now(), clocks_of(ticket)
    if deed in ("reply", "ask") or (deed == "resolve" and actor.is_staff):
        clocks = rules.respond(clocks, now)
    runs = state in (TicketState.NEW, TicketState.IN_PROGRESS)
    clocks = rules.resume(calendar, clocks, now) if runs else rules.pause(clocks, now)
    return columns_of(calendar, clocks, ticket.due_at, ticket.escalation, now)


def columns_of(
    calendar: Calendar, clocks: Clocks, was_due_at: datetime | None, escalation: int, now: datetime
) -> dict[str, Any]:
    """Return the columns that keep `clocks`; when the promise moved, the timer looks anew."""
    found: dict[str, Any] = {
        "response_due_at": clocks.response_due_at, "responded_at": clocks.responded_at,
        "resolution_due_at": clocks.resolution_due_at, "paused_at": clocks.paused_at,
        "waited": int(clocks.waited.total_seconds()), "due_at": clocks.due_at,
        "response_broken": clocks.response_broken, "resolution_broken": clocks.resolution_broken,
    }  # fmt: skip
    if clocks.due_at == was_due_at:
        return found
    if clocks.due_at == NEVER:
        return found | {"warns_at": NEVER, "escalates_at": NEVER}
    if clocks.due_at <= now:
        ladder = rules.next_rung(calendar, escalation, now) if escalation else now
        return found | {"warns_at": NEVER, "escalates_at": ladder}
    climbs = escalation < len(rules.LADDER)
    return found | {
        "warns_at": rules.warning_at(calendar, clocks, now),
        "escalates_at": clocks.due_at if climbs else NEVER,
    }


def clocks_of(ticket: Ticket) -> Clocks:
    """Return the clocks that a request keeps in its columns."""
    return Clocks(
        ticket.created_at, ticket.response_due_at, ticket.resolution_due_at, ticket.responded_at,
        ticket.paused_at, timedelta(seconds=ticket.waited), ticket.response_broken,
        ticket.resolution_broken,
    )  # fmt: skip


async def add_message(
    actor: Actor, ticket: Ticket, text: str, files: Sequence[str] = ()
) -> TicketMessage:
    """Write a message with its files under a request; the state is written by the caller."""
    now = clock.now()
    message = await TicketMessage.create(
        ticket_id=ticket.id, author_id=actor.user_id or None, author_name=actor.name,
        is_ours=actor.is_staff, text=text, created_at=now,
    )  # fmt: skip
    await attach(actor, files, "ticket_message", message.id, most=MOST_FILES)
    return message


def said(actor: Actor) -> dict[str, Any]:
    """Return the columns of a request that say who wrote last and when."""
    return {"last_message_at": clock.now(), "last_is_ours": actor.is_staff}


async def index_ticket(ticket: Ticket, *names: str) -> None:
    """Store the words a request is found by: number, subject, organisation, order, product."""
    await index("ticket", ticket.id, ticket.number, ticket.subject, ticket.opened_by_name, *names)


async def tell(actor: Actor, topic: str, ticket: Ticket, **more: Any) -> None:
    """Announce `ticket.<topic>` to whoever it concerns: its opener, its assignee, the desk."""
    await announce(
        f"ticket.{topic}", ticket.number, counterparty_id=counterparty_of(ticket),
        to=ticket.opened_by_id, assignee=ticket.assignee_id, by=actor.user_id, **more,
    )  # fmt: skip


def counterparty_of(ticket: Ticket) -> int:
    """Return the row id of the organisation that the request belongs to."""
    return int(ticket.counterparty_id)
