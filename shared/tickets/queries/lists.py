"""Lists of support requests: the queues of the desk, the requests of an organisation, exports."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import capped_counts
from shared.database.fulltext import ids_matching
from shared.database.keyset import page_of
from shared.kernel import clock
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both, form_of, name_in, signature, signed
from shared.tickets.models import Ticket
from shared.tickets.rules.clocks import NEVER
from shared.tickets.rules.life import ENDED, OPEN, TicketState

Row = dict[str, Any]
OUTSIDE = (
    "number", "subject", "category", "state", "priority", *signed("opened_by"), "order__number",
    "product__sku", "stars", "last_message_at", "last_is_ours", "resolved_at", "created_at",
    "updated_at", "version", "responded_at",
)  # fmt: skip
INSIDE = (
    *OUTSIDE, "due_at", "escalation", "response_broken", "resolution_broken",
    "paused_at", *both("assignee__name"), "assignee__public_id", "counterparty__number",
    "counterparty__name_zh", "counterparty__name_en",
)  # fmt: skip
QUEUES = ("mine", "team", "unassigned", "breaching", "waiting", "ended", "all")
VIEWS = ("open", "answer", "resolved", "ended", "all")
BREACHING = timedelta(hours=2)  # a promise that breaks within this counts as breaching
EXPORT_CAP = 50_000


@dataclass(frozen=True)
class TicketFilter:
    """What a list shows: `tab` of QUEUES (staff) or VIEWS (outside), words, one counterparty."""

    tab: str = ""
    words: str = ""
    counterparty: str = ""


async def list_tickets(actor: Actor, wanted: TicketFilter, page: PageRequest) -> Slice[Row]:
    """Return one page of requests, the next promise first in queues, else the newest; one statement."""
    found = await page_of(
        asked(actor, wanted), page, INSIDE if actor.is_staff else OUTSIDE,
        sort="due_at" if _is_queue(actor, wanted.tab) else "-updated_at",
    )  # fmt: skip
    return Slice([shown(actor, row) for row in found.rows], found.newer, found.older)


async def export_tickets(actor: Actor, wanted: TicketFilter) -> list[Row]:
    """Return the rows of the list exactly as filtered, all pages of it."""
    actor.must("ticket.export")
    return (await list_tickets(actor, wanted, PageRequest(limit=EXPORT_CAP))).rows


async def count_tabs(actor: Actor) -> dict[str, int]:
    """Return how many requests stand under each tab, capped at 1001, in one statement."""
    tabs = [tab for tab in (QUEUES if actor.is_staff else VIEWS) if tab not in ("ended", "all")]
    return await capped_counts({tab: asked(actor, TicketFilter(tab)) for tab in tabs})


def asked(actor: Actor, wanted: TicketFilter) -> QuerySet[Ticket]:
    """Return the scoped rows that the filter asks for."""
    rows = scope(actor, Ticket).filter(_in_tab(actor, wanted.tab))
    if wanted.counterparty and actor.is_staff:
        rows = rows.filter(counterparty__number=wanted.counterparty)
    if wanted.words.strip():
        ids = ids_matching("ticket", wanted.words)
        rows = rows.filter(id__in=ids) if ids is not None else rows.filter(id=0)
    return rows


def shown(actor: Actor, row: Row) -> Row:
    """Return a row with what a page asks of it: names as the actor reads them, how the promise stands."""
    told = {**row, "opened_by": signature(actor.locale, row, "opened_by")}
    if not actor.is_staff:
        return told
    return {
        **told,
        "assignee": form_of(actor.locale, row, "assignee__name"),
        "counterparty": name_in(
            actor.locale, row["counterparty__name_zh"], row["counterparty__name_en"]
        ),
        "promise": promise(row["due_at"], clock.now()),
    }


def promise(due_at: datetime, now: datetime) -> str:
    """Return "none" while no clock runs, else "broken", "soon" or "kept"."""
    if due_at >= NEVER:
        return "none"
    if due_at <= now:
        return "broken"
    return "soon" if due_at <= now + BREACHING else "kept"


def _is_queue(actor: Actor, tab: str) -> bool:
    return actor.is_staff and tab in ("mine", "team", "unassigned", "breaching")


def _in_tab(actor: Actor, tab: str) -> Q:
    if actor.is_staff:
        return _in_queue(actor, tab)
    match tab:
        case "open":
            return Q(state__in=OPEN)
        case "answer":
            return Q(state=TicketState.WAITING)
        case "resolved":
            return Q(state=TicketState.RESOLVED)
        case "ended":
            return Q(state__in=ENDED)
        case _:
            return Q()


def _in_queue(actor: Actor, tab: str) -> Q:
    match tab:
        case "mine":
            return Q(state__in=OPEN, assignee_id=actor.user_id)
        case "team":
            return Q(state__in=OPEN)
        case "unassigned":
            return Q(state__in=OPEN, assignee_id__isnull=True)
        case "breaching":
            return Q(state__in=OPEN, due_at__lte=clock.now() + BREACHING)
        case "waiting":
            return Q(state=TicketState.WAITING)
        case "ended":
            return Q(state__in=(TicketState.RESOLVED, *ENDED))
        case _:
            return Q()
