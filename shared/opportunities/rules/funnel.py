"""Decisions of the funnel: stages and outcomes of opportunities (vocabulary: 商机, 销售漏斗).

The life of a deal registration stands next door in `deals`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from shared.kernel.errors import Refusal
from shared.kernel.wording import say

# Nobody plans a sale further ahead; what lies beyond is a year mistyped.
FARTHEST = timedelta(days=3660)


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


TRANSITIONS: dict[tuple[Outcome, str], Outcome] = {
    (Outcome.OPEN, "win"): Outcome.WON,  # V
    (Outcome.OPEN, "lose"): Outcome.LOST,  # V, with a reason
    (Outcome.WON, "reopen"): Outcome.OPEN,  # V
    (Outcome.LOST, "reopen"): Outcome.OPEN,  # V
}

# The chance of winning that a stage suggests, in percent; staff may write another.
PROBABILITY: Mapping[Stage, int] = {
    Stage.CONTACT_MADE: 10,
    Stage.OPPORTUNITY_FOUND: 20,
    Stage.QUALIFIED: 30,
    Stage.NEEDS_DEFINED: 45,
    Stage.PROPOSAL: 60,
    Stage.COMMITTED: 80,
    Stage.ACCEPTED: 95,
    Stage.PAID: 100,
}

# Partners work on a shared opportunity between these stages; promise, acceptance and payment
# are ours to record.
OPENED_TO_PARTNERS = (
    Stage.OPPORTUNITY_FOUND,
    Stage.QUALIFIED,
    Stage.NEEDS_DEFINED,
    Stage.PROPOSAL,
)

COLD_AFTER_DAYS = 21


def position(stage: Stage) -> int:
    """Return the place of `stage` in the funnel, from 1 to 8."""
    return list(Stage).index(stage) + 1


def stages_for(*, is_staff: bool, present: Stage) -> list[Stage]:
    """Return the stages to which an open opportunity may be moved from `present`."""
    if is_staff:
        return [stage for stage in Stage if stage != present]
    if present not in OPENED_TO_PARTNERS:
        return []
    return [stage for stage in OPENED_TO_PARTNERS if stage != present]


def check_move(present: Stage, target: Stage, outcome: Outcome, *, is_staff: bool) -> None:
    """Refuse a move of a closed opportunity, or a partner's one outside the opened stages."""
    if outcome != Outcome.OPEN:
        raise Refusal(say("This opportunity is closed. Reopen it to move it."), "stage")
    if target == present:
        raise Refusal(say("The opportunity is already in this stage."), "stage")
    if target not in stages_for(is_staff=is_staff, present=present):
        raise Refusal(
            say("This stage is set by our side. Leave a note and we will move it."), "stage"
        )


def probability_after(present: Stage, target: Stage, probability: int) -> int:
    """Return the chance after a move: the stage's own, unless somebody wrote another one."""
    return PROBABILITY[target] if probability == PROBABILITY[present] else probability


def weighted(amount: int, probability: int) -> int:
    """Return the amount (minor units) weighted by the chance in percent."""
    return (amount * probability + 50) // 100


def check_wording(name: str, *, field: str = "name") -> str:
    """Return the trimmed name, or refuse an empty one."""
    if not name.strip():
        raise Refusal(say("Say in a few words what this is about."), field)
    return name.strip()


def check_probability(probability: int) -> None:
    """Refuse a chance outside 0 to 100 percent."""
    if not 0 <= probability <= 100:
        raise Refusal(say("Enter a chance between 0 and 100 percent."), "probability")


def check_amount(amount: int, field: str = "amount") -> None:
    """Refuse a negative amount."""
    if amount < 0:
        raise Refusal(say("The amount cannot be negative."), field)


def check_reason(reason: str, field: str = "reason") -> str:
    """Return the trimmed reason, or refuse an empty one."""
    if not reason.strip():
        raise Refusal(say("Give a reason: the other side will read it."), field)
    return reason.strip()


def planned(step: str, on: date | None, today: date) -> dict[str, Any]:
    """Return the columns of a next step; refuses a day without words and a day too far away."""
    if on is not None and not step.strip():
        raise Refusal(say("Say what the next step is."), "next_step")
    check_day(on, today, "next_step_on")
    return {"next_step": step.strip()[:300], "next_step_on": on}


def check_day(day: date | None, today: date, field: str) -> None:
    """Refuse a day that no deal and no next step is planned for: a year mistyped."""
    if day is not None and abs(day - today) > FARTHEST:
        raise Refusal(say("This day is too far away."), field)
