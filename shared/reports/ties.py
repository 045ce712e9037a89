"""Through what somebody reaches a record, and since when: care, deputies, team, role, membership, share.

The scope says that she sees it (`shared.access.grounds`); here is told which rows have led there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor
from shared.access.grounds import Ground, Rows
from shared.database.compound import Question
from shared.database.registry import table_model
from shared.kernel import clock
from shared.kernel.two_languages import both, form_of

ROLE, CARE, DEPUTY, TEAM, MEMBER, SHARE = "role", "care", "deputy", "team", "member", "share"
_CARED = frozenset({policy.OWN, policy.TEAM})
_SHARED = frozenset({policy.SHARED, policy.AUDIENCE, policy.ADDRESSED})
_MOST = 1000
Row = dict[str, Any]
_Key = tuple[str, str]  # kind, table


@dataclass(frozen=True)
class Tie:
    """One link: what it is, since when, till when (a deputy), and through whom (`name`)."""

    kind: str
    since: datetime
    name: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Ties:
    """The links of everybody who was asked about, by the table that they lead to."""

    actor: Actor
    rows: Mapping[_Key, list[Row]] = field(default_factory=dict)

    def of(self, person: Actor, ground: Ground, table: str) -> list[Tie]:
        """Return the links of one person that make one ground, the nearest first."""
        if not person.is_staff:
            return [*self._membership(person), *self._share(person, ground, table)]
        cares = self._cares(person, ground, table) if ground.rows in _CARED else []
        return [*cares, *self._role(person, ground)]

    def _cares(self, person: Actor, ground: Ground, table: str) -> list[Tie]:
        cares = self.rows.get((CARE, table), [])
        own = [Tie(CARE, row["created_at"]) for row in cares if row["user_id"] == person.user_id]
        carers = {row["user_id"] for row in cares}
        deputies = [
            Tie(DEPUTY, row["starts_at"], self._name(row, "owner__name"), row["ends_at"])
            for row in self.rows.get((DEPUTY, ""), [])
            if row["deputy_id"] == person.user_id and row["owner_id"] in carers
        ]
        team = [
            Tie(TEAM, row["created_at"], self._name(row, "user__name"))
            for row in cares
            if ground.rows == policy.TEAM and row["user__leader_id"] == person.user_id
        ]
        return [*own, *deputies, *team]

    def _role(self, person: Actor, ground: Ground) -> list[Tie]:
        return [
            Tie(ROLE, row["created_at"])
            for row in self.rows.get((ROLE, ""), [])
            if row["user_id"] == person.user_id and row["role"] == str.__str__(ground.role)
        ]

    def _membership(self, person: Actor) -> list[Tie]:
        return [
            Tie(MEMBER, row["created_at"])
            for row in self.rows.get((MEMBER, ""), [])
            if (row["user_id"], row["counterparty_id"]) == (person.user_id, person.counterparty_id)
        ]

    def _share(self, person: Actor, ground: Ground, table: str) -> list[Tie]:
        if ground.rows not in _SHARED:
            return []
        return [
            Tie(SHARE, row["created_at"])
            for row in self.rows.get((SHARE, table), [])
            if row[policy.SHARES[table][2]] == person.counterparty_id
        ]

    def _name(self, row: Row, column: str) -> str:
        return form_of(self.actor.locale, row, column)


def ties(actor: Actor, wanted: Mapping[str, Rows], places: QuerySet[Any]) -> Question[Ties]:
    """Ask what links people to the `wanted` rows, and members to `places`."""
    parts: dict[_Key, Any] = {
        (ROLE, ""): table_model("staff_role").all().limit(_MOST).values("user_id", "role", "created_at"),
        (DEPUTY, ""): _deputies(), (MEMBER, ""): _members(places),
    }  # fmt: skip
    for table, (model, by) in wanted.items():
        if way := _way(table):
            parts[CARE, table] = _cares(model.filter(**by).values(way))
        if shares := _shares(table, by):
            parts[SHARE, table] = shares
    names = {f"{kind} {table}": (kind, table) for kind, table in parts}
    return Question(
        {name: parts[key] for name, key in names.items()},
        lambda **found: Ties(actor, {names[name]: rows for name, rows in found.items()}),
    )


def _members(places: QuerySet[Any]) -> Any:
    hers = table_model("membership").filter(counterparty_id__in=Subquery(places.values("id")))
    return hers.limit(_MOST).values("user_id", "counterparty_id", "created_at")


def _cares(owners: Any) -> Any:
    held = table_model("care").filter(counterparty_id__in=Subquery(owners)).order_by("id")
    return held.limit(_MOST).values("user_id", "user__leader_id", *both("user__name"), "created_at")


def _deputies() -> Any:
    now = clock.now()
    held = (
        table_model("deputy")
        .filter(starts_at__lte=now, ends_at__gt=now)
        .order_by("starts_at")
        .limit(_MOST)
    )
    return held.values("owner_id", "deputy_id", *both("owner__name"), "starts_at", "ends_at")


def _way(table: str) -> str:
    """Return the column by which rows of a table reach the organisation they belong to, "" for none."""
    parent, relation = policy.FOLLOWS.get(table, (table, ""))
    if parent not in policy.PATHS:
        return ""
    path = "__".join(filter(None, (relation, policy.PATHS[parent])))
    return f"{path}_id" if path else "id"


def _shares(table: str, by: Mapping[str, Any]) -> Any:
    """Ask with whom one record is shared since when; None where no day is kept of that."""
    if table not in policy.SHARES or "id" not in by:
        return None
    share, row, organisation = policy.SHARES[table]
    model = table_model(share)
    if "created_at" not in model._meta.fields_map:
        return None
    column: dict[str, Any] = {row: by["id"]}
    return model.filter(**column).limit(_MOST).values(organisation, "created_at")
