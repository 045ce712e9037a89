"""What of the funnel waits for somebody: for the portal's home and the admin's work list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet, ValuesQuery

from shared.access.actor import Actor
from shared.access.scope import narrower, scope
from shared.database.compound import Question
from shared.kernel.wording import Message, say
from shared.opportunities.models import DealRegistration, Opportunity
from shared.opportunities.queries import deals as deal_queries
from shared.opportunities.queries import opportunities as queries
from shared.opportunities.queries.opportunities import Row
from shared.opportunities.queries.steps import with_due_step, with_step
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


def attention(actor: Actor, limit: int = LIMIT) -> Question[Attention]:
    """Return what waits for the actor, oldest first."""
    parts: dict[str, ValuesQuery[Any]] = {}
    if actor.may("deal_registration.read"):
        rows = _deals(actor, limit)
        parts["deals"] = rows.values("id", "reviewed_by_id", *deal_queries.COLUMNS)
        reach = narrower(actor, DealRegistration, "approve")
        if actor.may("deal_registration.approve") and reach is not None:
            parts["reach"] = reach.filter(id__in=Subquery(rows.values("id"))).values("id")
    if actor.may("opportunity.read"):
        parts["steps"] = _steps(actor, limit)
    return Question(parts, partial(_attention, actor))


def _attention(
    actor: Actor,
    deals: Sequence[Row] = (),
    steps: Sequence[Row] = (),
    reach: Sequence[Row] | None = None,
) -> Attention:
    decided = None if reach is None else {row["id"] for row in reach}
    deals = [deal_queries.shown(actor, row) for row in deals]
    decide = [row for row in deals if row["state"] in deal_rules.TO_DECIDE]
    return Attention(
        decide=_with_deciders(actor, decide, decided)
        if actor.may("deal_registration.approve")
        else [],
        answer=[row for row in deals if row["state"] == DealState.NEEDS_INFORMATION]
        if actor.may("deal_registration.submit")
        else [],
        expiring=[row for row in deals if row["state"] == DealState.APPROVED],
        steps=[queries.shown(actor, row) for row in steps],
    )


def deals_waiting(actor: Actor) -> QuerySet[DealRegistration]:
    """Return the deals to decide (staff) or to answer (partner), as rows still to be counted."""
    return scope(actor, DealRegistration).filter(_waiting(actor))


def _waiting(actor: Actor) -> Q:
    if actor.is_staff:
        return Q(state__in=deal_rules.TO_DECIDE)
    return Q(state=DealState.NEEDS_INFORMATION)


def _deals(actor: Actor, limit: int) -> QuerySet[DealRegistration]:
    rows = scope(actor, DealRegistration).filter(_waiting(actor) | deal_queries.expiring(actor))
    return rows.order_by("updated_at", "id").limit(limit)


def _with_deciders(actor: Actor, rows: list[Row], reach: set[int] | None) -> list[Row]:
    return [{**row, "no_decision": _no_decision(actor, row, reach)} for row in rows]


def _no_decision(actor: Actor, row: Row, reach: set[int] | None) -> Message | None:
    if reach is not None and row["id"] not in reach:
        return say("The account manager or a sales manager decides.")
    is_first_look = row["reviewed_by_id"] is None and not deal_rules.decides_any_amount(actor.ranks)
    if is_first_look and row["state"] != DealState.EXTENSION_ASKED:
        return None
    return deal_queries.why_not_decide(actor, row)


def _steps(actor: Actor, limit: int) -> ValuesQuery[Any]:
    rows = scope(actor, Opportunity).filter(outcome=Outcome.OPEN)
    rows = with_step(actor, with_due_step(actor, rows))
    columns = queries.INSIDE if actor.is_staff else queries.OUTSIDE
    return rows.order_by("next_step_on", "id").limit(limit).values("id", *columns)
