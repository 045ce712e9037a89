"""On time in full (OTIF): kept promises of a supplier, computed from promises and receipts."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question
from shared.kernel import clock
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.lines import LineState
from shared.purchasing.rules.receiving import is_on_time_in_full
from shared.settings import load

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Punctuality:
    """How a supplier kept its promises: lines that fell due, and how many came on time in full.

    `in_part` came on time but not all of it; `months` are (first day, lines, kept,
    in part), oldest first.
    """

    lines: int = 0
    kept: int = 0
    in_part: int = 0
    months: list[tuple[date, int, int, int]] = field(default_factory=list)

    @property
    def share(self) -> int | None:
        """The figure itself in basis points; None before anything fell due."""
        return self.kept * 10_000 // self.lines if self.lines else None

    @property
    def broken(self) -> int:
        """Lines of which nothing came in time."""
        return self.lines - self.kept - self.in_part


def punctuality(actor: Actor, supplier_id: int) -> Question[Punctuality]:
    """Ask for the figures of one supplier for the last year.

    A line counts on its first agreed day; days are those of our own zone, on which goods arrive.
    """
    if not actor.may("purchase_order.read"):
        return Question({}, Punctuality)
    today = clock.today(load().zone)
    rows = scope(actor, PurchaseLine).filter(
        order__supplier_id=supplier_id, first_promised_on__gte=today - YEAR,
        first_promised_on__lt=today,
    ).exclude(state=LineState.CANCELLED).values(
        "id", "quantity", "tolerance", "first_promised_on", "receipts__accepted",
        "receipts__receipt__received_at",
    )  # fmt: skip
    return Question({"rows": rows}, _reckoned)


def _reckoned(rows: list[dict[str, Any]]) -> Punctuality:
    zone = ZoneInfo(load().zone)
    due: dict[int, tuple[int, int, date]] = {}
    arrived: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in rows:
        due[row["id"]] = (row["quantity"], row["tolerance"], row["first_promised_on"])
        accepted, at = row["receipts__accepted"], row["receipts__receipt__received_at"]
        if accepted and at:
            arrived[row["id"]].append((at.astimezone(zone).date(), accepted))
    return _summed(due, arrived)


def _summed(
    due: dict[int, tuple[int, int, date]], arrived: dict[int, list[tuple[date, int]]]
) -> Punctuality:
    kept = in_part = 0
    months: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for line_id, (quantity, tolerance, day) in due.items():
        month = months[day.replace(day=1)]
        month[0] += 1
        if is_on_time_in_full(quantity, tolerance, day, arrived[line_id]):
            kept += 1
            month[1] += 1
        elif any(at <= day for at, _ in arrived[line_id]):
            in_part += 1
            month[2] += 1
    ordered = [
        (first, due_then, good, part) for first, (due_then, good, part) in sorted(months.items())
    ]
    return Punctuality(len(due), kept, in_part, ordered)
