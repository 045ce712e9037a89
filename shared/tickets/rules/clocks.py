"""The two promises of a request, first response and resolution, as moments that lists sort by.

`due_at` is the next moment at which a promise would break, or NEVER while nothing runs. The clock of
the resolution stops while we wait for the customer and once it is resolved; the moment moves when
it runs again. `warns_at` and `escalates_at` are when the timer looks.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from shared.kernel.business_hours import Calendar, after, between
from shared.tickets.rules.life import Category, Priority

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
WARNING_SHARE = 4  # warned when a quarter of the promised time is left
# Business time between one rung of the ladder and the next: the desk, its leader, the account.
LADDER = (timedelta(0), timedelta(hours=4), timedelta(hours=9))

_C, _P = Category, Priority


@dataclass(frozen=True)
class Promise:
    """What is promised for a category and priority, in minutes of business time."""

    response: int
    resolution: int


DEFAULTS: dict[tuple[Category, Priority], Promise] = {
    (_C.CONSULTATION, _P.LOW): Promise(540, 2700),
    (_C.CONSULTATION, _P.NORMAL): Promise(240, 1620),
    (_C.CONSULTATION, _P.HIGH): Promise(120, 1080),
    (_C.CONSULTATION, _P.URGENT): Promise(60, 540),
    (_C.TECHNICAL, _P.LOW): Promise(540, 4860),
    (_C.TECHNICAL, _P.NORMAL): Promise(240, 2700),
    (_C.TECHNICAL, _P.HIGH): Promise(120, 1080),
    (_C.TECHNICAL, _P.URGENT): Promise(30, 480),
    (_C.COMPLAINT, _P.LOW): Promise(240, 2700),
    (_C.COMPLAINT, _P.NORMAL): Promise(120, 1620),
    (_C.COMPLAINT, _P.HIGH): Promise(60, 1080),
    (_C.COMPLAINT, _P.URGENT): Promise(30, 480),
}


@dataclass(frozen=True)
class Clocks:
    """Where the two clocks of one request stand; moments are UTC, `waited` is business time."""

    opened_at: datetime
    response_due_at: datetime
    resolution_due_at: datetime
    responded_at: datetime | None = None
    paused_at: datetime | None = None
    waited: timedelta = timedelta()
    response_broken: bool = False
    resolution_broken: bool = False

    @property
    def due_at(self) -> datetime:
        """The next moment at which a promise would break; NEVER while nothing runs."""
        running = [] if self.paused_at else [self.resolution_due_at]
        if self.responded_at is None and not self.paused_at:
            running.append(self.response_due_at)
        return min(running, default=NEVER)


def start(calendar: Calendar, promise: Promise, now: datetime) -> Clocks:
    """Return the clocks of a request opened `now`."""
    return Clocks(
        now,
        after(calendar, now, timedelta(minutes=promise.response)),
        after(calendar, now, timedelta(minutes=promise.resolution)),
    )


def respond(clocks: Clocks, now: datetime) -> Clocks:
    """Return the clocks after our answer; only the first one counts."""
    if clocks.responded_at is not None:
        return clocks
    late = now > clocks.response_due_at
    return replace(clocks, responded_at=now, response_broken=clocks.response_broken or late)


def pause(clocks: Clocks, now: datetime) -> Clocks:
    """Return the clocks stopped `now`: we wait for the customer, or it is resolved."""
    if clocks.paused_at is not None:
        return clocks
    late = now > clocks.resolution_due_at
    return replace(clocks, paused_at=now, resolution_broken=clocks.resolution_broken or late)


def resume(calendar: Calendar, clocks: Clocks, now: datetime) -> Clocks:
    """Return the clocks running again: what was left when they stopped is left now.

    A promise that was broken before the pause stays where it was.
    """
    if clocks.paused_at is None:
        return clocks
    left = between(calendar, clocks.paused_at, clocks.resolution_due_at)
    due = clocks.resolution_due_at if clocks.resolution_broken else after(calendar, now, left)
    waited = clocks.waited + between(calendar, clocks.paused_at, now)
    return replace(clocks, paused_at=None, resolution_due_at=due, waited=waited)


def promise_anew(calendar: Calendar, clocks: Clocks, promise: Promise) -> Clocks:
    """Return the clocks under another promise, counted from the opening, pauses left out."""
    response = clocks.response_due_at
    if clocks.responded_at is None:
        response = after(calendar, clocks.opened_at, timedelta(minutes=promise.response))
    worked = timedelta(minutes=promise.resolution) + clocks.waited
    resolution = after(calendar, clocks.opened_at, worked)
    return replace(clocks, response_due_at=response, resolution_due_at=resolution)


def warning_at(calendar: Calendar, clocks: Clocks, since: datetime) -> datetime:
    """Return when to warn of the next break: a quarter of the way from `since` is left."""
    if clocks.due_at == NEVER:
        return NEVER
    whole = between(calendar, since, clocks.due_at)
    return after(calendar, since, whole - whole / WARNING_SHARE)


def next_rung(calendar: Calendar, escalation: int, now: datetime) -> datetime:
    """Return when the next rung of the ladder is due after `escalation` of them; NEVER on top."""
    if escalation >= len(LADDER):
        return NEVER
    return after(calendar, now, LADDER[escalation])
