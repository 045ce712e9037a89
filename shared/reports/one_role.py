"""Before somebody gets another role, or loses one: what that means for her, counted beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.access import policy
from shared.access.actor import Actor
from shared.access.policy import Tailored
from shared.identity.colleagues import colleague_as_actor, roles_to_give
from shared.identity.principals import member_to_change
from shared.identity.role_queries import roles_of
from shared.identity.role_rules import is_reserved
from shared.identity.rules import check_staff_roles, check_within, member_roles
from shared.kernel.errors import NotFound
from shared.reports.role_effects import Effects, counted


@dataclass(frozen=True)
class OneChange:
    """A role that somebody is about to get or to lose, and what becomes of her records.

    `others` are the roles that may be asked about in its place, itself among them; `needs_second`
    says that another administrator decides it; `version` is that of the membership.
    """

    person: Actor
    role: str
    effects: Effects
    others: Sequence[str] = ()
    needs_second: bool = False
    version: int = 0


async def on_colleague(actor: Actor, user: str, role: str, *, takes: bool = False) -> OneChange:
    """Return what a colleague gains with `role`, or loses without it; the first of hers when empty.

    NotFound for nobody of ours, for a role that is not there, that she has already or has not;
    Refusal for roles that nobody has together.
    """
    person = await colleague_as_actor(actor, user)
    custom = await roles_of(actor, None)
    others: Sequence[str] = roles_to_give(person.roles, custom)
    if takes:
        others = [one for one in (*policy.STAFF_ROLES, *custom) if one in person.roles]
    elif role in policy.STAFF_ROLES and role not in person.roles:
        check_staff_roles({*person.roles, role})
    hat = _named(role, others)
    roles = person.roles - {hat} if takes else person.roles | {hat}
    found = await counted(actor, [(person, replace(person, roles=roles))])
    return OneChange(person, hat, found, others, is_reserved(hat))


async def on_member(actor: Actor, member: str, role: str) -> OneChange:
    """Return what a member of the actor's organisation gains and loses with `role` instead of hers.

    NotFound for foreign and suspended members and for a role that is not there; NotAllowed for
    one beyond the actor's own.
    """
    person, version = await member_to_change(actor, member)
    others = [*policy.MEMBER_ROLES, *await roles_of(actor, actor.counterparty_id)]
    hat = _named(role, others)
    check_within(actor.roles, hat)
    then = replace(person, roles=member_roles(person.kinds, hat))
    found = await counted(actor, [(person, then)])
    return OneChange(person, hat, found, others, version=version)


def _named(role: str, of: Sequence[str]) -> str | Tailored:
    """Return the role of this name, the first when no name is given."""
    for one in of:
        if one == role or not role:
            return one
    raise NotFound
