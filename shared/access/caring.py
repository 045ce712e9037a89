"""In whose care an organisation is: one's own, that of whom one stands in for, that of one's team."""

from datetime import datetime
from typing import Any

from tortoise.expressions import Q, Subquery

from shared.access.actor import Actor
from shared.database.registry import table_model
from shared.kernel import clock


def cared_for(actor: Actor, *, team: bool = False) -> Any:
    """Return the ids of the counterparties in the actor's care, as a subquery.

    A deputy has the care of those she stands in for, a sales manager that of her team.
    """
    people = Q(user_id=actor.user_id) | Q(user_id__in=Subquery(_stands_in_for(actor, clock.now())))
    if team:
        people |= Q(user_id__in=Subquery(_team(actor)))
    return table_model("care").filter(people).values("counterparty_id")


def _stands_in_for(actor: Actor, at: datetime) -> Any:
    deputies = table_model("deputy").filter(
        deputy_id=actor.user_id, starts_at__lte=at, ends_at__gt=at
    )
    return deputies.values("owner_id")


def _team(actor: Actor) -> Any:
    return table_model("user").filter(leader_id=actor.user_id).values("id")
