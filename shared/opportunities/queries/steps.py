"""The next step beside an opportunity: each side reads its own, and we read what partners plan."""

from datetime import date

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.lookups import id_of_each
from shared.kernel import clock
from shared.opportunities.models import Opportunity, OpportunityStep


def own_steps(actor: Actor, verb: str = "read") -> QuerySet[OpportunityStep]:
    """Return what the actor's own side plans: we, or her organisation."""
    steps = scope(actor, OpportunityStep, verb)
    if actor.counterparty_id is None:
        return steps.filter(counterparty_id__isnull=True)
    return steps.filter(counterparty_id=actor.counterparty_id)


def with_step(actor: Actor, rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Return the same rows with `next_step`, `next_step_on` and `step_version` of her own side."""
    mine = own_steps(actor).filter(opportunity_id=id_of_each("opportunity"))
    return rows.annotate(
        next_step=Subquery(mine.values("next_step")),
        next_step_on=Subquery(mine.values("next_step_on")),
        step_version=Subquery(mine.values("version")),
    )


def with_due_step(actor: Actor, rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Return those of `rows` on which her own side planned something for today or before."""
    due = own_steps(actor).filter(next_step_on__lte=clock.today(actor.zone))
    return rows.filter(id__in=Subquery(due.values("opportunity_id")))


def day_of(looked_up: date | str | None) -> date | None:
    """Return a day that was looked up beside a row: SQLite and JSON know it as a text."""
    return date.fromisoformat(looked_up) if isinstance(looked_up, str) else looked_up
