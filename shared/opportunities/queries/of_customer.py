"""The open opportunities with one customer: how many, how much, the largest ones."""

from dataclasses import dataclass, field
from typing import Any

from tortoise.functions import Count, Sum

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question
from shared.opportunities.models import Opportunity
from shared.opportunities.queries.opportunities import INSIDE, Row, shown
from shared.opportunities.queries.steps import with_step
from shared.opportunities.rules import Outcome
from shared.opportunities.rules import funnel as rules

SHOWN = 4


@dataclass(frozen=True)
class OpenOpportunities:
    """The open funnel with one customer; `amount` and `weighted` are minor units of `currency`.

    What is not in that currency counts in `count` alone. `largest` are rows of the list.
    """

    currency: str
    count: int = 0
    amount: int = 0
    weighted: int = 0
    largest: list[Row] = field(default_factory=list)


def open_with(actor: Actor, customer_id: int, currency: str) -> Question[OpenOpportunities]:
    """Ask for what may still be sold to a customer; staff only."""
    rows = scope(actor, Opportunity).filter(counterparty_id=customer_id, outcome=Outcome.OPEN)
    sums = rows.annotate(n=Count("id"), sum_of=Sum("amount")).group_by("currency", "probability")

    def told(sums: list[dict[str, Any]], largest: list[Row]) -> OpenOpportunities:
        same = [row for row in sums if row["currency"] == currency]
        return OpenOpportunities(
            currency,
            sum(int(row["n"]) for row in sums),
            sum(int(row["sum_of"]) for row in same),
            sum(rules.weighted(int(row["sum_of"]), row["probability"]) for row in same),
            [shown(actor, row) for row in largest],
        )

    parts = {
        "sums": sums.values("currency", "probability", "n", "sum_of"),
        "largest": with_step(actor, rows)
        .order_by("-amount", "-id")
        .limit(SHOWN)
        .values("id", *INSIDE),
    }
    return Question(parts, told)
