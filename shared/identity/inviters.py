"""Whether whoever invited still could: an invitation lives on her right and no longer.

Asked when its link is opened, when it is accepted, when its mail goes out, and on the pages that
list it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.access.models import User
from shared.access.scope import places
from shared.identity import rules
from shared.identity.hats import columns, member_columns, member_hat, staff_hat
from shared.identity.models import Invitation
from shared.identity.rules import InvitationState
from shared.kernel import clock

_MEMBER = "memberships__"
_PLACE = f"{_MEMBER}counterparty__"


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that nobody used or withdrew, as a page lists it."""

    public_id: str
    email: str
    role: str
    expires_at: datetime
    state: InvitationState


@dataclass
class _Inviter:
    """What somebody may do now: her hats with us, her roles by organisation."""

    user_id: int
    name: str
    hats: set[str] = field(default_factory=set)
    member_roles: dict[int, frozenset[str]] = field(default_factory=dict)


def state_of(invitation: Invitation) -> InvitationState:
    """Return where an invitation stands now by its dates alone."""
    return rules.invitation_state(
        used_at=invitation.used_at,
        revoked_at=invitation.revoked_at,
        expires_at=invitation.expires_at,
        now=clock.now(),
    )


async def state_now(invitation: Invitation) -> InvitationState:
    """Return where an invitation stands now, its inviter's right included."""
    state = state_of(invitation)
    if state is InvitationState.VALID and invitation.id not in await standing([invitation]):
        return InvitationState.ORPHANED
    return state


async def listed(invitations: list[Invitation]) -> list[OpenInvitation]:
    """Return invitations as a page lists them, each with where it stands now."""
    alive = await standing(invitations)
    return [
        OpenInvitation(
            one.public_id, one.email, one.role, one.expires_at,
            state_of(one) if one.id in alive else InvitationState.ORPHANED,
        )
        for one in invitations
    ]  # fmt: skip


async def standing(invitations: Iterable[Invitation]) -> frozenset[int]:
    """Return the ids of those whose inviter could still invite there.

    Invitations from the command line have no inviter and stand by themselves.
    """
    by_inviter: dict[int, list[Invitation]] = defaultdict(list)
    alive: set[int] = set()
    for one in invitations:
        if one.invited_by_id is None:
            alive.add(one.id)
        else:
            by_inviter[one.invited_by_id].append(one)
    for inviter in await _inviters(by_inviter):
        alive |= await _standing_of(inviter, by_inviter[inviter.user_id])
    return frozenset(alive)


async def _standing_of(inviter: _Inviter, invitations: list[Invitation]) -> set[int]:
    actor = Actor(inviter.user_id, inviter.name, "", ADMIN, frozenset(inviter.hats))
    alive = set()
    unsure = []
    for one in invitations:
        member_roles = inviter.member_roles.get(one.counterparty_id or 0, frozenset())
        if one.counterparty_id is None:
            alive |= {one.id} if actor.may("staff_role.create") else set()
        elif policy.gives(member_roles, "membership.invite"):
            alive.add(one.id)
        else:
            unsure.append(one)
    if unsure and actor.may("membership.invite"):
        reach = places(actor, "membership.invite")
        wanted = {one.counterparty_id for one in unsure}
        held = {row["id"] for row in await reach.filter(id__in=wanted).values("id")}
        alive |= {one.id for one in unsure if one.counterparty_id in held}
    return alive


async def _inviters(ids: Iterable[int]) -> list[_Inviter]:
    """Return the active ones among these people, in one statement."""
    wanted = list(ids)
    if not wanted:
        return []
    found: dict[int, _Inviter] = {}
    for row in await User.filter(id__in=wanted, is_active=True).values(
        "id", "name", *columns("staff_roles__"), *member_columns(_MEMBER), f"{_MEMBER}is_active",
        f"{_PLACE}id", *(f"{_PLACE}is_{kind}" for kind in policy.KINDS),
    ):  # fmt: skip
        person = found.setdefault(row["id"], _Inviter(row["id"], row["name"]))
        if hat := staff_hat(row, "staff_roles__"):
            person.hats.add(hat)
        if row[f"{_MEMBER}is_active"]:
            kinds = [kind for kind in policy.KINDS if row[f"{_PLACE}is_{kind}"]]
            roles = rules.member_roles(kinds, member_hat(row, _MEMBER) or "")
            person.member_roles[row[f"{_PLACE}id"]] = roles
    return list(found.values())
