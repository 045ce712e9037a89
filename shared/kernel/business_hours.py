"""Business time: when a desk works, and how much of its working time lies between two moments.

A calendar has one working span a day, in its own zone. Holidays take a day out, make-up days
(调休上班) put one in. Wall-clock hours become UTC day by day, so that a day on which the clocks are
changed is an hour shorter or longer, as it is for those who work it.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.kernel.errors import Refusal
from shared.kernel.wording import say

DAY_MINUTES = 24 * 60
_FURTHEST = 3 * 366  # days looked ahead before a calendar counts as one that never opens
_LONGEST_RANGE = 366
_DAYS = re.compile(
    r"^(\d{4}-\d{2}-\d{2})(?:\s*(?:\.\.|–|—|~|至|to)\s*(\d{4}-\d{2}-\d{2}))?\s*(.*)$"
)


@dataclass(frozen=True)
class Calendar:
    """When work is done: ISO weekdays (1 Monday), minutes of the day in `zone` (closes up to 1440)."""

    zone: str = "Asia/Shanghai"
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: int = 9 * 60
    closes: int = 18 * 60
    holidays: frozenset[date] = field(default_factory=frozenset)
    workdays: frozenset[date] = field(default_factory=frozenset)

    def works_on(self, day: date) -> bool:
        """Return whether `day` is worked; a make-up day wins over weekend and holiday."""
        if day in self.workdays:
            return True
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the working span of `day` in UTC, None for a day off."""
        if not self.works_on(day):
            return None
        return self._moment(day, self.opens), self._moment(day, self.closes)

    def _moment(self, day: date, minutes: int) -> datetime:
        further, rest = divmod(minutes, DAY_MINUTES)
        clock = time(rest // 60, rest % 60, tzinfo=ZoneInfo(self.zone))
        return datetime.combine(day + timedelta(days=further), clock).astimezone(UTC)


def after(calendar: Calendar, start: datetime, worked: timedelta) -> datetime:
    """Return the moment at which `worked` business time has passed since `start` (UTC)."""
    left = worked
    day = start.astimezone(ZoneInfo(calendar.zone)).date()
    for _ in range(_FURTHEST):
        if span := calendar.span(day):
            begin, end = max(span[0], start), span[1]
            if begin < end:
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        day += timedelta(days=1)
    raise ValueError("this calendar never opens long enough")


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return the business time from `start` to `end`; nothing when `end` is not later."""
    total = timedelta()
    zone = ZoneInfo(calendar.zone)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day <= last:
        if span := calendar.span(day):
            total += max(min(span[1], end) - max(span[0], start), timedelta())
        day += timedelta(days=1)
    return total


def working_day(calendar: Calendar, start: date, days: int) -> date:
    """Return the day that is `days` worked days after `start`: by when an answer is promised."""
    day, left = start, days
    for _ in range(_FURTHEST):
        day += timedelta(days=1)
        left -= calendar.works_on(day)
        if left <= 0:
            return day
    raise ValueError("this calendar never opens long enough")


def days_in(text: str, name: str) -> dict[date, str]:
    """Return the days written one a line: `2026-10-01 .. 2026-10-07 National Day` → day → name.

    Refuses at field `name` a line that is no day or range.
    """
    found: dict[date, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        first, last, what = _range(line, name)
        if not timedelta() <= last - first <= timedelta(days=_LONGEST_RANGE):
            raise Refusal(
                say("“{line}” runs backwards or longer than a year.", line=line[:60]), name
            )
        for n in range((last - first).days + 1):
            found[first + timedelta(days=n)] = what
    return found


def _range(line: str, name: str) -> tuple[date, date, str]:
    match = _DAYS.match(line)
    try:
        if match is None:
            raise ValueError
        first = date.fromisoformat(match[1])
        return first, date.fromisoformat(match[2] or match[1]), match[3][:80]
    except ValueError:
        sentence = say("“{line}” is not a day: write it like 2026-10-01.", line=line[:60])
        raise Refusal(sentence, name) from None
