"""What is promised and when the desk works: targets, calendars, and which of them a request gets."""

from dataclasses import dataclass
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.working_days import MOST_CALENDARS, read
from shared.kernel.business_hours import Calendar
from shared.kernel.errors import NotFound
from shared.tickets.models import BusinessCalendar, ServiceLevel, Ticket
from shared.tickets.rules import Category, Priority
from shared.tickets.rules.clocks import DEFAULTS, Promise


@dataclass(frozen=True)
class Level:
    """The promise of one category and priority; version 0 stands for the built-in one."""

    category: Category
    priority: Priority
    response: int
    resolution: int
    version: int


async def levels(actor: Actor) -> list[Level]:
    """Return the promise of every category and priority, in the order of both."""
    actor.must("service_level.read")
    kept = {(row.category, row.priority): row for row in await scope(actor, ServiceLevel).all()}
    found = []
    for (category, priority), usual in DEFAULTS.items():
        row = kept.get((category, priority))
        promise = Promise(row.response, row.resolution) if row else usual
        version = row.version if row else 0
        found.append(Level(category, priority, promise.response, promise.resolution, version))
    return found


async def calendars(actor: Actor) -> list[BusinessCalendar]:
    """Return the calendars of the desk, the default one first."""
    rows = scope(actor, BusinessCalendar).order_by("-is_default", "name", "id")
    return list(await rows.limit(MOST_CALENDARS))


async def find_calendar(actor: Actor, public_id: str) -> BusinessCalendar:
    """Return one calendar; NotFound when there is none."""
    found = await scope(actor, BusinessCalendar).get_or_none(public_id=public_id)
    if found is None:
        raise NotFound
    return found


async def promised(actor: Actor, category: Category, priority: Priority) -> Promise:
    """Return what is promised now; whoever reads requests may know it, on either side."""
    actor.must("ticket.read")
    row = await ServiceLevel.get_or_none(category=category, priority=priority)
    return Promise(row.response, row.resolution) if row else DEFAULTS[category, priority]


async def calendar_of(actor: Actor, ticket: Ticket) -> Calendar:
    """Return the calendar by which the clocks of a request run."""
    actor.must("ticket.read")
    row: Any = None
    if ticket.calendar_id is not None:
        row = await BusinessCalendar.get_or_none(id=ticket.calendar_id)
    return read(row) if row else Calendar()
