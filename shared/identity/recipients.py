"""Who is written to about a counterparty: computed when the mail goes out, from the rights then."""

from dataclasses import dataclass

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL
from shared.access.models import User
from shared.database.registry import table_model
from shared.identity.models import Membership, StaffRole


@dataclass(frozen=True)
class Recipient:
    """A person with the face she signs in to, her language ("" = not chosen) and her zone."""

    user_id: int
    name: str
    email: str
    locale: str
    zone: str
    face: str


async def members_to_write_to(
    counterparty_id: int, kinds: frozenset[str], permission: str
) -> list[Recipient]:
    """Return the active people of an organisation whose role has `permission`."""
    members = Membership.filter(
        counterparty_id=counterparty_id, is_active=True, user__is_active=True
    ).order_by("id")
    found = []
    for role, user_id, name, email, locale, zone in await members.values_list(
        "role", "user_id", "user__name", "user__email", "user__locale", "user__zone"
    ):
        if policy.gives({f"{kind}.{role}" for kind in kinds}, permission):
            found.append(Recipient(user_id, name, email, locale, zone, PORTAL))
    return found


async def carers_to_write_to(counterparty_id: int) -> list[Recipient]:
    """Return the active colleagues who look after a counterparty."""
    care = table_model("care").filter(counterparty_id=counterparty_id).values("user_id")
    return await _colleagues(User.filter(id__in=Subquery(care), is_active=True))


async def colleagues_to_write_to(permission: str) -> list[Recipient]:
    """Return the active colleagues one of whose roles has `permission`."""
    roles = [role for role in policy.STAFF_ROLES if policy.gives({role}, permission)]
    hats = StaffRole.filter(role__in=roles).values("user_id")
    return await _colleagues(User.filter(id__in=Subquery(hats), is_active=True))


async def _colleagues(people: QuerySet[User]) -> list[Recipient]:
    rows = await people.order_by("id").values_list("id", "name", "email", "locale", "zone")
    return [
        Recipient(user_id, name, email, locale, zone, ADMIN)
        for user_id, name, email, locale, zone in rows
    ]
