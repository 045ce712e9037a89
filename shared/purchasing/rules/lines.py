"""Life of a purchase order line; what has been shipped and received is derived, never a state."""

from enum import StrEnum
from typing import NamedTuple

from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say


class LineState(StrEnum):
    """What buyer and supplier have said about a line so far."""

    DRAFT = "draft"
    AWAITING = "awaiting_confirmation"  # the supplier's confirmation
    PROPOSED = (
        "change_proposed"  # the supplier wants another date or quantity, or several deliveries
    )
    COUNTERED = "countered"  # purchasing answers with dates of its own
    INSISTED = "insisted"  # purchasing holds to what was ordered
    REJECTED = "rejected"  # the supplier cannot
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LineFulfilment(StrEnum):
    """How far the goods of a line are, derived from deliveries and receipts."""

    OPEN = "open"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"


class Side(StrEnum):
    """Who said or wanted something."""

    PURCHASING = "purchasing"
    SUPPLIER = "supplier"


class Tells(StrEnum):
    """Who is told that goods come later than customers were promised."""

    NOBODY = ""
    MANAGERS = "managers"  # account managers
    CUSTOMERS = "customers"  # and their customers too


S = LineState
_TO_ANSWER = (S.AWAITING, S.PROPOSED, S.COUNTERED, S.INSISTED, S.REJECTED)

# What may follow what; P the supplier, V purchasing. A supplier may think again until purchasing
# has decided. A confirmed line is cancelled only after the supplier agreed to it.
TRANSITIONS: dict[tuple[LineState, str], LineState] = {
    (S.DRAFT, "send"): S.AWAITING,  # V
    **{(state, "confirm"): S.CONFIRMED for state in _TO_ANSWER},  # P
    **{(state, "propose"): S.PROPOSED for state in (*_TO_ANSWER, S.CONFIRMED)},  # P
    **{(state, "reject"): S.REJECTED for state in _TO_ANSWER},  # P
    (S.PROPOSED, "agree"): S.CONFIRMED,  # V
    (S.PROPOSED, "counter"): S.COUNTERED,  # V
    (S.PROPOSED, "insist"): S.INSISTED,  # V
    (S.REJECTED, "agree"): S.CANCELLED,  # V
    (S.REJECTED, "counter"): S.COUNTERED,  # V
    (S.REJECTED, "insist"): S.INSISTED,  # V
    **{(state, "revise"): S.AWAITING for state in (*_TO_ANSWER, S.CONFIRMED)},  # V
    **{(state, "cancel"): S.CANCELLED for state in (S.DRAFT, *_TO_ANSWER)},  # V
    **{(state, "ask_cancellation"): state for state in (*_TO_ANSWER, S.CONFIRMED)},  # V
    **{(state, "agree_cancellation"): S.CANCELLED for state in (*_TO_ANSWER, S.CONFIRMED)},  # P
    **{(state, "decline_cancellation"): state for state in (*_TO_ANSWER, S.CONFIRMED)},  # P
    # P; what was agreed to once may leave while another date is discussed
    **{(state, "ship"): state for state in (S.CONFIRMED, S.PROPOSED, S.COUNTERED, S.INSISTED)},
    **{(state, "receive"): state for state in (*_TO_ANSWER, S.CONFIRMED)},  # V
    # V, the last of it came: there is nothing left to discuss
    **{(state, "complete"): S.CONFIRMED for state in (*_TO_ANSWER, S.CONFIRMED)},
    (S.CONFIRMED, "close"): S.CLOSED,  # V
    (S.CLOSED, "receive"): S.CLOSED,  # V, what still turns up
}

# Whose turn it is.
SUPPLIERS_TURN = (S.AWAITING, S.COUNTERED, S.INSISTED)
PURCHASINGS_TURN = (S.PROPOSED, S.REJECTED)
ENDED = (S.CLOSED, S.CANCELLED)
# Another day is being talked about: it may well be the one.
ON_THE_TABLE = (S.PROPOSED, S.COUNTERED)

ANSWERS = ("accept", "quantity", "date", "cannot")
REASONS: dict[str, Message] = {
    "capacity": say("Capacity"),
    "material": say("Material not in yet"),
    "tooling": say("Tooling or process"),
    "quality": say("Quality hold"),
    "transport": say("Transport"),
    "holiday": say("Holiday"),
    "price": say("Price"),
    "other": say("Other"),
}
MOST_SPLITS = 6


class Why(NamedTuple):
    """Why a line is answered otherwise: a code of REASONS ("" for none), the person's own words."""

    code: str = ""
    words: str = ""


def fulfilment_of(quantity: int, shipped: int, received: int) -> LineFulfilment:
    """Return how far a line is: ordered, shipped and received quantities, ×10⁴."""
    if received >= quantity:
        return LineFulfilment.RECEIVED
    if received:
        return LineFulfilment.PART_RECEIVED
    if shipped >= quantity:
        return LineFulfilment.SHIPPED
    return LineFulfilment.PART_SHIPPED if shipped else LineFulfilment.OPEN


def most_to_ship(quantity: int, shipped: int, tolerance: int) -> int:
    """Return how much of a line may still be shipped: open quantity with the tolerance (bp)."""
    return max(0, quantity * (10_000 + tolerance) // 10_000 - shipped)


def check_cancellation(*, was_confirmed: bool, shipped: int) -> None:
    """Refuse to cancel alone what the supplier has confirmed, or what has left it."""
    if shipped:
        raise Refusal(say("Goods of this line have already left: it cannot be cancelled."))
    if was_confirmed:
        raise Refusal(
            say("The supplier has confirmed this line: ask to cancel it, it needs an agreement.")
        )


def in_words(code: str, words: str) -> Message | str:
    """Return a stored reason for its reader: what was chosen is translated, own words never are."""
    named = REASONS.get(code)
    if named is None or (code == "other" and words):
        return words
    return Message("{named} · {words}", {"named": named, "words": words}) if words else named


def check_why(why: Why, field: str = "reason") -> Why:
    """Return a reason without blanks around its words; refuse one that says nothing."""
    words = why.words.strip()
    if why.code and why.code not in REASONS:
        raise Refusal(say("Choose one of the reasons listed."), field)
    if not why.code or words:
        words = check_reason(words, field)
    return Why(why.code, words)


def check_reason(reason: str, field: str = "reason") -> str:
    """Return a reason without blanks around it; refuse an empty or endless one."""
    cleaned = reason.strip()
    if not cleaned:
        raise Refusal(say("Give a reason: the other side reads it."), field)
    if len(cleaned) > 1000:
        raise Refusal(say("The reason is too long: use at most 1000 characters."), field)
    return cleaned
