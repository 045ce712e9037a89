"""Which days are worked for organisations of a country: one rule for every promise with a day in it.

The calendars are those by which the clocks of support run; their table belongs to support.
"""

from typing import Any

from shared.access.actor import Actor
from shared.database.registry import table_model
from shared.kernel.business_hours import Calendar, days_in

MOST_CALENDARS = 100


async def calendar_for(_actor: Actor, country: str) -> tuple[int | None, Calendar]:
    """Return (row id, calendar) for organisations of a country: its own, else the default one.

    Monday to Friday where nobody has written a calendar. Whoever is promised an answer may know it.
    """
    kept = table_model("business_calendar").all()
    rows: list[Any] = list(await kept.order_by("-is_default", "id").limit(MOST_CALENDARS))
    for row in rows:
        if country in row.countries.split():
            return row.id, read(row)
    usual = next((row for row in rows if row.is_default), None)
    return (usual.id, read(usual)) if usual else (None, Calendar())


def read(row: Any) -> Calendar:
    """Return the calendar that a row describes."""
    return Calendar(
        row.zone, frozenset(map(int, row.weekdays)), row.opens, row.closes,
        frozenset(days_in(row.holidays, "holidays")), frozenset(days_in(row.workdays, "workdays")),
    )  # fmt: skip
