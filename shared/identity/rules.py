"""Pure decisions about people: roles that exclude each other, lives of invitations and sessions.

Neighbours: `models.py` stores what is decided here; `shared.access.policy` says what a role may do.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

# How long an invitation may live, in hours; whoever invites chooses, the first is proposed.
INVITATION_HOURS = (72, 24, 168)
SESSION_IDLE = timedelta(hours=8)
SESSION_LIFE = {PORTAL: timedelta(days=7), ADMIN: timedelta(hours=12)}
# A request writes the time it was seen only when the last one is older than this.
SEEN_GRAIN = timedelta(minutes=5)


class InvitationState(StrEnum):
    """Where an invitation stands, derived from its dates."""

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ORPHANED = "orphaned"  # whoever invited could not do so any more


class RescueState(StrEnum):
    """What became of a request for a new administrator."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"


def normal_email(text: str, field: str = "email") -> str:
    """Return an address in the form in which addresses are compared, or refuse it."""
    email = text.strip().lower()
    name, at, host = email.rpartition("@")
    plain = email.isprintable() and not any(sign in email for sign in ' ,;<>"\\')
    if not (at and name and "." in host.strip(".") and plain and len(email) <= 254):
        raise Refusal(say("Enter an e-mail address, for example zhou.min@example.com."), field)
    return email


def check_staff_roles(roles: Iterable[str]) -> None:
    """Refuse a set of staff roles that no one person may hold."""
    held = frozenset(roles)
    for unknown in sorted(held - set(policy.STAFF_ROLES)):
        raise Refusal(say("There is no staff role “{role}”.", role=unknown), "role")
    for pair in policy.CONFLICTING_ROLES:
        if pair <= held:
            raise Refusal(say("One person may not hold these two roles at once."), "role")


def check_member_role(role: str) -> None:
    """Refuse a role that organisations do not know."""
    if role not in policy.MEMBER_ROLES:
        raise Refusal(say("There is no role “{role}” for members.", role=role), "role")


def check_within(roles: Iterable[str], role: str) -> None:
    """Refuse a role above one's own; `roles` are `kind.role` as the policy knows an outsider."""
    held = {name.rpartition(".")[2] for name in roles}
    own = min((rank for rank, name in enumerate(policy.MEMBER_ROLES) if name in held), default=99)
    if policy.MEMBER_ROLES.index(role) < own:
        raise Refusal(say("You cannot give more than your own role."), "role")


def check_hours(hours: int) -> None:
    """Refuse a life of an invitation that is not on offer."""
    if hours not in INVITATION_HOURS:
        raise Refusal(say("Choose how long the invitation is valid from the list."), "hours")


def check_reason(reason: str, field: str = "reason") -> str:
    """Return a reason without blanks at its ends, or refuse a missing one."""
    if not reason.strip():
        raise Refusal(say("Say why, so that everybody understands it later."), field)
    return reason.strip()


def invitation_state(
    *,
    used_at: datetime | None,
    revoked_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> InvitationState:
    """Return where an invitation stands at `now`."""
    if used_at is not None:
        return InvitationState.USED
    if revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.EXPIRED if expires_at <= now else InvitationState.VALID


def why_closed(state: InvitationState) -> Message:
    """Return the sentence for somebody who opens an invitation that no longer opens anything."""
    return {
        InvitationState.USED: say("This invitation has already been used. Sign in instead."),
        InvitationState.REVOKED: say("This invitation was withdrawn. Ask for a new one."),
        InvitationState.EXPIRED: say("This invitation has expired. Ask for a new one."),
        InvitationState.ORPHANED: say(
            "Whoever invited you no longer looks after this access. Ask for a new invitation."
        ),
    }[state]


def session_end(face: str, now: datetime) -> datetime:
    """Return when a session that begins now ends at the latest."""
    return now + SESSION_LIFE[face]


def is_session_over(*, seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Return whether a session ran out or was idle too long."""
    return expires_at <= now or seen_at + SESSION_IDLE <= now


def member_roles(kinds: Iterable[str], role: str) -> frozenset[str]:
    """Return the names the policy knows a member by: one per kind of the organisation."""
    return frozenset(f"{kind}.{role}" for kind in kinds)
