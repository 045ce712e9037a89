"""Reading custom roles: the list with who has them, one to be changed, requests that wait."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.policy import Tailored
from shared.access.scope import one, scope
from shared.access.tailoring import at_kind
from shared.database.compound import Question, ask, records
from shared.identity.hats import as_hat
from shared.identity.models import CustomRole, Membership, RoleRequest, StaffRole
from shared.identity.role_rules import effective
from shared.identity.rules import RoleRequestState
from shared.kernel.errors import NotFound
from shared.kernel.two_languages import both, form_of

_MOST = 200
_PERSON = ("user__public_id", *both("user__name"))
_ASKED = (
    "public_id", "custom_id", "custom__key", "custom__name_zh", "custom__name_en", "role_version",
    "name_zh", "name_en", "note", "law", "role", "takes", "reason", "state", "answer", "version",
    "created_at", "decided_at", "requested_by_id", *both("requested_by__name"), "colleague_id",
    "colleague__public_id", *both("colleague__name"),
)  # fmt: skip


@dataclass
class Held:
    """A custom role with the names of who has it, in the reader's form, and what it grants."""

    kept: CustomRole
    law: Mapping[str, str]
    holders: list[str] = field(default_factory=list)

    @property
    def hat(self) -> Tailored:
        """The role as a role's name with its grants."""
        return as_hat(self.kept)


def custom_roles(actor: Actor) -> Question[list[Held]]:
    """Ask for the roles of the actor's own house, with who has them."""
    own = scope(actor, CustomRole).filter(counterparty_id=actor.counterparty_id, is_active=True)
    rows = own.order_by("id").limit(_MOST)
    wearing: Any = Membership if actor.counterparty_id else StaffRole
    people = scope(actor, wearing).filter(custom_id__in=Subquery(own.values("id")))
    named = people.order_by("user__name", "id").limit(5 * _MOST)
    found = records(rows)

    def told(rows: list[dict[str, Any]], people: list[dict[str, Any]]) -> list[Held]:
        held = {kept.id: Held(kept, effective(kept.law, actor.kinds)) for kept in found.shape(rows)}
        for row in people:
            held[row["custom_id"]].holders.append(form_of(actor.locale, row, "user__name"))
        return list(held.values())

    return Question(
        {"rows": found.parts["rows"], "people": named.values("custom_id", *_PERSON)}, told
    )


def built_in_holders(actor: Actor) -> Question[dict[str, list[str]]]:
    """Ask who has which built-in role: role → names in the reader's form."""
    wearing: Any = Membership if actor.counterparty_id else StaffRole
    rows = scope(actor, wearing).filter(custom_id__isnull=True)
    if actor.counterparty_id:
        rows = rows.filter(counterparty_id=actor.counterparty_id, is_active=True)

    def told(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row["role"], []).append(form_of(actor.locale, row, "user__name"))
        return found

    named = rows.order_by("user__name", "id").limit(5 * _MOST)
    return Question({"rows": named.values("role", *_PERSON)}, told)


async def custom_role(actor: Actor, key: str) -> Held:
    """Return one role of the actor's own house that is still there; NotFound for others."""
    kept = await one(
        actor, CustomRole, key=key, counterparty_id=actor.counterparty_id, is_active=True
    )
    return Held(kept, effective(kept.law, actor.kinds))


async def role_and_others(actor: Actor, key: str) -> tuple[Held, list[Tailored]]:
    """Return one role of the actor's own house, and the others there; NotFound for others' roles."""
    found = {one.kept.key: one for one in await custom_roles(actor)}
    if key not in found:
        raise NotFound
    return found[key], [one.hat for name, one in found.items() if name != key]


def roles_of(actor: Actor, counterparty_id: int | None) -> Question[list[Tailored]]:
    """Ask for the custom roles of a house: an organisation's, or with None ours."""
    rows = scope(actor, CustomRole).filter(counterparty_id=counterparty_id, is_active=True)
    found = records(rows.order_by("id").limit(_MOST))
    return Question(found.parts, lambda rows: [as_hat(kept) for kept in found.shape(rows)])


async def every_role(actor: Actor) -> list[tuple[str, str, list[Tailored]]]:
    """Return every custom role there is: heading, where it comes from, and its grants.

    Of an organisation's role one for each kind that the organisation holds. For the command line.
    """
    rows = scope(actor, CustomRole).filter(is_active=True).order_by("id")
    found = []
    for kept in await rows.prefetch_related("counterparty"):
        place, hat = kept.counterparty, as_hat(kept)
        held = StaffRole if place is None else Membership
        people = await held.filter(custom_id=kept.id).count()
        hats = [hat] if place is None else [at_kind(hat, kind) for kind in sorted(place.kinds)]
        names = " / ".join(filter(None, (kept.name_en, kept.name_zh)))
        whose = "ours" if place is None else f"of {place.number}"
        told = f"Key {kept.key}, {whose}, made from {kept.base}, held by {people}."
        found.append((names, told, [one for one in hats if isinstance(one, Tailored)]))
    return found


def requests_waiting(actor: Actor) -> Question[list[dict[str, Any]]]:
    """Ask for the changes of administrators' rights that wait for a second one, oldest first."""
    rows = scope(actor, RoleRequest).filter(state=RoleRequestState.PENDING)
    return Question({"rows": rows.order_by("id").limit(100).values(*_ASKED)}, lambda rows: rows)


def requests_to_decide(actor: Actor) -> QuerySet[RoleRequest]:
    """Return the requests that wait for this administrator, as rows still to be counted."""
    rows = scope(actor, RoleRequest, "decide").filter(state=RoleRequestState.PENDING)
    return rows.exclude(requested_by_id=actor.user_id)


def request_tasks(actor: Actor, limit: int = 30) -> Question[list[dict[str, Any]]]:
    """Return the same requests for the work list, oldest first."""
    rows = requests_to_decide(actor).order_by("id").limit(limit)
    return Question({"rows": rows.values(*_ASKED)}, lambda rows: rows)


async def role_request(actor: Actor, public_id: str) -> dict[str, Any]:
    """Return one request about a role or a colleague; NotFound for a missing one."""
    rows = scope(actor, RoleRequest).filter(public_id=public_id)
    found = await rows.limit(1).values(*_ASKED)
    if not found:
        raise NotFound
    return found[0]


async def overview(actor: Actor) -> dict[str, Any]:
    """Return `custom` roles, holders of `built_in` ones, and for the staff requests that wait.

    One statement.
    """
    questions: dict[str, Question[Any]] = {
        "custom": custom_roles(actor), "built_in": built_in_holders(actor),
    }  # fmt: skip
    if actor.may("role_request.read"):
        questions["waiting"] = requests_waiting(actor)
    return {"waiting": [], **await ask(**questions)}
