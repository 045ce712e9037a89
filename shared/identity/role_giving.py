"""Finding a role to give by its name: a built-in one, or a custom one of the same house.

Neighbours: `actions.py`, `members.py` and `staff.py` give and take; `custom_roles.py` makes roles.
"""

from shared.access import policy
from shared.access.actor import Actor
from shared.access.models import User
from shared.access.scope import one, scope
from shared.identity import papers
from shared.identity import role_rules as rules
from shared.identity.hats import as_hat, columns, keys, staff_hat
from shared.identity.models import CustomRole, StaffRole
from shared.identity.renewing import end_sessions
from shared.identity.role_asking import ask_second
from shared.identity.rules import check_staff_roles
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say


async def custom_role(actor: Actor, key: str, field: str = "") -> CustomRole:
    """Return a custom role of the actor's own house that she may change; locks it.

    NotFound for missing, removed and foreign ones; with a `field` that is a refusal at it.
    """
    rows = scope(actor, CustomRole, "update").filter(counterparty_id=actor.counterparty_id)
    found = await rows.filter(key=key, is_active=True).select_for_update().first()
    if found is None:
        raise Refusal(say("There is no such role any more."), field) if field else NotFound
    return found


async def find_role(
    actor: Actor, role: str, counterparty_id: int | None = None, field: str = "role"
) -> str:
    """Return the role of this name with its grants, for our staff or the people of an organisation.

    `counterparty_id` defaults to the actor's own house. Names of built-in roles are returned as
    they are: whether one may be given is checked where it is given.
    """
    if not rules.is_custom(role):
        return role
    owner = counterparty_id or actor.counterparty_id
    rows = scope(actor, CustomRole).filter(counterparty_id=owner, key=role, is_active=True)
    found = await rows.first()
    if found is None:
        raise Refusal(say("There is no such role any more."), field)
    return as_hat(found)


async def custom_id(role: str) -> int | None:
    """Return the id of a custom role that is there, None for a built-in one."""
    if not rules.is_custom(role):
        return None
    found = await CustomRole.filter(key=role, is_active=True).select_for_update().first()
    if found is None:
        raise Refusal(say("There is no such role any more."), "role")
    return int(found.id)


async def other_hats(kept: CustomRole) -> dict[int, set[str]]:
    """Return the colleagues who have a custom role by user id, each with her other roles."""
    wearing = await StaffRole.filter(custom_id=kept.id).values_list("user_id", flat=True)
    found: dict[int, set[str]] = {int(str(user)): set() for user in wearing}
    rows = StaffRole.filter(user_id__in=list(found)).exclude(role=kept.key)
    for row in await rows.values("user_id", *columns()):
        if hat := staff_hat(row):
            found[row["user_id"]].add(hat)
    return found


async def ask_if_reserved(actor: Actor, person: User, role: str, *, takes: bool = False) -> bool:
    """Ask a second administrator where a role is one of theirs; returns whether that was needed.

    The command line makes the first administrator, so it needs nobody.
    """
    if not actor.user_id or not rules.is_reserved(role):
        return False
    kept = await CustomRole.get_or_none(key=role)
    await ask_second(
        actor, about=person.public_id, colleague_id=person.id, role=str.__str__(role),
        custom_id=kept.id if kept else None, takes=takes,
    )  # fmt: skip
    return True


async def put_on(actor: Actor, person: User, role: str) -> None:
    """Write that a colleague has another role; conflicting duties are refused. Her sessions end."""
    before = await papers.staff_roles(person.id)
    if not before:
        raise NotFound
    check_staff_roles({*before, role})
    await StaffRole.get_or_create(
        {"created_at": clock.now(), "custom_id": await custom_id(role)},
        user_id=person.id, role=str.__str__(role),
    )  # fmt: skip
    await end_sessions(person.id)
    await record(
        actor, "staff_role.create", person, number=person.public_id,
        before={"roles": keys(before)}, after={"roles": keys({*before, role})},
    )  # fmt: skip


async def take_off(actor: Actor, person: User, role: str) -> None:
    """Write that a colleague has a role no more; the last administrator keeps hers."""
    held = await one(actor, StaffRole, "update", user_id=person.id, role=str.__str__(role))
    if role == policy.ADMINISTRATOR:
        others = StaffRole.filter(role=role, user__is_active=True).exclude(id=held.id)
        if not await others.exists():
            raise Refusal(say("The last administrator stays."))
    await StaffRole.filter(id=held.id).delete()
    await end_sessions(person.id)
    await record(
        actor, "staff_role.update", person, number=person.public_id,
        before={"role": str.__str__(role)},
    )  # fmt: skip
