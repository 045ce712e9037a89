"""Reading what people show at the door, before there is an actor who could ask.

Neighbours: `arrivals.py` acts on it, `queries.py` answers actors.
"""

from dataclasses import dataclass

from shared.access.actor import ADMIN
from shared.counterparties.rules import SHUT_OUT
from shared.identity.hats import as_hat, columns, let_in, staff_hat
from shared.identity.inviters import state_now
from shared.identity.models import Invitation, Membership, StaffRole
from shared.identity.rules import InvitationState


@dataclass(frozen=True)
class Invited:
    """What somebody sees who opens the link of an invitation; no place for the staff."""

    email: str
    role: str
    state: InvitationState
    place_zh: str
    place_en: str
    inviter: str
    inviter_other: str = ""


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
        state=await state_now(found),
        place_zh=(place.name_zh or place.name_en) if place else "",
        place_en=(place.name_en or place.name_zh) if place else "",
        inviter=found.invited_by.name if found.invited_by else "",
        inviter_other=found.invited_by.name_other if found.invited_by else "",
    )


async def is_open(token_hash: str) -> bool:
    """Return whether the link with this secret opens the door now."""
    found = await invitation(token_hash)
    if found is None:
        return False
    place = found.counterparty
    if place is not None and place.status in SHUT_OUT:
        return False
    return await state_now(found) is InvitationState.VALID


async def invited_role(invitation: Invitation) -> str:
    """Return the role that an invitation gives, a custom one with its grants."""
    kept = await invitation.custom if invitation.custom_id else None
    return as_hat(kept) if kept is not None and kept.is_active else invitation.role


async def staff_roles(user_id: int) -> frozenset[str]:
    """Return the staff roles of a person."""
    held = await StaffRole.filter(user_id=user_id).values(*columns())
    return frozenset(hat for hat in map(staff_hat, held) if hat)


async def places_of(user_id: int) -> list[int]:
    """Return the ids of the organisations a person may speak for, oldest membership first."""
    rows = Membership.filter(let_in(), user_id=user_id)
    found = await rows.order_by("id").values_list("counterparty_id", flat=True)
    return [int(str(one)) for one in found]


async def shut_out_places(user_id: int) -> list[tuple[str, str]]:
    """Return both names of the suspended organisations a person would otherwise speak for."""
    rows = Membership.filter(
        user_id=user_id, is_active=True, counterparty__status__in=SHUT_OUT
    ).order_by("id")
    found = await rows.values_list("counterparty__name_zh", "counterparty__name_en")
    return [(str(name_zh or name_en), str(name_en or name_zh)) for name_zh, name_en in found]
