"""Who is written to about a counterparty: computed when the mail goes out, from the rights then."""

from dataclasses import dataclass

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.models import User
from shared.database.registry import table_model
from shared.identity.hats import columns, let_in, member_columns, member_hat, staff_hat
from shared.identity.models import Membership, StaffRole
from shared.identity.rules import member_roles
from shared.kernel.two_languages import both, form_in


@dataclass(frozen=True)
class Recipient:
    """A person with the face she signs in to, her language ("" = not chosen) and her zone.

    `roles`, `counterparty_id` and its `kinds` are those by which she is written to.
    """

    user_id: int
    name: str
    email: str
    locale: str
    zone: str
    face: str
    roles: frozenset[str] = frozenset()
    counterparty_id: int | None = None
    name_other: str = ""
    kinds: frozenset[str] = frozenset()

    def as_actor(self) -> Actor:
        """Return her as the actor whose rights decide what may be written to her."""
        return Actor(
            self.user_id, self.name, self.email, self.face, self.roles,
            counterparty_id=self.counterparty_id, kinds=self.kinds, zone=self.zone,
        )  # fmt: skip

    def name_in(self, locale: str) -> str:
        """Return the form of her name that a letter in `locale` uses."""
        return form_in(locale, self.name, self.name_other)


async def members_to_write_to(
    counterparty_id: int, kinds: frozenset[str], permission: str
) -> list[Recipient]:
    """Return the active people of an organisation that is let in whose role has `permission`."""
    members = await _members(counterparty_id, kinds)
    return [one for one in members if policy.gives(one.roles, permission)]


async def recipient_of(user_id: int, face: str, counterparty_id: int | None) -> Recipient | None:
    """Return one person as she may be written to now on a face (and for an organisation)."""
    if face == PORTAL:
        place = await table_model("counterparty").get_or_none(id=counterparty_id)
        if place is None:
            return None
        kinds = frozenset(kind for kind in policy.KINDS if getattr(place, f"is_{kind}"))
        found = await _members(counterparty_id or 0, kinds)
    else:
        found = await _colleagues(User.filter(id=user_id, is_active=True))
    return next((one for one in found if one.user_id == user_id and one.roles), None)


async def carers_to_write_to(counterparty_id: int) -> list[Recipient]:
    """Return the active colleagues who look after a counterparty."""
    care = table_model("care").filter(counterparty_id=counterparty_id).values("user_id")
    return await _colleagues(User.filter(id__in=Subquery(care), is_active=True))


async def colleagues_to_write_to(permission: str) -> list[Recipient]:
    """Return the active colleagues one of whose roles has `permission`."""
    hats = StaffRole.all().values("user_id")
    everybody = await _colleagues(User.filter(id__in=Subquery(hats), is_active=True))
    return [one for one in everybody if policy.gives(one.roles, permission)]


async def desk_to_write_to(assignee_id: int | None, *, leaders: bool = False) -> list[Recipient]:
    """Return who has a request at the support desk, or the whole desk while nobody has.

    Whoever has lost her place at the desk gets nothing; `leaders` adds those who lead them.
    """
    seats = StaffRole.filter(Q(role=policy.SUPPORT) | Q(custom__base=policy.SUPPORT))
    own = seats.filter(user_id=assignee_id or 0, user__is_active=True)
    if await own.exists():
        seats = own
    asked = Q(id__in=Subquery(seats.values("user_id")))
    if leaders:
        led = User.filter(id__in=Subquery(seats.values("user_id")), leader_id__isnull=False)
        asked |= Q(id__in=Subquery(led.values("leader_id")))
    return await _colleagues(User.filter(asked, is_active=True))


async def _members(counterparty_id: int, kinds: frozenset[str]) -> list[Recipient]:
    people = Membership.filter(let_in(), counterparty_id=counterparty_id, user__is_active=True)
    rows = people.order_by("id")
    return [
        Recipient(
            row["user_id"], row["user__name"], row["user__email"], row["user__locale"],
            row["user__zone"], PORTAL, member_roles(kinds, member_hat(row) or ""),
            counterparty_id, row["user__name_other"], kinds,
        )
        for row in await rows.values(
            *member_columns(), "user_id", *both("user__name"), "user__email", "user__locale", "user__zone"
        )
    ]  # fmt: skip


async def _colleagues(people: QuerySet[User]) -> list[Recipient]:
    found: dict[int, Recipient] = {}
    rows = people.order_by("id")
    for row in await rows.values(
        "id", *both("name"), "email", "locale", "zone", *columns("staff_roles__")
    ):
        role = staff_hat(row, "staff_roles__")
        before = found[row["id"]].roles if row["id"] in found else frozenset()
        found[row["id"]] = Recipient(
            row["id"], row["name"], row["email"], row["locale"], row["zone"], ADMIN,
            before | ({role} if role else frozenset()), name_other=row["name_other"],
        )  # fmt: skip
    return list(found.values())
