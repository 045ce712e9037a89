"""Reading the staff: who wears which hats, who is invited. The verbs are in `staff.py`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shared.access import policy
from shared.access.actor import Actor
from shared.access.models import User
from shared.access.scope import scope
from shared.identity import rules
from shared.identity.inviters import OpenInvitation, listed
from shared.identity.models import Invitation, StaffRole
from shared.kernel.errors import Refusal
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
    people = scope(actor, User).filter(is_active=True, staff_roles__role__in=list(roles))
    rows = people.distinct().order_by("name").limit(500)
    return [
        {"public_id": row["public_id"], **_shown(actor, row)}
        for row in await rows.values("public_id", *both("name", "title"))
    ]


async def staff(actor: Actor) -> list[Colleague]:
    """Return everybody who wears a staff hat, by name, at most 1000 hats; one statement."""
    rows = scope(actor, StaffRole).order_by("user__name", "user_id", "role").limit(1000)
    found: dict[int, Colleague] = {}
    for row in await rows.values(
        "role", "user_id", "user__public_id", *both("user__name", "user__title"), "user__email",
        "user__is_active", "user__version",
    ):  # fmt: skip
        person = Colleague(
            row["user__public_id"], form_of(actor.locale, row, "user__name"), row["user__email"],
            form_of(actor.locale, row, "user__title"), bool(row["user__is_active"]), row["user__version"],
        )  # fmt: skip
        found.setdefault(row["user_id"], person).roles.append(row["role"])
    return list(found.values())


async def invited_colleagues(actor: Actor) -> list[OpenInvitation]:
    """Return invitations to the staff that nobody has used or withdrawn yet."""
    actor.must("staff_role.create")
    rows = Invitation.filter(
        counterparty_id__isnull=True, used_at__isnull=True, revoked_at__isnull=True
    )
    return await listed(await rows.order_by("-id").limit(200))


def roles_to_give(held: Iterable[str]) -> list[str]:
    """Return the roles that go with those held."""
    free = [role for role in policy.STAFF_ROLES if role not in set(held)]
    return [role for role in free if _goes_with(role, held)]


def _shown(actor: Actor, row: dict[str, Any]) -> dict[str, str]:
    return {field: form_of(actor.locale, row, field) for field in ("name", "title")}


def _goes_with(role: str, held: Iterable[str]) -> bool:
    try:
        rules.check_staff_roles([*held, role])
    except Refusal:
        return False
    return True
