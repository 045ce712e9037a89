"""What happens next on an opportunity: each side plans for itself and reads no other side's plan."""

from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import change, one
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal, Stale
from shared.kernel.wording import say
from shared.opportunities.models import Opportunity, OpportunityStep
from shared.opportunities.queries.steps import own_steps
from shared.opportunities.rules import Outcome
from shared.opportunities.rules import funnel as rules

_NOTHING = {"next_step": "", "next_step_on": None}


@action("opportunity.plan")
async def plan_next_step(
    actor: Actor, number: str, *, step: str, on: date | None, version: int
) -> None:
    """Write what the actor's side does next; empty words mean that nothing is planned.

    `version` is that of her side's step, 0 for the first one. Raises Stale when a colleague saved
    in between.
    """
    found = await one(actor, Opportunity, "plan", number=number)
    if found.outcome != Outcome.OPEN:
        raise Refusal(say("This opportunity is closed. Reopen it first."))
    values = rules.planned(step, on, clock.today(actor.zone))
    # Two of one side who plan for the first time: the second waits here, and is told of the first.
    await Opportunity.filter(id=found.id).select_for_update().get()
    before = await _write(actor, found, version, values)
    if actor.is_staff:
        # Work on it keeps it warm. A partner's plan leaves no trace that another partner could see.
        await Opportunity.filter(id=found.id).update(updated_at=clock.now())
    changed = {name: value for name, value in values.items() if before[name] != value}
    whose = {"planned_by": actor.counterparty_number} if actor.counterparty_number else {}
    await record(
        actor, "opportunity.plan", found, counterparty_id=found.counterparty_id,
        before={name: before[name] for name in changed}, after=changed | whose,
    )  # fmt: skip


async def _write(
    actor: Actor, found: Opportunity, version: int, values: dict[str, Any]
) -> dict[str, Any]:
    """Write the step of the actor's side and return what stood there before."""
    step = await own_steps(actor, "plan").get_or_none(opportunity_id=found.id)
    if step is None:
        if version:
            raise Stale(dict(_NOTHING), 0)
        await OpportunityStep.create(
            opportunity_id=found.id, counterparty_id=actor.counterparty_id,
            updated_at=clock.now(), **values,
        )  # fmt: skip
        return dict(_NOTHING)
    before = {name: getattr(step, name) for name in values}
    if version == 0:
        raise Stale(before, step.version)
    await change(actor, step, "plan", version, **values, updated_at=clock.now())
    return before
