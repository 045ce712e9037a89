"""What of the funnel waits for somebody: for the portal's home and the admin's work list."""

from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope, within
from shared.kernel import clock
from shared.kernel.wording import Message, say
from shared.opportunities.models import DealRegistration, Opportunity
from shared.opportunities.queries import deals as deal_queries
from shared.opportunities.queries import opportunities as queries
from shared.opportunities.queries.opportunities import Row
from shared.opportunities.rules import DealState, Outcome
from shared.opportunities.rules import deals as deal_rules

LIMIT = 30


@dataclass(frozen=True)
class Attention:
    """Rows that wait: deals to decide (staff) or to answer (partner), protections, next steps.

    Rows of `decide` carry `no_decision`: who decides in the actor's place, None if she does.
    """

    decide: list[Row]
    answer: list[Row]
    expiring: list[Row]
    steps: list[Row]

    @property
    def count(self) -> int:
        """How many things wait."""
        return len(self.decide) + len(self.answer) + len(self.expiring) + len(self.steps)


async def attention(actor: Actor, limit: int = LIMIT) -> Attention:
    """Return what waits for the actor, oldest first, in two statements."""
    deals = await _deals(actor, limit) if actor.may("deal_registration.read") else []
    steps = await _steps(actor, limit) if actor.may("opportunity.read") else []
    decide = [row for row in deals if row["state"] in deal_rules.TO_DECIDE]
    return Attention(
        decide=await _with_deciders(actor, decide)
        if actor.may("deal_registration.approve")
        else [],
        answer=[row for row in deals if row["state"] == DealState.NEEDS_INFORMATION]
        if actor.may("deal_registration.submit")
        else [],
        expiring=[row for row in deals if row["state"] == DealState.APPROVED],
        steps=steps,
    )


def deals_waiting(actor: Actor) -> QuerySet[DealRegistration]:
    """Return the deals to decide (staff) or to answer (partner), as rows still to be counted."""
    return scope(actor, DealRegistration).filter(_waiting(actor))


def _waiting(actor: Actor) -> Q:
    if actor.is_staff:
        return Q(state__in=deal_rules.TO_DECIDE)
    return Q(state=DealState.NEEDS_INFORMATION)


async def _deals(actor: Actor, limit: int) -> list[Row]:
    rows = scope(actor, DealRegistration).filter(_waiting(actor) | deal_queries.expiring(actor))
    found = await rows.order_by("updated_at", "id").limit(limit).values(
        "id", "reviewed_by_id", *deal_queries.COLUMNS
    )  # fmt: skip
    return [deal_queries.shown(actor, row) for row in found]


async def _with_deciders(actor: Actor, rows: list[Row]) -> list[Row]:
    reach = await within(actor, DealRegistration, "approve", [row["id"] for row in rows])
    return [{**row, "no_decision": _no_decision(actor, row, reach)} for row in rows]


def _no_decision(actor: Actor, row: Row, reach: set[int]) -> Message | None:
    if row["id"] not in reach:
        return say("The account manager or a sales manager decides.")
    if row["state"] == DealState.EXTENSION_ASKED:
        return None
    return deal_queries.why_not_approve(actor, row["amount"], row["reviewed_by_id"])


async def _steps(actor: Actor, limit: int) -> list[Row]:
    today: date = clock.today(actor.zone)
    rows = scope(actor, Opportunity).filter(outcome=Outcome.OPEN, next_step_on__lte=today)
    columns = queries.INSIDE if actor.is_staff else queries.OUTSIDE
    found = await rows.order_by("next_step_on", "id").limit(limit).values("id", *columns)
    return [queries.shown(actor, row) for row in found]
