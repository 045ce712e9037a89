"""What happens by itself: warnings, the ladder of escalation, closing after seven days.

Each finds its rows by a moment that it moves on in the same statement, so running twice does nothing
twice.
"""

from datetime import timedelta

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.journal.actions import record
from shared.kernel import clock
from shared.tickets.models import Ticket
from shared.tickets.queries.levels import calendar_of
from shared.tickets.rules import TicketState, clocks
from shared.tickets.rules.clocks import NEVER
from shared.tickets.rules.life import OPEN, REOPEN_DAYS
from shared.tickets.writing import counterparty_of, tell

AT_ONCE = 200


@action("ticket.escalate")
async def warn_of_breaches(actor: Actor) -> int:
    """Tell the desk of promises of which a quarter is left; return of how many."""
    rows = scope(actor, Ticket, "escalate").filter(warns_at__lte=clock.now(), state__in=OPEN)
    warned = 0
    for ticket in await rows.order_by("warns_at", "id").limit(AT_ONCE):
        same = Ticket.filter(id=ticket.id, warns_at=ticket.warns_at)
        if await same.update(warns_at=NEVER):
            await tell(actor, "due_soon", ticket)
            warned += 1
    return warned


@action("ticket.escalate")
async def climb_ladder(actor: Actor) -> int:
    """Let requests whose promise is broken climb the next rung; return how many did."""
    now = clock.now()
    rows = scope(actor, Ticket, "escalate").filter(escalates_at__lte=now, state__in=OPEN)
    climbed = 0
    for ticket in await rows.order_by("escalates_at", "id").limit(AT_ONCE):
        climbed += await _climb(actor, ticket)
    return climbed


@action("ticket.close")
async def close_resolved(actor: Actor) -> int:
    """Close what was resolved seven days ago and not reopened; return how many."""
    before = clock.now() - timedelta(days=REOPEN_DAYS)
    rows = scope(actor, Ticket, "close").filter(state=TicketState.RESOLVED, resolved_at__lte=before)
    closed = 0
    for ticket in await rows.order_by("resolved_at", "id").limit(AT_ONCE):
        same = Ticket.filter(id=ticket.id, state=TicketState.RESOLVED)
        now = clock.now()
        if await same.update(state=TicketState.CLOSED, closed_at=now, updated_at=now):
            await record(
                actor, "ticket.close", ticket, counterparty_id=counterparty_of(ticket),
                before={"state": ticket.state}, after={"state": TicketState.CLOSED},
            )  # fmt: skip
            closed += 1
    return closed


async def _climb(actor: Actor, ticket: Ticket) -> int:
    now = clock.now()
    calendar = await calendar_of(actor, ticket)
    level = ticket.escalation + 1
    late_answer = ticket.responded_at is None and ticket.response_due_at <= now
    same = Ticket.filter(id=ticket.id, escalates_at=ticket.escalates_at)
    written = await same.update(
        escalation=level, escalates_at=clocks.next_rung(calendar, level, now), updated_at=now,
        response_broken=ticket.response_broken or late_answer,
        resolution_broken=ticket.resolution_broken or ticket.resolution_due_at <= now,
    )  # fmt: skip
    if written:
        await tell(actor, "escalated", ticket, level=level)
        await record(
            actor, "ticket.escalate", ticket, counterparty_id=counterparty_of(ticket),
            before={"escalation": ticket.escalation}, after={"escalation": level},
        )  # fmt: skip
    return written
