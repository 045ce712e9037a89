"""A supplier's delivery record as a file: by month, and the year as the page shows it."""

from collections.abc import Callable
from typing import Any

from shared.exchange.sheets import Column, Sheet
from shared.kernel.wording import Message, say
from shared.purchasing.queries.punctuality import Punctuality

Speak = Callable[[Message], str]
Share = Callable[[int | None], str]


def record_sheet(figures: Punctuality, speak: Speak, share: Share) -> Sheet:
    """Return the record in the reader's language; `share` writes basis points as pages do.

    The last row is the year, as the page says it; without a line that fell due there is none.
    """
    columns = [
        Column(speak(say("Month"))), Column(speak(say("Lines due")), "number"),
        Column(speak(say("On time in full")), "number"),
        Column(speak(say("On time in part")), "number"),
        Column(speak(say("Not on time")), "number"), Column(speak(say("Share on time in full"))),
    ]  # fmt: skip
    rows = [
        _row(first.strftime("%Y-%m"), (lines, kept, part), share)
        for first, lines, kept, part in figures.months
    ]
    if figures.lines:
        year = (figures.lines, figures.kept, figures.in_part)
        rows.append(_row(speak(say("Last 12 months")), year, share))
    return Sheet(speak(say("Delivery record")), columns, rows)


def _row(label: str, figures: tuple[int, int, int], share: Share) -> list[Any]:
    lines, kept, part = figures
    return [label, lines, kept, part, lines - kept - part, share(kept * 10_000 // lines)]
