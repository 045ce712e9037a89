"""What stands beside an opportunity: the next step, each side reads its own; when it was last noted on.

A note of one partner must not move anything that another one reads, so it leaves the opportunity's own
`updated_at` alone; whoever may read the note counts it here.
"""

from datetime import UTC, date, datetime
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.lookups import id_of_each
from shared.kernel import clock
from shared.opportunities.models import Opportunity, OpportunityNote, OpportunityStep


def own_steps(actor: Actor, verb: str = "read") -> QuerySet[OpportunityStep]:
    """Return what the actor's own side plans: we, or her organisation."""
    steps = scope(actor, OpportunityStep, verb)
    if actor.counterparty_id is None:
        return steps.filter(counterparty_id__isnull=True)
    return steps.filter(counterparty_id=actor.counterparty_id)


def with_step(actor: Actor, rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Return the same rows with what she reads beside them.

    `next_step`, `next_step_on` and `step_version` of her own side, `noted_at` (UTC) of the latest note
    that she may read.
    """
    mine = own_steps(actor).filter(opportunity_id=id_of_each("opportunity"))
    notes = scope(actor, OpportunityNote).filter(opportunity_id=id_of_each("opportunity"))
    return rows.annotate(
        noted_at=Subquery(notes.order_by("-created_at").limit(1).values("created_at")),
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


def without_notes_since(
    actor: Actor, rows: QuerySet[Opportunity], moment: datetime
) -> QuerySet[Opportunity]:
    """Return those of `rows` on which nobody noted anything that she may read since `moment` (UTC)."""
    noted = scope(actor, OpportunityNote).filter(created_at__gte=moment)
    return rows.exclude(id__in=Subquery(noted.values("opportunity_id")))


def last_heard(row: dict[str, Any]) -> datetime:
    """Return when somebody last worked on it, by the row and by the notes read beside it (UTC)."""
    updated_at: datetime = row["updated_at"]
    noted = row.get("noted_at")
    if isinstance(noted, str):  # looked up beside a row, SQLite knows it as a text
        noted = datetime.fromisoformat(noted)
    if noted is None:
        return updated_at
    return max(updated_at, noted if noted.tzinfo else noted.replace(tzinfo=UTC))
