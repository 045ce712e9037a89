"""Pure decisions about people: roles that exclude each other, lives of invitations and sessions.

Neighbours: `models.py` stores what is decided here; `shared.access.policy` says what a role may do.
"""

import string
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from shared.access import policy, tailoring
from shared.access.actor import ADMIN, PORTAL
from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

# How long an invitation may live, in hours; whoever invites chooses, the first is proposed.
INVITATION_HOURS = (72, 24, 168)
MOST_RESENDS = 5
RESEND_WINDOW = timedelta(days=1)
SESSION_IDLE = timedelta(hours=8)
SESSION_LIFE = {PORTAL: timedelta(days=7), ADMIN: timedelta(hours=12)}
# A request writes the time it was seen only when the last one is older than this.
SEEN_GRAIN = timedelta(minutes=5)

# A colleague of ours who looks at the portal as a member does: how long her pass opens, and the view.
PASS_LIFE = timedelta(seconds=60)
VIEW_LIFE = timedelta(minutes=30)
SPENT = say(
    "This pass opens nothing any more: it works once, within a minute. Begin again from the person."
)
NO_LOGIN = say(
    "Looking as a partner does needs a database login of its own here: ask whoever runs this system."
)
OF_OURS = say("This person is a colleague of ours: nobody looks through her eyes.")
OF_ABOVE = say(
    "She comes here from the organisation that this one belongs to: her role and her door are kept there."
)
# Somebody of an organisation reaches differently those below it: they follow (topic of the outbox).
BELOW_CHANGED = "membership.below"
SHUT = say("She cannot sign in herself at present, so there is nothing to look at.")


class InvitationState(StrEnum):
    """Where an invitation stands, derived from its dates."""

    VALID = "valid"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ORPHANED = "orphaned"  # whoever invited could not do so any more


class Reach(StrEnum):
    """How far a membership reaches (data scope of a person outside)."""

    ORGANISATION = "organisation"
    BELOW = "below"  # the organisation and those below it


class RescueState(StrEnum):
    """What became of a request for a new administrator."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"


class RoleRequestState(StrEnum):
    """What became of a change that touches the rights of administrators."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def normal_email(text: str, field: str = "email") -> str:
    """Return an address in the form in which addresses are compared, or refuse it.

    Full-width signs, as an input method writes them, become plain ones; the domain is spelled as the
    name servers know it. A name that looks like another (a Cyrillic "а") is no name: whoever typed it
    would not see to whom she writes.
    """
    name, at, host = compared_email(unicodedata.normalize("NFKC", text)).rpartition("@")
    try:
        email = f"{name}{at}{host.encode('idna').decode()}"
    except UnicodeError:
        email = ""
    plain = email.isascii() and email.isprintable() and bool(email)
    plain = plain and not any(sign in email for sign in ' ,;<>"\\[]')
    if not (at and name and "." in host.strip(".") and plain and len(email) <= 254):
        raise Refusal(say("Enter an e-mail address, for example zhou.min@example.com."), field)
    return email


def compared_email(text: str) -> str:
    """Return an address with A to Z in small letters; other signs stay what they are.

    `lower` would make a "k" of the sign of the kelvin, and one address of two.
    """
    return text.strip().translate(_SMALL)


@duty("One person holds no two staff roles whose duties exclude each other.")
def check_staff_roles(roles: Iterable[str]) -> None:
    """Refuse a set of staff roles that no one person may hold."""
    held = frozenset(roles)
    for unknown in sorted(held - set(policy.STAFF_ROLES)):
        if not isinstance(unknown, policy.Tailored):
            raise Refusal(say("There is no staff role “{role}”.", role=unknown), "role")
    if has_conflict(held):
        raise Refusal(say("One person may not hold these two roles at once."), "role")


def has_conflict(roles: Iterable[str]) -> bool:
    """Whether these staff roles together do two duties that nobody does alone."""
    done = frozenset().union(*(tailoring.duties(role) for role in roles))
    return any(pair <= done for pair in policy.CONFLICTING_ROLES)


def check_member_role(role: str) -> None:
    """Refuse a role that organisations do not know."""
    if role not in policy.MEMBER_ROLES and not isinstance(role, policy.Tailored):
        raise Refusal(say("There is no role “{role}” for members.", role=role), "role")


@duty("Nobody gives more than her own role.")
def check_within(roles: Iterable[str], role: str) -> None:
    """Refuse a role above one's own; `roles` are `kind.role` as the policy knows an outsider."""
    held = tuple(roles)
    kinds = {name.rpartition(".")[0] for name in held}
    if not kinds or not all(
        tailoring.covers(held, tailoring.at_kind(role, kind)) for kind in kinds
    ):
        raise Refusal(say("You cannot give more than your own role."), "role")


def check_hours(hours: int) -> None:
    """Refuse a life of an invitation that is not on offer."""
    if hours not in INVITATION_HOURS:
        raise Refusal(say("Choose how long the invitation is valid from the list."), "hours")


def count_resend(resends: int, since: datetime | None, now: datetime) -> tuple[int, datetime]:
    """Return (resends, since when) with one more; refuse more than MOST_RESENDS within a day."""
    if since is None or now - since >= RESEND_WINDOW:
        return 1, now
    if resends >= MOST_RESENDS:
        raise Refusal(
            say("It was sent {n} times within a day. Ask whether it lies among unwanted mail; it can "
                "be sent again from {time}.", n=MOST_RESENDS, time=since + RESEND_WINDOW)
        )  # fmt: skip
    return resends + 1, since


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


def refuse_through(membership: int | None) -> None:
    """Refuse to change a membership that is one through the organisation above."""
    if membership is not None:
        raise Refusal(OF_ABOVE)


def member_roles(kinds: Iterable[str], role: str) -> frozenset[str]:
    """Return the names the policy knows a member by: one per kind of the organisation."""
    return frozenset(tailoring.at_kind(role, kind) for kind in kinds)


def is_fresh(authenticated_at: datetime | None, now: datetime, minutes: int) -> bool:
    """Whether somebody has proven who she is recently enough for what needs it (ASVS 7.5.1).

    A provider that never said when is no proof.
    """
    if authenticated_at is None:
        return False
    return now - authenticated_at <= timedelta(minutes=minutes)
