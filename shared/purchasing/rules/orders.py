"""Life of a purchase order: its stage is decided by purchasing, its status follows from the lines."""

from collections.abc import Iterable
from enum import StrEnum

from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.purchasing.rules.lines import (
    PURCHASINGS_TURN,
    SUPPLIERS_TURN,
    LineFulfilment,
    LineState,
)


class OrderStage(StrEnum):
    """What purchasing and finance have decided about an order."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SENT = "sent"
    CANCELLED = "cancelled"


class OrderStatus(StrEnum):
    """What an order is known by: its stage, and once sent, what its lines say."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    TO_ANSWER = "awaiting_confirmation"
    CHANGED = "change_proposed"
    CONFIRMED = "confirmed"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


# What may follow what: V purchasing, F finance.
TRANSITIONS: dict[tuple[OrderStage, str], OrderStage] = {
    (OrderStage.DRAFT, "send"): OrderStage.SENT,  # V
    (OrderStage.DRAFT, "ask_approval"): OrderStage.AWAITING_APPROVAL,  # V
    (OrderStage.DRAFT, "discard"): OrderStage.CANCELLED,  # V
    (OrderStage.AWAITING_APPROVAL, "approve"): OrderStage.SENT,  # F
    (OrderStage.AWAITING_APPROVAL, "return"): OrderStage.DRAFT,  # F
    (OrderStage.AWAITING_APPROVAL, "take_back"): OrderStage.DRAFT,  # V
    (OrderStage.SENT, "revise"): OrderStage.SENT,  # V
    (OrderStage.SENT, "ask_approval"): OrderStage.SENT,  # V, of a revision
    (OrderStage.SENT, "approve"): OrderStage.SENT,  # F, of a revision
    (OrderStage.SENT, "return"): OrderStage.SENT,  # F, of a revision
    (OrderStage.SENT, "cancel"): OrderStage.CANCELLED,  # V
}

OPEN_STATUSES = (
    OrderStatus.TO_ANSWER,
    OrderStatus.CHANGED,
    OrderStatus.CONFIRMED,
    OrderStatus.PART_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.PART_RECEIVED,
)


def status_of(stage: OrderStage, lines: Iterable[tuple[LineState, LineFulfilment]]) -> OrderStatus:
    """Return what an order is known by: its stage, and the state and fulfilment of each line.

    What somebody has to decide comes first, then the goods of the lines that are still wanted.
    """
    if stage != OrderStage.SENT:
        return OrderStatus(stage.value)
    pairs = list(lines)
    states = {state for state, _ in pairs}
    if states & set(PURCHASINGS_TURN):
        return OrderStatus.CHANGED
    if states & set(SUPPLIERS_TURN):
        return OrderStatus.TO_ANSWER
    wanted = [(state, way) for state, way in pairs if state != LineState.CANCELLED]
    if not wanted:
        return OrderStatus.CANCELLED
    if all(state == LineState.CLOSED for state, _ in wanted):
        return OrderStatus.CLOSED
    # A closed line expects nothing more, however much of it came.
    received = LineFulfilment.RECEIVED
    return _way_of({received if state == LineState.CLOSED else way for state, way in wanted})


def _way_of(ways: set[LineFulfilment]) -> OrderStatus:
    if ways == {LineFulfilment.RECEIVED}:
        return OrderStatus.RECEIVED
    if ways & {LineFulfilment.RECEIVED, LineFulfilment.PART_RECEIVED}:
        return OrderStatus.PART_RECEIVED
    if ways == {LineFulfilment.SHIPPED}:
        return OrderStatus.SHIPPED
    if ways & {LineFulfilment.SHIPPED, LineFulfilment.PART_SHIPPED}:
        return OrderStatus.PART_SHIPPED
    return OrderStatus.CONFIRMED


def is_being_written(stage: OrderStage, typed_lines: str) -> bool:
    """Return whether purchasing still writes: a draft, or the next version of what was sent."""
    return stage == OrderStage.DRAFT or typed_lines not in ("", "[]")


def needs_approval(total: int, *, value: int, approved: int, limit: int) -> bool:
    """Return whether finance has to agree: over the limit and over what was approved before.

    `total` and `approved` are in the order's currency, `value` (what the total is worth) and
    `limit` in the company's own.
    """
    return value > limit and total > approved


@duty("Nobody approves a purchase order of which she is an author.")
def check_may_approve(*, is_author: bool) -> None:
    """Refuse an approval by whoever wrote or sent the order: four eyes."""
    if is_author:
        raise Refusal(say("Somebody else has to approve this order: you entered it yourself."))
