"""Verbs of the funnel: record an opportunity, move it, win or lose it, note.

What is planned next stands in `steps`, sharing and the private side in `sharing`, deal registrations
in `deals`.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one
from shared.database.numbering import next_number
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.kernel.wording import say
from shared.opportunities.lines import line_named
from shared.opportunities.models import Opportunity, OpportunityNote, OpportunityStep
from shared.opportunities.rules import Stage
from shared.opportunities.rules import funnel as rules
from shared.opportunities.writing import (
    customer_in_care,
    index_opportunity,
    key_of,
    write_opportunity,
)
from shared.outbox.actions import announce
from shared.outbox.happenings import told_to


@dataclass(frozen=True)
class OpportunityFields:
    """What staff write about an opportunity. `amount` in minor units, `probability` in percent."""

    name: str
    currency: str
    closes_on: date
    amount: int = 0
    needs: str = ""
    product_line: str = ""
    probability: int | None = None


@action("opportunity.create")
async def create_opportunity(
    actor: Actor,
    *,
    counterparty: str,
    fields: OpportunityFields,
    stage: Stage = Stage.CONTACT_MADE,
    step: str = "",
    step_on: date | None = None,
    key: str = "",
) -> str:
    """Record an opportunity with the counterparty of that number and return its own number.

    `step` is what we plan next.
    """
    customer = await customer_in_care(actor, counterparty)
    values = await _checked(actor, fields, stage)
    planned = rules.planned(step, step_on, clock.today(actor.zone))
    number = await next_number("OP", clock.today(actor.zone).year)
    now = clock.now()
    made = await Opportunity.create(
        number=number, counterparty_id=customer.pk, stage=stage, owner_id=actor.user_id,
        customer_key=key_of(customer), stage_since_at=now, created_at=now, updated_at=now,
        **values,
    )  # fmt: skip
    if planned["next_step"]:
        await OpportunityStep.create(opportunity_id=made.id, updated_at=now, **planned)
    await index_opportunity(made, customer)
    await record(
        actor, "opportunity.create", made, counterparty_id=customer.pk,
        after={"stage": stage, **values, **planned},
    )  # fmt: skip
    return number


@action("opportunity.update")
async def edit_opportunity(
    actor: Actor, number: str, *, fields: OpportunityFields, version: int
) -> None:
    """Write the opportunity anew; Stale when somebody saved in between."""
    found = await one(actor, Opportunity, "update", number=number)
    values = await _checked(actor, fields, found.stage)
    await write_opportunity(actor, found, "update", version, values)
    customer = await table_model("counterparty").get(id=found.counterparty_id)
    await index_opportunity(found, customer)


@action("opportunity.move")
async def move_opportunity(actor: Actor, number: str, *, stage: Stage, version: int) -> None:
    """Move an open opportunity to another stage; a partner only within the opened stages."""
    found = await one(actor, Opportunity, "move", number=number)
    rules.check_move(found.stage, stage, found.outcome, is_staff=actor.is_staff)
    chance = rules.probability_after(found.stage, stage, found.probability)
    values = {"stage": stage, "probability": chance, "stage_since_at": clock.now()}
    await write_opportunity(actor, found, "move", version, values)
    await announce("opportunity.moved", number, stage=stage)


@action("opportunity.win")
async def win_opportunity(actor: Actor, number: str, *, version: int) -> None:
    """Close the opportunity as won."""
    found = await one(actor, Opportunity, "win", number=number)
    outcome = after(rules.TRANSITIONS, found.outcome, "win")
    values = {"outcome": outcome, "probability": 100}
    await write_opportunity(actor, found, "win", version, values)
    await announce("opportunity.won", number)


@action("opportunity.lose")
async def lose_opportunity(actor: Actor, number: str, *, reason: str, version: int) -> None:
    """Close the opportunity as lost, with the reason."""
    found = await one(actor, Opportunity, "lose", number=number)
    outcome = after(rules.TRANSITIONS, found.outcome, "lose")
    told = rules.check_reason(reason)
    values = {"outcome": outcome, "probability": 0, "lost_reason": told[:300]}
    await write_opportunity(actor, found, "lose", version, values, reason=told)
    await announce("opportunity.lost", number)


@action("opportunity.reopen")
async def reopen_opportunity(actor: Actor, number: str, *, reason: str, version: int) -> None:
    """Open a won or lost opportunity again, in the stage where it ended."""
    found = await one(actor, Opportunity, "reopen", number=number)
    outcome = after(rules.TRANSITIONS, found.outcome, "reopen")
    told = rules.check_reason(reason)
    values = {"outcome": outcome, "probability": rules.PROBABILITY[found.stage], "lost_reason": ""}
    await write_opportunity(actor, found, "reopen", version, values, reason=told)


@action("opportunity.note")
async def add_note(
    actor: Actor,
    number: str,
    *,
    text: str,
    key: str = "",
) -> None:
    """Add a note to the conversation: ours is read by all who see it, a partner's by us and itself.

    What a partner writes neither moves the opportunity nor is told to other partners' open pages.
    """
    found = await one(actor, Opportunity, "note", number=number)
    if not text.strip():
        raise Refusal(say("Write the note first."), "text")
    now = clock.now()
    await OpportunityNote.create(
        opportunity_id=found.id, author_id=actor.user_id, author_name=actor.name,
        organisation=actor.counterparty_name, counterparty_id=actor.counterparty_id,
        text=text.strip(), created_at=now,
    )  # fmt: skip
    if actor.is_staff:
        await Opportunity.filter(id=found.id).update(updated_at=now)
    await record(
        actor, "opportunity.note", found, counterparty_id=found.counterparty_id,
        after={"note": text.strip()[:500]},
    )  # fmt: skip
    heard_by = told_to(number, actor.counterparty_number)
    await announce("opportunity.note_added", heard_by, by=actor.user_id)


async def _checked(actor: Actor, fields: OpportunityFields, stage: Stage) -> dict[str, Any]:
    """Return the columns to write, or refuse what makes no sense."""
    chance = rules.PROBABILITY[stage] if fields.probability is None else fields.probability
    rules.check_probability(chance)
    rules.check_amount(fields.amount)
    rules.check_day(fields.closes_on, clock.today(actor.zone), "closes_on")
    values = asdict(fields) | {"name": rules.check_wording(fields.name), "probability": chance}
    line = await line_named(actor, fields.product_line) if fields.product_line else None
    values["product_line"] = line.name if line else ""
    values["product_line_zh"] = line.name_zh if line else ""
    return values
