"""What may follow what in the life of a support request, and who is told by which word."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.kernel.errors import Refusal
from shared.kernel.wording import say


class Category(StrEnum):
    """What a request is about."""

    CONSULTATION = "consultation"
    TECHNICAL = "technical"
    COMPLAINT = "complaint"


class Priority(StrEnum):
    """How much hangs on it; decides with the category what is promised."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class TicketState(StrEnum):
    """Life of a support request."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting_for_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"
    RATED = "rated"
    MERGED = "merged"
    CANCELLED = "cancelled"


_S = TicketState
OPEN = (_S.NEW, _S.IN_PROGRESS, _S.WAITING)
RUNNING = (_S.NEW, _S.IN_PROGRESS)  # the clock of the resolution runs
ENDED = (_S.CLOSED, _S.RATED, _S.MERGED, _S.CANCELLED)

# What may follow what; P outside party, V staff, T timer.
TRANSITIONS: dict[tuple[TicketState, str], TicketState] = {
    (_S.NEW, "take"): _S.IN_PROGRESS,  # V: assigned to somebody
    (_S.IN_PROGRESS, "take"): _S.IN_PROGRESS,  # V
    (_S.WAITING, "take"): _S.WAITING,  # V
    (_S.NEW, "reply"): _S.IN_PROGRESS,  # V
    (_S.IN_PROGRESS, "reply"): _S.IN_PROGRESS,  # V
    (_S.WAITING, "reply"): _S.WAITING,  # V: a word more while the answer is awaited
    (_S.NEW, "ask"): _S.WAITING,  # V: an answer that waits for the customer
    (_S.IN_PROGRESS, "ask"): _S.WAITING,  # V
    (_S.WAITING, "ask"): _S.WAITING,  # V
    (_S.WAITING, "resume"): _S.IN_PROGRESS,  # V: goes on without the customer's answer
    (_S.NEW, "answer"): _S.NEW,  # P
    (_S.IN_PROGRESS, "answer"): _S.IN_PROGRESS,  # P
    (_S.WAITING, "answer"): _S.IN_PROGRESS,  # P
    (_S.RESOLVED, "answer"): _S.IN_PROGRESS,  # P: writing again reopens
    (_S.NEW, "resolve"): _S.RESOLVED,  # V, or P: "it is solved"
    (_S.IN_PROGRESS, "resolve"): _S.RESOLVED,
    (_S.WAITING, "resolve"): _S.RESOLVED,
    (_S.RESOLVED, "reopen"): _S.IN_PROGRESS,  # P or V, for seven days
    (_S.RESOLVED, "close"): _S.CLOSED,  # T after seven days, or P
    (_S.RESOLVED, "rate"): _S.RATED,  # P: whoever rates is content that it is over
    (_S.CLOSED, "rate"): _S.RATED,  # P
    (_S.NEW, "cancel"): _S.CANCELLED,  # P
    (_S.IN_PROGRESS, "cancel"): _S.CANCELLED,  # P
    (_S.WAITING, "cancel"): _S.CANCELLED,  # P
    (_S.NEW, "merge"): _S.MERGED,  # V
    (_S.IN_PROGRESS, "merge"): _S.MERGED,  # V
    (_S.WAITING, "merge"): _S.MERGED,  # V
    (_S.RESOLVED, "merge"): _S.MERGED,  # V
}

REOPEN_DAYS = 7
MOST_FILES = 10
LONGEST_TEXT = 20_000


def may_reopen(resolved_at: datetime | None, now: datetime) -> bool:
    """Return whether the seven days in which a resolved request can be reopened still run."""
    return resolved_at is not None and now < resolved_at + timedelta(days=REOPEN_DAYS)


def opens_linked(state: TicketState, resolved_at: datetime | None, now: datetime) -> bool:
    """Return whether a reply of the customer opens a new request that is linked to this one."""
    if state in (TicketState.CLOSED, TicketState.RATED, TicketState.CANCELLED):
        return True
    return state == TicketState.RESOLVED and not may_reopen(resolved_at, now)


def check_text(text: str, field: str = "text") -> str:
    """Return the message without outer blanks, or refuse an empty or endless one."""
    kept = text.strip()
    if not kept:
        raise Refusal(say("Write something first."), field)
    if len(kept) > LONGEST_TEXT:
        raise Refusal(say("This is too long: {n} characters at most.", n=LONGEST_TEXT), field)
    return kept


def check_stars(stars: int) -> int:
    """Return a rating between 1 and 5, or refuse."""
    if not 1 <= stars <= 5:
        raise Refusal(say("Choose one to five."), "stars")
    return stars
