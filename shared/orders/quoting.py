"""Reading a draft with today's answer to every line: offers, totals, credit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.expressions import Subquery

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.catalogue.queries import offers
from shared.database.compound import Question
from shared.kernel import clock
from shared.orders.checking import Quote, TypedLine, quote_lines
from shared.orders.models import CreditLimit


@dataclass(frozen=True)
class Credit:
    """What a buyer may owe, minor units of `currency`.

    `is_set` is False where no limit is kept (or one of zero): then every order is approved.
    """

    currency: str
    limit: int = 0
    used: int = 0
    is_set: bool = False

    @property
    def left(self) -> int:
        """What is left; negative when approvals went over the limit."""
        return self.limit - self.used

    def for_orders_in(self, currency: str) -> "Credit":
        """Return the same for an order in `currency`; a limit in another counts for nothing."""
        return self if self.currency == currency else Credit(currency)

    def covers(self, total: int) -> bool:
        """Return whether an order of `total` stays within the limit."""
        return total <= self.left


async def quote(
    actor: Actor,
    buyer_id: int,
    lines: Sequence[TypedLine],
    *,
    currency: str,
    country: str = "",
    on: date | None = None,
) -> Quote:
    """Return today's answer to typed lines: prices, tax, stock, problems, totals.

    Nothing is written. One statement. Raises NotFound for a foreign buyer.
    """
    today = on or clock.today(actor.zone)
    found = await offers(
        actor, buyer_id, skus=[line.sku for line in lines if line.sku], on=today,
        country=country or None,
    )  # fmt: skip
    same = {sku: offer for sku, offer in found.items() if offer.currency == currency}
    return quote_lines(lines, same, currency, today)


def credit(actor: Actor, buyer_id: int | Subquery) -> Question[Credit | None]:
    """Return the credit of a buyer, None when the actor may not see credit.

    A buyer without a limit gets one of 0: his orders wait for approval.
    """
    if not actor.may("credit_limit.read"):
        return Question({}, lambda: None)
    rows = scope(actor, CreditLimit).filter(counterparty_id=buyer_id)
    return Question({"rows": rows.values("currency", "amount", "used")}, _credit)


def _credit(rows: list[dict[str, Any]]) -> Credit:
    if not rows:
        return Credit("")
    row = rows[0]
    return Credit(row["currency"], row["amount"], row["used"], is_set=row["amount"] > 0)


def typed_lines(stored: str) -> list[TypedLine]:
    """Return a draft's lines as typed, from their JSON."""
    return [TypedLine(*line) for line in json.loads(stored or "[]")]


def stored_lines(lines: Sequence[TypedLine]) -> str:
    """Return typed lines as JSON; empty ones are dropped."""
    rows = [
        [line.sku.strip()[:80], line.quantity.strip()[:40], line.place]
        for line in lines
        if line.sku.strip() or line.quantity.strip()
    ]
    return json.dumps(rows, ensure_ascii=False)
