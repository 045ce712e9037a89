"""Life of a request for quotation, as we see it and as an invited supplier does. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.wording import say


class RfqStage(StrEnum):
    """What has been decided about a request; whether bids are sealed follows from its deadline."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    EVALUATED = "evaluated"
    AWARDED = "awarded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RfqState(StrEnum):
    """What a request is known by: its stage, its deadline, and whether anybody has answered."""

    DRAFT = "draft"
    PUBLISHED = "published"
    COLLECTING = "collecting"
    CLOSED = "closed"
    EVALUATED = "evaluated"
    AWARDED = "awarded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class InvitationState(StrEnum):
    """What an invited supplier knows a request by; a draft is seen by its writers alone."""

    UNREAD = "unread"
    READ = "read"
    DRAFT = "draft"
    QUOTED = "quoted"
    DECLINED = "declined"
    CLOSED = "closed"
    CANCELLED = "cancelled"


# What may follow what: V purchasing, F finance, T the clock.
TRANSITIONS: dict[tuple[RfqStage, str], RfqStage] = {
    (RfqStage.DRAFT, "save"): RfqStage.DRAFT,  # V
    (RfqStage.DRAFT, "publish"): RfqStage.PUBLISHED,  # V
    (RfqStage.DRAFT, "cancel"): RfqStage.CANCELLED,  # V
    (RfqStage.PUBLISHED, "extend"): RfqStage.PUBLISHED,  # V
    (RfqStage.PUBLISHED, "close"): RfqStage.CLOSED,  # V, T
    (RfqStage.PUBLISHED, "cancel"): RfqStage.CANCELLED,  # V
    (RfqStage.CLOSED, "award"): RfqStage.AWARDED,  # V
    (RfqStage.CLOSED, "ask_approval"): RfqStage.EVALUATED,  # V, over the limit
    (RfqStage.CLOSED, "fail"): RfqStage.FAILED,  # V
    (RfqStage.CLOSED, "cancel"): RfqStage.CANCELLED,  # V
    (RfqStage.EVALUATED, "approve"): RfqStage.AWARDED,  # F
    (RfqStage.EVALUATED, "return"): RfqStage.CLOSED,  # F
}


def is_sealed(closes_at: datetime | None, now: datetime) -> bool:
    """Return whether nobody of ours reads the bids; one cancelled before its deadline has none."""
    return closes_at is None or closes_at > now


def stage_now(stage: RfqStage, closes_at: datetime | None, now: datetime) -> RfqStage:
    """Return the stage as time has made it: past the deadline a published request is closed."""
    if stage == RfqStage.PUBLISHED and not is_sealed(closes_at, now):
        return RfqStage.CLOSED
    return stage


def state_of(
    stage: RfqStage, closes_at: datetime | None, now: datetime, *, is_answered: bool
) -> RfqState:
    """Return what a request is known by among us."""
    current = stage_now(stage, closes_at, now)
    if current == RfqStage.PUBLISHED and is_answered:
        return RfqState.COLLECTING
    return RfqState(current.value)


def invitation_state(row: Mapping[str, object], now: datetime) -> InvitationState:
    """Return the state of one invitation from `stage`, `closes_at` and its own three times."""
    stage, closes_at = row["stage"], row["closes_at"]
    if stage == RfqStage.CANCELLED:
        return InvitationState.CANCELLED
    current = stage_now(RfqStage(str(stage)), closes_at, now)  # type: ignore[arg-type]
    if row["declined_at"]:
        return InvitationState.DECLINED
    if current != RfqStage.PUBLISHED and not row["answered_at"]:
        return InvitationState.CLOSED
    if row["answered_at"]:
        return InvitationState.QUOTED
    return InvitationState.READ if row["read_at"] else InvitationState.UNREAD


@duty("Nobody approves an award that she proposed herself.")
def check_may_decide(*, is_author: bool) -> None:
    """Refuse the decision of whoever chose the winners: four eyes."""
    if is_author:
        raise Refusal(say("You proposed this award yourself, so a colleague decides it."))
