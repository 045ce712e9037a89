"""States of opportunities and deal registrations (vocabulary: 商机, 商机报备)."""

from enum import StrEnum


class Stage(StrEnum):
    """The eight stages of the funnel, in order."""

    CONTACT_MADE = "contact_made"
    OPPORTUNITY_FOUND = "opportunity_found"
    QUALIFIED = "qualified"
    NEEDS_DEFINED = "needs_defined"
    PROPOSAL = "proposal"
    COMMITTED = "committed"
    ACCEPTED = "accepted"
    PAID = "paid"


class Outcome(StrEnum):
    """How an opportunity ends."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class DealState(StrEnum):
    """Life of a deal registration."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFORMATION = "needs_information"
    APPROVED = "approved"
    EXTENSION_ASKED = "extension_asked"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    CONVERTED = "converted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


# What may follow what; P outside party, V staff, T timer.
TRANSITIONS: dict[tuple[DealState, str], DealState] = {
    (DealState.DRAFT, "submit"): DealState.SUBMITTED,  # P
    (DealState.SUBMITTED, "review"): DealState.IN_REVIEW,  # V
    (DealState.SUBMITTED, "ask_information"): DealState.NEEDS_INFORMATION,  # V
    (DealState.IN_REVIEW, "ask_information"): DealState.NEEDS_INFORMATION,  # V
    (DealState.NEEDS_INFORMATION, "submit"): DealState.IN_REVIEW,  # P
    (DealState.SUBMITTED, "approve"): DealState.APPROVED,  # V
    (DealState.IN_REVIEW, "approve"): DealState.APPROVED,  # V
    (DealState.SUBMITTED, "reject"): DealState.REJECTED,  # V
    (DealState.IN_REVIEW, "reject"): DealState.REJECTED,  # V
    (DealState.SUBMITTED, "mark_duplicate"): DealState.DUPLICATE,  # V
    (DealState.IN_REVIEW, "mark_duplicate"): DealState.DUPLICATE,  # V
    (DealState.APPROVED, "ask_extension"): DealState.EXTENSION_ASKED,  # P
    (DealState.EXTENSION_ASKED, "extend"): DealState.APPROVED,  # V
    (DealState.EXTENSION_ASKED, "decline_extension"): DealState.APPROVED,  # V
    (DealState.APPROVED, "convert"): DealState.CONVERTED,  # V
    (DealState.APPROVED, "lapse"): DealState.LAPSED,  # T
    (DealState.EXTENSION_ASKED, "lapse"): DealState.LAPSED,  # T
    (DealState.DRAFT, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.SUBMITTED, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.IN_REVIEW, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.NEEDS_INFORMATION, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.APPROVED, "withdraw"): DealState.WITHDRAWN,  # P
}
