"""Why somebody sees a row: the scope itself, asked once for each of her roles.

There is no second truth: a ground is a role whose own `scope` holds the row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tortoise.models import Model
from tortoise.queryset import ValuesQuery

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import rows_of

_AT_ONCE = 250  # parts of one statement
Rows = tuple[type[Model], Mapping[str, Any]]
"""Some rows of a table: which, as a filter by columns."""


@dataclass(frozen=True)
class Ground:
    """A role that lets somebody read a row, on which rows it does, and what else it may do there.

    `tried_by` is the verb that tells whether a row is one of these.
    """

    role: str
    rows: str
    verbs: tuple[str, ...]
    tried_by: str = "read"


_Asked = tuple[str, int, Ground]  # name of the rows, place of the person, her ground


async def grounds(
    people: Sequence[Actor], wanted: Mapping[str, Rows]
) -> dict[str, list[tuple[Actor, list[Ground]]]]:
    """Return, for each of the `wanted` rows by its name, who of `people` may read any of them, and why.

    One statement for 250 roles of people.
    """
    asked = [
        (name, place, ground)
        for name, (model, _) in wanted.items()
        for place, person in enumerate(people)
        for role in sorted(person.roles)
        for ground in grounds_of(role, model._meta.db_table)
    ]
    found: dict[str, dict[int, list[Ground]]] = {name: {} for name in wanted}
    for some in _some(asked, _AT_ONCE):
        held = await rows_of({one: _alone(people[one[1]], one[2], *wanted[one[0]]) for one in some})
        for name, place, ground in some:
            if held[name, place, ground]:
                found[name].setdefault(place, []).append(ground)
    return {
        name: [(people[place], why) for place, why in sorted(those.items())]
        for name, those in found.items()
    }


def _some(asked: list[_Asked], most: int) -> Iterator[list[_Asked]]:
    for start in range(0, len(asked), most):
        yield asked[start : start + most]


def _alone(
    person: Actor, ground: Ground, model: type[Model], by: Mapping[str, Any]
) -> ValuesQuery[Any]:
    """Return one row that a person would reach on this ground if its role were her only one."""
    alone = scope(replace(person, roles=frozenset({ground.role})), model, ground.tried_by)
    return alone.filter(**by).limit(1).values(model._meta.pk_attr)


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
