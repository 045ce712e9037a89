"""Sums of rows by month: the last twelve months beside the twelve before, in one statement."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.functions import Sum
from tortoise.queryset import QuerySet

from shared.database.compound import Question, unjoined
from shared.kernel import clock

MONTHS = 12
_ENOUGH = MONTHS // 2


@dataclass(frozen=True)
class ByMonth:
    """What was traded, in minor units of `currency`.

    `months` are the first days of the last twelve months, the present one last; `amounts` and
    `before` have one value for each, `before` from the same month a year earlier.
    """

    currency: str
    months: list[date]
    amounts: list[int]
    before: list[int]

    @property
    def total(self) -> int:
        """The sum of these twelve months."""
        return sum(self.amounts)

    @property
    def change(self) -> int | None:
        """How much more than in the twelve months before, in basis points.

        None where fewer than six of those months had any trade: it would say nothing.
        """
        if sum(1 for amount in self.before if amount) < _ENOUGH:
            return None
        earlier = sum(self.before)
        return (self.total - earlier) * 10_000 // earlier


def by_month(
    rows: QuerySet[Any], amount: str, moment: str, *, currency: str, zone: str
) -> Question[ByMonth]:
    """Ask for the sums of column `amount` of scoped `rows` in `currency`, by the month of `moment`.

    Months begin in `zone` (an IANA name); rows in other currencies are left out.
    """
    firsts = _first_days(clock.today(zone), 2 * MONTHS + 1)
    edges = [datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC) for day in firsts]
    sums = {
        f"month_{n}": Sum(amount, _filter=_between(moment, since, until))
        for n, (since, until) in enumerate(pairwise(edges))
    }
    both_years = rows.filter(_between(moment, edges[0], edges[-1]), currency=currency)
    alone = unjoined(both_years)

    def told(rows: list[dict[str, Any]]) -> ByMonth:
        found = [int(rows[0][name] or 0) for name in sums]
        return ByMonth(currency, firsts[MONTHS:-1], found[MONTHS:], found[:MONTHS])

    return Question({"rows": alone.annotate(**sums).values(*sums)}, told)


def _first_days(today: date, count: int) -> list[date]:
    """Return the first days of `count` months in a row, next month's the last of them."""
    last = today.year * 12 + today.month
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - count + 1, last + 1)]


def _between(moment: str, since: datetime, until: datetime) -> Q:
    within: dict[str, Any] = {f"{moment}__gte": since, f"{moment}__lt": until}
    return Q(**within)
