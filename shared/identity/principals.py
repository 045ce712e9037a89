"""People as actors, to ask what they may: every colleague, the members of organisations."""

from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.access.scope import one, scope
from shared.database.compound import Question
from shared.identity.hats import columns, let_in, member_columns, member_hat, staff_hat
from shared.identity.models import Membership, StaffRole
from shared.identity.rules import member_roles
from shared.kernel.errors import NotFound
from shared.kernel.two_languages import both

MOST = 500
_PERSON = ("user_id", "user__email", "user__zone", *both("user__name"))
_PLACE = "counterparty__"
_MEMBER = (
    *_PERSON, *member_columns(), "counterparty_id", f"{_PLACE}number", f"{_PLACE}name_zh", f"{_PLACE}name_en",
    *(f"{_PLACE}is_{kind}" for kind in policy.KINDS),
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """Somebody of an organisation, as she signs in for it."""

    person: Actor
    name_zh: str
    name_en: str


def staff_as_actors() -> Question[list[Actor]]:
    """Ask for every active colleague with all her roles, in the order in which they came."""
    hats = StaffRole.filter(user__is_active=True).order_by("user_id", "role").limit(2 * MOST)

    def told(rows: list[dict[str, Any]]) -> list[Actor]:
        roles: dict[int, set[str]] = {}
        for row in rows:
            roles.setdefault(row["user_id"], set()).add(staff_hat(row) or "")
        first = {row["user_id"]: row for row in reversed(rows)}
        return [_actor(first[user], ADMIN, frozenset(held)) for user, held in roles.items()]

    return Question({"rows": hats.values(*columns(), *_PERSON)}, told)


def members_as_actors(places: QuerySet[Any]) -> Question[list[Member]]:
    """Ask for the active people of `places` (counterparties) that are let in, MOST of them."""
    rows = (
        Membership.filter(
            let_in(), counterparty_id__in=Subquery(places.values("id")), user__is_active=True
        )
        .order_by("counterparty_id", "id")
        .limit(MOST)
    )
    return Question({"rows": rows.values(*_MEMBER)}, lambda rows: list(map(_member, rows)))


async def member_to_explain(actor: Actor, member: str, counterparty: str = "") -> Member:
    """Return somebody of an organisation as she signs in for it, to tell what she may see.

    NotFound unless the actor may read her membership, for suspended people, and where `counterparty`
    names another organisation than hers.
    """
    held = scope(actor, Membership).filter(
        let_in(), public_id=member, user__is_active=True,
        **({"counterparty__number": counterparty} if counterparty else {}),
    )  # fmt: skip
    rows = await held.limit(1).values(*_MEMBER)
    if not rows:
        raise NotFound
    return _member(rows[0])


async def member_to_change(actor: Actor, member: str) -> tuple[Actor, int]:
    """Return a colleague whose role the actor may change, and the version of her membership.

    NotFound for foreign and suspended ones, and for who is here through the organisation above.
    """
    held = await one(
        actor, Membership, "set_role", public_id=member, is_active=True, through_id=None
    )
    (row,) = await Membership.filter(id=held.id).values(*_MEMBER)
    return _member(row).person, held.version


def _member(row: dict[str, Any]) -> Member:
    kinds = frozenset(kind for kind in policy.KINDS if row[f"{_PLACE}is_{kind}"])
    person = _actor(
        row, PORTAL, member_roles(kinds, member_hat(row) or ""), counterparty_id=row["counterparty_id"],
        counterparty_number=row[f"{_PLACE}number"], kinds=kinds,
    )  # fmt: skip
    return Member(person, row[f"{_PLACE}name_zh"], row[f"{_PLACE}name_en"])


def _actor(row: dict[str, Any], face: str, roles: frozenset[str], **place: Any) -> Actor:
    return Actor(
        row["user_id"], row["user__name"], row["user__email"], face, roles,
        name_other=row["user__name_other"], zone=row["user__zone"] or Actor.zone, **place,
    )  # fmt: skip
