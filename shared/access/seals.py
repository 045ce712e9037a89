"""What is sealed until a deadline, as a condition of the scope: the clock opens it, no deed does."""

from typing import Any, TypeVar

from tortoise.expressions import Q, Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from shared.access import policy
from shared.access.actor import Actor
from shared.access.reach import SEALS
from shared.database.registry import table_model
from shared.kernel import clock

M = TypeVar("M", bound=Model)


def unsealed(table: str) -> Q:
    """Return the rows that were submitted under a parent whose deadline has passed."""
    relation, deadline, submitted = SEALS[table]
    passed: dict[str, Any] = {f"{relation}__{deadline}__lte": clock.now()}
    opened = table_model(table).filter(**passed).values("id")
    handed_in: dict[str, Any] = {f"{submitted}__isnull": False}
    return Q(id__in=Subquery(opened)) & Q(**handed_in)


def opened_for(actor: Actor, table: str, found: QuerySet[M]) -> QuerySet[M]:
    """Leave out what is sealed from us where a colleague of ours looks through a bidder's eyes."""
    parent, relation = policy.FOLLOWS.get(table, (table, ""))
    if parent not in SEALS or not actor.is_looked_through:
        return found
    if not relation:
        return found.filter(unsealed(table))
    opened = table_model(parent).filter(unsealed(parent)).values("id")
    above: dict[str, Any] = {f"{relation}_id__in": Subquery(opened)}
    return found.filter(**above)
