"""What of support waits for somebody: for the portal's home, the admin's work list and its rail."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question, unjoined
from shared.kernel import clock
from shared.tickets.models import Ticket
from shared.tickets.queries.lists import BREACHING, INSIDE, OUTSIDE, Row, shown
from shared.tickets.rules.life import OPEN, RUNNING, TicketState

LIMIT = 30


@dataclass(frozen=True)
class OpenRequests:
    """How many requests of an organisation are open, and of how many the promise is broken."""

    count: int = 0
    broken: int = 0


def open_requests(actor: Actor, counterparty_id: int) -> Question[OpenRequests]:
    """Ask for what an organisation waits for; its open requests are few, so they are counted."""
    rows = scope(actor, Ticket).filter(counterparty_id=counterparty_id, state__in=OPEN)
    counted = unjoined(rows).annotate(
        n=Count("id"), broken=Count("id", _filter=Q(due_at__lte=clock.now()))
    )

    def told(rows: list[dict[str, Any]]) -> OpenRequests:
        return OpenRequests(int(rows[0]["n"]), int(rows[0]["broken"]))

    return Question({"rows": counted.values("n", "broken")}, told)


def tickets_waiting(actor: Actor) -> QuerySet[Ticket]:
    """Return the requests that wait for the actor, as rows still to be counted."""
    return scope(actor, Ticket).filter(_waiting(actor))


def attention(actor: Actor, limit: int = LIMIT) -> Question[list[Row]]:
    """Return what waits for the actor with its `why`, the next promise first.

    Staff: "breach" (a promise breaks within two hours, or has), "unassigned", "answer" (the customer
    wrote last). The portal: "question" (we wait for an answer).
    """
    columns = INSIDE if actor.is_staff else OUTSIDE
    rows = tickets_waiting(actor).order_by("due_at", "id").limit(limit)
    return Question(
        {"rows": rows.values("id", *dict.fromkeys((*columns, "due_at")))},
        lambda rows: [{**shown(actor, row), "why": _why(actor, row)} for row in rows],
    )


def _waiting(actor: Actor) -> Q:
    if not actor.is_staff:
        return Q(state=TicketState.WAITING)
    breaching = Q(state__in=OPEN, due_at__lte=clock.now() + BREACHING)
    if actor.may("ticket.assign"):
        unassigned = Q(state__in=RUNNING, assignee_id__isnull=True)
        mine = Q(state__in=RUNNING, assignee_id=actor.user_id, last_is_ours=False)
        return breaching | unassigned | mine
    # Whoever only reads is asked for nothing.
    return breaching if actor.may("ticket.comment") else Q(id=0)


def _why(actor: Actor, row: Row) -> str:
    if not actor.is_staff:
        return "question"
    if row["due_at"] <= clock.now() + BREACHING:
        return "breach"
    return "unassigned" if row["assignee__name"] is None else "answer"
