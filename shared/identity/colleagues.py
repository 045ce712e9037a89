"""Reading the staff: who wears which hats, who is invited. The verbs are in `staff.py`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Q

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.access.models import User
from shared.access.policy import Tailored
from shared.access.scope import scope
from shared.database.compound import Question, ask, records
from shared.identity import rules
from shared.identity.hats import columns, staff_hat
from shared.identity.inviters import OpenInvitation, listed
from shared.identity.models import Invitation, StaffRole
from shared.identity.role_queries import roles_of
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.two_languages import both, form_of

CARING = (policy.ACCOUNT_MANAGER, policy.SALES_MANAGER, policy.PURCHASING)


@dataclass
class Colleague:
    """A person of ours with her roles."""

    user: str
    name: str
    email: str
    title: str
    is_active: bool
    version: int
    roles: list[str] = field(default_factory=list)


async def colleagues(actor: Actor, roles: Iterable[str] = CARING) -> list[dict[str, Any]]:
    """Return active colleagues with one of `roles` by name: public_id, name, title."""
    wanted = list(roles)
    wearing = Q(staff_roles__role__in=wanted) | Q(staff_roles__custom__base__in=wanted)
    people = scope(actor, User).filter(wearing, is_active=True)
    rows = people.distinct().order_by("name").limit(500)
    return [
        {"public_id": row["public_id"], **_shown(actor, row)}
        for row in await rows.values("public_id", *both("name", "title"))
    ]


def staff(actor: Actor) -> Question[list[Colleague]]:
    """Ask for everybody who wears a staff hat, by name, at most 1000 hats."""
    rows = scope(actor, StaffRole).order_by("user__name", "user_id", "role").limit(1000)

    def told(rows: list[dict[str, Any]]) -> list[Colleague]:
        found: dict[int, Colleague] = {}
        for row in rows:
            found.setdefault(row["user_id"], _colleague(actor, row)).roles.append(
                staff_hat(row) or ""
            )
        return list(found.values())

    return Question({"rows": rows.values(*_HAT)}, told)


async def staff_and_invited(
    actor: Actor,
) -> tuple[list[Colleague], list[OpenInvitation], list[Tailored]]:
    """Return the staff, and for those who may invite the invitations that nobody has used yet.

    Custom roles that may be given come along. Two statements.
    """
    if not actor.may("staff_role.create"):
        return await staff(actor), [], []
    rows = Invitation.filter(
        counterparty_id__isnull=True, used_at__isnull=True, revoked_at__isnull=True
    )
    asked = await ask(
        people=staff(actor), invited=records(rows.order_by("-id").limit(200)),
        roles=roles_of(actor, None),
    )  # fmt: skip
    return asked["people"], await listed(asked["invited"]), asked["roles"]


def roles_to_give(held: Iterable[str], custom: Iterable[str] = ()) -> list[str]:
    """Return the roles, built-in and `custom` ones, that go with those held."""
    held = tuple(held)
    free = [role for role in (*policy.STAFF_ROLES, *custom) if role not in held]
    return [role for role in free if _goes_with(role, held)]


_HAT = (
    *columns(), "user_id", "user__public_id", *both("user__name", "user__title"), "user__email",
    "user__is_active", "user__version",
)  # fmt: skip


def _colleague(actor: Actor, row: dict[str, Any]) -> Colleague:
    return Colleague(
        row["user__public_id"], form_of(actor.locale, row, "user__name"), row["user__email"],
        form_of(actor.locale, row, "user__title"), bool(row["user__is_active"]), row["user__version"],
    )  # fmt: skip


def _shown(actor: Actor, row: dict[str, Any]) -> dict[str, str]:
    return {field: form_of(actor.locale, row, field) for field in ("name", "title")}


def _goes_with(role: str, held: Iterable[str]) -> bool:
    try:
        rules.check_staff_roles([*held, role])
    except Refusal:
        return False
    return True


async def colleague_as_actor(actor: Actor, public_id: str) -> Actor:
    """Return a colleague with her roles, to tell what she may see; NotFound for nobody of ours."""
    actor.must("staff_role.read")
    hats = await (
        scope(actor, StaffRole)
        .filter(user__public_id=public_id)
        .values(*columns(), "user_id", "user__email", *both("user__name"))
    )
    if not hats:
        raise NotFound
    first = hats[0]
    return Actor(
        first["user_id"], first["user__name"], first["user__email"], ADMIN,
        frozenset(staff_hat(hat) or "" for hat in hats), name_other=first["user__name_other"],
    )  # fmt: skip
