"""Life of a sales order. Fulfilment and payment are derived, never states of the order."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.money import divided
from shared.kernel.quantity import to_text
from shared.kernel.wording import say


class OrderState(StrEnum):
    """What has been decided about an order."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Fulfilment(StrEnum):
    """How far the goods are, derived from shipments."""

    OPEN = "open"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


class ProposalState(StrEnum):
    """What became of a proposed credit limit."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


# What may follow what; P outside party, V staff. Submission leads to awaiting approval when the
# checks ask for a decision above the account manager's routine, else to submitted.
TRANSITIONS: dict[tuple[OrderState, str], OrderState] = {
    (OrderState.DRAFT, "submit"): OrderState.SUBMITTED,  # P
    (OrderState.DRAFT, "submit_for_approval"): OrderState.AWAITING_APPROVAL,  # P
    (OrderState.DRAFT, "discard"): OrderState.CANCELLED,  # P
    (OrderState.AWAITING_APPROVAL, "approve"): OrderState.CONFIRMED,  # V
    (OrderState.AWAITING_APPROVAL, "reject"): OrderState.REJECTED,  # V
    (OrderState.AWAITING_APPROVAL, "cancel"): OrderState.CANCELLED,  # P
    (OrderState.SUBMITTED, "confirm"): OrderState.CONFIRMED,  # V
    (OrderState.SUBMITTED, "reject"): OrderState.REJECTED,  # V
    (OrderState.SUBMITTED, "cancel"): OrderState.CANCELLED,  # P
    (OrderState.CONFIRMED, "ship"): OrderState.CONFIRMED,  # V
    (OrderState.CONFIRMED, "ask_cancellation"): OrderState.CONFIRMED,  # P
    (OrderState.ON_HOLD, "ask_cancellation"): OrderState.ON_HOLD,  # P
    (OrderState.CONFIRMED, "decline_cancellation"): OrderState.CONFIRMED,  # V
    (OrderState.ON_HOLD, "decline_cancellation"): OrderState.ON_HOLD,  # V
    (OrderState.CONFIRMED, "hold"): OrderState.ON_HOLD,  # V
    (OrderState.ON_HOLD, "release"): OrderState.CONFIRMED,  # V
    (OrderState.CONFIRMED, "agree_cancellation"): OrderState.CANCELLED,  # V, asked by P
    (OrderState.ON_HOLD, "agree_cancellation"): OrderState.CANCELLED,  # V, asked by P
    (OrderState.CONFIRMED, "close"): OrderState.CLOSED,  # V
}

OPEN_STATES = (
    OrderState.AWAITING_APPROVAL,
    OrderState.SUBMITTED,
    OrderState.CONFIRMED,
    OrderState.ON_HOLD,
)
ENDED_STATES = (OrderState.CLOSED, OrderState.REJECTED, OrderState.CANCELLED)
CREDIT, AMOUNT = "credit", "amount"  # what an order may need approval for


def fulfilment_of(lines: Iterable[tuple[int, int]], *, all_arrived: bool = False) -> Fulfilment:
    """Return how far the goods are: (ordered, shipped) of each line, and whether all arrived."""
    pairs = list(lines)
    if not any(shipped for _, shipped in pairs):
        return Fulfilment.OPEN
    if any(shipped < ordered for ordered, shipped in pairs):
        return Fulfilment.PART_SHIPPED
    return Fulfilment.DELIVERED if all_arrived else Fulfilment.SHIPPED


def is_hurt(promised_on: date | None, day: date) -> bool:
    """Return whether goods that come on `day` come later than the buyer was promised."""
    return promised_on is None or day > promised_on


def day_to_promise(wished_on: date | None, expected_on: date | None, today: date) -> date:
    """Return the day we promise of ourselves: the later of the day wished and that of the goods."""
    return max(wished_on or today, expected_on or today, today)


def is_late(
    state: OrderState, fulfilment: Fulfilment, promised_on: date | None, today: date
) -> bool:
    """Return whether goods should have left by now."""
    waiting = fulfilment in (Fulfilment.OPEN, Fulfilment.PART_SHIPPED)
    ours = state in (OrderState.CONFIRMED, OrderState.ON_HOLD)
    return bool(ours and waiting and promised_on and promised_on < today)


def approvals_needed(net: int, *, routine_limit: int, within_credit: bool) -> tuple[str, ...]:
    """Return what a decision is needed for: credit over the limit, an amount over the routine.

    `net` is what the order is worth in the company's own currency, as the limit is.
    """
    needed = () if within_credit else (CREDIT,)
    return (*needed, AMOUNT) if net > routine_limit else needed


def approval_limit(roles: frozenset[str], own: int | None, routine_limit: int) -> int | None:
    """Return up to which net amount (minor units) somebody may approve; None is without limit.

    A person's own limit goes first; without one a sales manager has no limit and an account
    manager that of the settings.
    """
    if own is not None:
        return own
    return None if "sales_manager" in roles else routine_limit


@duty("Nobody approves an order that she entered or sent, or one above her limit.")
def check_may_approve(net: int, limit: int | None, *, is_author: bool) -> None:
    """Refuse an approval by the author, or above the approver's limit (both in our own currency)."""
    if is_author:
        raise Refusal(say("Somebody else has to approve this order: you entered it yourself."))
    if limit is not None and net > limit:
        raise Refusal(say("This order is above your approval limit. A sales manager decides it."))


def needs_second_person(before: int, amount: int, *, value: int, above: int) -> bool:
    """Return whether a credit limit (minor units) has to be approved by a second person.

    Lowering one is a precaution that nobody has to wait for. `value` is what the amount is worth
    in the company's own currency, as `above` is.
    """
    return value > above and amount > before


def check_decision_reason(reason: str) -> str:
    """Return the reason that colleagues read, or refuse an empty or endless one."""
    cleaned = reason.strip()
    if not cleaned:
        raise Refusal(say("Say why, so that colleagues understand it later."), "reason")
    if len(cleaned) > 1000:
        raise Refusal(say("The reason is too long: use at most 1000 characters."), "reason")
    return cleaned


def check_reason(reason: str) -> str:
    """Return the reason without blanks around it; refuse an empty or endless one."""
    cleaned = reason.strip()
    if not cleaned:
        raise Refusal(say("Give a reason: the buyer reads it."), "reason")
    if len(cleaned) > 1000:
        raise Refusal(say("The reason is too long: use at most 1000 characters."), "reason")
    return cleaned


def check_cancellation_may_be_asked(fulfilment: Fulfilment, *, already_asked: bool) -> None:
    """Refuse to ask for a cancellation twice, or once goods have left."""
    if already_asked:
        raise Refusal(say("The cancellation was already asked for."))
    check_nothing_shipped(fulfilment)


def check_nothing_shipped(fulfilment: Fulfilment) -> None:
    """Refuse to cancel once goods have left; what is left of such an order is closed instead."""
    if fulfilment != Fulfilment.OPEN:
        raise Refusal(say("Goods of this order have already left: it cannot be cancelled."))


def check_cancellation_was_asked(*, asked: bool) -> None:
    """Refuse to decide about a cancellation that nobody wants."""
    if not asked:
        raise Refusal(say("Nobody has asked to cancel this order."))


def check_shipping_state(state: OrderState) -> None:
    """Refuse to ship what is not confirmed."""
    if state == OrderState.ON_HOLD:
        raise Refusal(say("This order is on hold: release it before you ship."))
    if state != OrderState.CONFIRMED:
        raise Refusal(say("Only a confirmed order can be shipped."))


def check_shipped_quantity(wanted: int, still_open: int, field: str) -> None:
    """Refuse to ship more than is still open of a line."""
    if wanted > still_open:
        raise Refusal(
            say("Only {quantity} of this line is still open.", quantity=to_text(still_open)),
            field,
            ((to_text(still_open), say("Ship {quantity}", quantity=to_text(still_open))),)
            if still_open
            else (),
        )


def check_buyer(*, is_suspended: bool, buys: bool) -> None:
    """Refuse an order of an organisation that may not buy."""
    if is_suspended:
        raise Refusal(
            say("Orders are suspended for this organisation. Whoever looks after it knows why.")
        )
    if not buys:
        raise Refusal(say("Only a distributor or a customer can order."))


def value_of_shipped(lines: Iterable[tuple[int, int, int]]) -> int:
    """Return what has left us in minor units with tax: (total, ordered, shipped) of each line."""
    return sum(divided(total * shipped, ordered) for total, ordered, shipped in lines if ordered)
