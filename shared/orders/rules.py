"""Life of a sales order. Fulfilment and payment are derived, never states of the order."""

from enum import StrEnum


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
    (OrderState.CONFIRMED, "hold"): OrderState.ON_HOLD,  # V
    (OrderState.ON_HOLD, "release"): OrderState.CONFIRMED,  # V
    (OrderState.CONFIRMED, "agree_cancellation"): OrderState.CANCELLED,  # V, asked by P
    (OrderState.ON_HOLD, "agree_cancellation"): OrderState.CANCELLED,  # V, asked by P
    (OrderState.CONFIRMED, "close"): OrderState.CLOSED,  # V
}
