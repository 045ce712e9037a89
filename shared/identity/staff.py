"""The staff as administrators keep them: hats taken, doors closed and opened.

Roles are given and colleagues invited in `actions.py`; read in `colleagues.py`.
"""

from shared.access import policy
from shared.access.action import action
from shared.access.actor import Actor
from shared.access.models import User
from shared.access.scope import change, one
from shared.identity.members import refuse_self
from shared.identity.models import StaffRole
from shared.identity.renewing import end_sessions
from shared.identity.role_asking import ASKED, DONE
from shared.identity.role_giving import ask_if_reserved, find_role, take_off
from shared.journal.actions import record
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say


@action("staff_role.update")
async def take_staff_role(actor: Actor, *, user: str, role: str) -> str:
    """Take a hat from a colleague; the last administrator keeps hers. Her sessions end.

    Returns DONE, or ASKED where a second administrator decides.
    """
    held = await one(actor, StaffRole, "update", user__public_id=user, role=role)
    others = StaffRole.filter(role=role, user__is_active=True).exclude(id=held.id)
    if role == policy.ADMINISTRATOR and not await others.exists():
        raise Refusal(say("The last administrator stays."))
    person = await User.get(id=held.user_id)
    hat = await find_role(actor, role)
    if await ask_if_reserved(actor, person, hat, takes=True):
        return ASKED
    await take_off(actor, person, hat)
    return DONE


@action("user.deactivate")
async def set_colleague_active(actor: Actor, *, user: str, version: int, is_active: bool) -> None:
    """Close the door to a colleague at once, or open it again; what she did stays."""
    person = await one(actor, User, "deactivate", public_id=user)
    refuse_self(actor, person.id)
    if not await StaffRole.filter(user_id=person.id).exists():
        raise NotFound
    await change(actor, person, "deactivate", version, is_active=is_active)
    if not is_active:
        await end_sessions(person.id)
    await record(
        actor, "user.deactivate" if not is_active else "user.reactivate", person,
        number=person.public_id, before={"is_active": not is_active},
        after={"is_active": is_active},
    )  # fmt: skip
