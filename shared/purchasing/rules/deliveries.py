"""Life of a delivery (the advance ship notice), of an inspection and of a difference found."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """Where the goods of a delivery are."""

    DRAFT = "draft"
    SENT = "sent"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    RECEIVED = "received"
    DISCREPANCY = "discrepancy"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Inspection(StrEnum):
    """What the inspection of a received line found."""

    PENDING = "pending"
    PASSED = "passed"
    PARTLY = "partly"  # some of it is good
    CONDITIONAL = "conditional"  # taken all the same, by concession
    FAILED = "failed"


class DiscrepancyKind(StrEnum):
    """How what came differs from what was announced."""

    SHORT = "short"
    OVER = "over"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    QUALITY = "quality"


class DiscrepancyState(StrEnum):
    """What the two sides have said about a difference."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Remedy(StrEnum):
    """What becomes of goods that differ."""

    REPLACE = "replace"
    CREDIT = "credit"
    RETURN = "return"
    KEEP = "keep"


D = DeliveryState
# What may follow what; P the supplier, V those who receive.
TRANSITIONS: dict[tuple[DeliveryState, str], DeliveryState] = {
    (D.DRAFT, "send"): D.SENT,  # P
    (D.DRAFT, "cancel"): D.CANCELLED,  # P
    (D.SENT, "depart"): D.IN_TRANSIT,  # P
    (D.SENT, "cancel"): D.CANCELLED,  # P
    (D.IN_TRANSIT, "cancel"): D.CANCELLED,  # P, before arrival
    (D.SENT, "arrive"): D.ARRIVED,  # V
    (D.IN_TRANSIT, "arrive"): D.ARRIVED,  # V
    (D.ARRIVED, "receive"): D.RECEIVED,  # V
    (D.ARRIVED, "receive_with_discrepancy"): D.DISCREPANCY,  # V
    (D.RECEIVED, "find_discrepancy"): D.DISCREPANCY,  # V, the inspection comes later
    (D.RECEIVED, "close"): D.CLOSED,  # V
    (D.DISCREPANCY, "close"): D.CLOSED,  # V
}

DISCREPANCY_TRANSITIONS: dict[tuple[DiscrepancyState, str], DiscrepancyState] = {
    (DiscrepancyState.OPEN, "accept"): DiscrepancyState.ACCEPTED,  # P
    (DiscrepancyState.OPEN, "dispute"): DiscrepancyState.DISPUTED,  # P
    (DiscrepancyState.DISPUTED, "accept"): DiscrepancyState.ACCEPTED,  # P
    (DiscrepancyState.OPEN, "withdraw"): DiscrepancyState.WITHDRAWN,  # V
    (DiscrepancyState.DISPUTED, "withdraw"): DiscrepancyState.WITHDRAWN,  # V
    (DiscrepancyState.ACCEPTED, "settle"): DiscrepancyState.SETTLED,  # V
    (DiscrepancyState.DISPUTED, "settle"): DiscrepancyState.SETTLED,  # V
    (DiscrepancyState.OPEN, "settle"): DiscrepancyState.SETTLED,  # V
}

ON_THE_WAY = (D.SENT, D.IN_TRANSIT)
RECEIVABLE = (*ON_THE_WAY, D.ARRIVED)
UNSETTLED = (DiscrepancyState.OPEN, DiscrepancyState.ACCEPTED, DiscrepancyState.DISPUTED)
