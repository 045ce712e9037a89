"""Why somebody sees a row: the scope itself, asked once for each of her roles.

There is no second truth: a ground is a role whose own `scope` holds the row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tortoise.models import Model
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import rows_of

_AT_ONCE = 250  # parts of one statement


@dataclass(frozen=True)
class Ground:
    """A role that lets somebody read a row, on which rows it does, and what else it may do there.

    `tried_by` is the verb that tells whether a row is one of these.
    """

    role: str
    rows: str
    verbs: tuple[str, ...]
    tried_by: str = "read"


async def grounds(
    people: Sequence[Actor], model: type[Model], record_id: int
) -> list[tuple[Actor, list[Ground]]]:
    """Return those of `people` who may read one row, each with the grounds on which she does.

    One statement for 250 roles of people.
    """
    table = model._meta.db_table
    asked = [
        (place, ground)
        for place, person in enumerate(people)
        for role in sorted(person.roles)
        for ground in grounds_of(role, table)
    ]
    found: dict[int, list[Ground]] = {}
    for some in _some(asked, _AT_ONCE):
        held = await rows_of(
            {
                (place, one): _alone(people[place], one, model).filter(id=record_id).values("id")
                for place, one in some
            }
        )
        for place, one in some:
            if held[place, one]:
                found.setdefault(place, []).append(one)
    return [(people[place], why) for place, why in sorted(found.items())]


def _some(asked: list[tuple[int, Ground]], most: int) -> Iterator[list[tuple[int, Ground]]]:
    for start in range(0, len(asked), most):
        yield asked[start : start + most]


def _alone(person: Actor, ground: Ground, model: type[Model]) -> QuerySet[Any]:
    """Return what a person would reach on this ground if its role were the only one she has."""
    return scope(replace(person, roles=frozenset({ground.role})), model, ground.tried_by)


def grounds_of(role: str, table: str) -> list[Ground]:
    """Return the grounds of one role that reads `table`; a custom one may have one for each verb."""
    if not policy.grants([role], table, "read"):
        return []
    return [
        Ground(role, grant.rows, tuple(sorted(grant.verbs - {"read"})), _first(grant.verbs))
        for grant in policy.held([role], table)
    ]


def _first(verbs: frozenset[str]) -> str:
    return "read" if "read" in verbs else min(verbs)


def roles_reading(table: str) -> list[Ground]:
    """Return the ground that each role has on `table`, in the order of the law."""
    return [
        Ground(role, grant.rows, tuple(sorted(grant.verbs - {"read"})))
        for role, grant in policy.MATRIX[table].items()
        if "read" in grant.verbs
    ]


def roles_with(permission: str) -> list[Ground]:
    """Return every role that has `permission`, with the rows on which it has it."""
    table, _, verb = permission.partition(".")
    parent, _ = policy.FOLLOWS.get(table, (table, ""))
    return [
        Ground(role, grant.rows, (verb,))
        for role, grant in policy.MATRIX.get(parent, {}).items()
        if verb in grant.verbs
    ]
