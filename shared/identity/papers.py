"""Reading what people show at the door, before there is an actor who could ask.

Neighbours: `arrivals.py` acts on it, `queries.py` answers actors.
"""

from dataclasses import dataclass

from shared.access.actor import ADMIN
from shared.identity import rules
from shared.identity.models import Invitation, Membership, StaffRole
from shared.identity.rules import InvitationState
from shared.kernel import clock


@dataclass(frozen=True)
class Invited:
    """What somebody sees who opens the link of an invitation; no place for the staff."""

    email: str
    role: str
    state: InvitationState
    place_zh: str
    place_en: str
    inviter: str


async def invitation(token_hash: str) -> Invitation | None:
    """Return the invitation behind a link with its organisation and inviter, or None."""
    return await Invitation.get_or_none(token_hash=token_hash).select_related(
        "counterparty", "invited_by"
    )


async def invited(token_hash: str, face: str) -> Invited | None:
    """Return what the link with this secret shows on `face`, or None for a link of the other."""
    found = await invitation(token_hash)
    if found is None or (found.counterparty_id is None) != (face == ADMIN):
        return None
    place = found.counterparty
    return Invited(
        email=found.email,
        role=found.role,
        state=state_of(found),
        place_zh=(place.name_zh or place.name_en) if place else "",
        place_en=(place.name_en or place.name_zh) if place else "",
        inviter=found.invited_by.name if found.invited_by else "",
    )


async def staff_roles(user_id: int) -> frozenset[str]:
    """Return the staff roles of a person."""
    held = await StaffRole.filter(user_id=user_id).values_list("role", flat=True)
    return frozenset(str(role) for role in held)


async def places_of(user_id: int) -> list[int]:
    """Return the ids of the organisations a person may speak for, oldest membership first."""
    rows = Membership.filter(user_id=user_id, is_active=True)
    found = await rows.order_by("id").values_list("counterparty_id", flat=True)
    return [int(str(one)) for one in found]


def state_of(invitation: Invitation) -> InvitationState:
    """Return where an invitation stands now."""
    return rules.invitation_state(
        used_at=invitation.used_at,
        revoked_at=invitation.revoked_at,
        expires_at=invitation.expires_at,
        now=clock.now(),
    )
