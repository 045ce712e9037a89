"""Figures, money, dates and times in the reader's language and zone.

Money comes in minor units with its currency, quantities scaled by 10^4, percentages in basis points,
times in UTC; nothing here calculates. The zone is set for the length of one rendering with
`in_zone`, so that filters inside macros know it as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta, get_timezone_name

from shared.kernel import clock
from shared.kernel.money import exponent, to_decimal
from shared.kernel.quantity import SCALE
from shared.kernel.two_languages import Bilingual, name_in

DEFAULT_ZONE = "Asia/Shanghai"
BABEL_LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
NOTHING = "—"
_zone: ContextVar[str] = ContextVar("wl_zone", default=DEFAULT_ZONE)


@contextmanager
def in_zone(zone: str | None) -> Iterator[None]:
    """Show times in `zone` (an IANA name) until the block ends."""
    token = _zone.set(zone or DEFAULT_ZONE)
    try:
        yield
    finally:
        _zone.reset(token)


def current_zone() -> str:
    return _zone.get()


def symbol(currency: str) -> str:
    """Return what stands before an amount: ¥ for CNY, otherwise the code, so ¥ is never JPY."""
    return "¥" if currency == "CNY" else f"{currency}\u00a0"


def zone_name(locale: str, zone: str, at: datetime) -> str:
    """Return what a zone (an IANA name) is called at a moment, in that language."""
    return get_timezone_name(at.astimezone(ZoneInfo(zone)), locale=BABEL_LOCALES[locale])


class Formats:
    """The filters of one language."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.babel = BABEL_LOCALES[locale]

    # figures

    def money(self, minor: int | None, currency: str) -> str:
        """¥115,950.66, USD 1,200.00, JPY 1,200; `minor` in minor units."""
        if minor is None:
            return NOTHING
        amount = to_decimal(abs(minor), currency)
        return f"{'-' if minor < 0 else ''}{symbol(currency)}{amount:,.{exponent(currency)}f}"

    def money0(self, minor: int | None, currency: str) -> str:
        """The same without decimals, for summaries: ¥115,951."""
        if minor is None:
            return NOTHING
        amount = to_decimal(abs(minor), currency)
        return f"{'-' if minor < 0 else ''}{symbol(currency)}{amount:,.0f}"

    def compact(self, minor: int | None, currency: str) -> str:
        """¥2,775万 or ¥1.2亿 in Chinese, ¥27.8M in English."""
        if minor is None:
            return NOTHING
        value = to_decimal(abs(minor), currency)
        return f"{'-' if minor < 0 else ''}{symbol(currency)}{self._short(value)}"

    def short(self, value: int | None) -> str:
        """A plain count made short: 1.2万, 12K."""
        return NOTHING if value is None else self._short(Decimal(value))

    def _short(self, value: Decimal) -> str:
        steps = ((8, "亿"), (4, "万")) if self.locale == "zh" else ((9, "B"), (6, "M"), (3, "K"))
        for power, word in steps:
            if value >= Decimal(10) ** power:
                return _trim(f"{value.scaleb(-power):,.1f}") + word
        return f"{value:,.0f}"

    def number(self, value: int | float | Decimal | None) -> str:
        return NOTHING if value is None else f"{value:,}"

    def qty(self, scaled: int | None) -> str:
        """A quantity scaled by 10^4, without the zeros behind: 24, 1,200.5."""
        return NOTHING if scaled is None else _trim(f"{Decimal(scaled) / SCALE:,.4f}")

    def percent(self, basis_points: int | None) -> str:
        """Basis points as per cent: 1300 is 13%, 1250 is 12.5%."""
        return NOTHING if basis_points is None else _trim(f"{basis_points / 100:,.2f}") + "%"

    def share(self, basis_points: int | None) -> str:
        """A part of a whole in whole per cent, rounded; only all of it is 100%, only nothing 0%.

        More than the whole is rounded up.
        """
        if basis_points is None or basis_points in (0, 10_000):
            return self.percent(basis_points)
        if basis_points > 10_000:
            return f"{-(-basis_points // 100)}%"
        return f"{min(99, max(1, (basis_points + 50) // 100))}%"

    # dates and times

    def day(self, value: date | datetime | None) -> str:
        """12月8日, 8 Dec; with the year when it is not this one."""
        if value is None:
            return NOTHING
        day = _local_day(value)
        short = day.year == clock.today(current_zone()).year
        return _day(day, self.locale, "short" if short else "full")

    def full_day(self, value: date | datetime | None) -> str:
        """2026年12月8日, 8 Dec 2026: for documents."""
        if value is None:
            return NOTHING
        return _day(_local_day(value), self.locale, "full")

    def month(self, value: date) -> str:
        return f"{value.month}月" if self.locale == "zh" else format_date(value, "MMM", self.babel)

    def weekday(self, value: date) -> str:
        return format_date(value, "EEE", self.babel)

    def time(self, value: datetime | None) -> str:
        return NOTHING if value is None else f"{value.astimezone(_tz()):%H:%M}"

    def moment(self, value: datetime | None) -> str:
        """12月8日 10:42 in the reader's zone; `value` in UTC."""
        return NOTHING if value is None else f"{self.day(value)} {self.time(value)}"

    def deadline(self, value: datetime | None) -> str:
        """12月8日 17:00（中国标准时间）, 8 Dec 17:00 (China Standard Time): for what ends for all at once."""
        if value is None:
            return NOTHING
        name = zone_name(self.locale, current_zone(), value)
        opened, closed = ("（", "）") if self.locale == "zh" else (" (", ")")
        return f"{self.moment(value)}{opened}{name}{closed}"

    def ago(self, value: datetime | None) -> str:
        """3小时前, 3 hours ago, in 2 days; older than a week it is the day."""
        if value is None:
            return NOTHING
        gap = value - clock.now()
        if abs(gap) > timedelta(days=7):
            return self.day(value)
        if abs(gap) < timedelta(minutes=1):
            return "刚刚" if self.locale == "zh" else "just now"
        return format_timedelta(gap, add_direction=True, locale=self.babel, threshold=1)

    def size(self, octets: int) -> str:
        """2.1 MB, for files."""
        for power, word in ((30, "GB"), (20, "MB"), (10, "KB")):
            if octets >= 1 << power:
                return _trim(f"{octets / (1 << power):.1f}") + f" {word}"
        return f"{octets} B"

    def any(self, value: Any) -> str:
        """Write a parameter of a sentence: dates and times and whole numbers in the language."""
        if isinstance(value, Bilingual):
            return name_in(self.locale, value.zh, value.en)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value)
        return str(value)


FILTERS = (
    *("money", "money0", "compact", "short", "number", "qty", "percent", "share", "size"),
    *("day", "full_day", "month", "weekday", "time", "moment", "deadline", "ago"),
)
_PATTERNS = {
    ("zh", "short"): "M月d日",
    ("zh", "full"): "y年M月d日",
    ("en", "short"): "d MMM",
    ("en", "full"): "d MMM y",
}


@cache
def formats(locale: str) -> Formats:
    return Formats(locale)


@lru_cache(maxsize=4096)
def _day(day: date, locale: str, length: str) -> str:
    return format_date(day, _PATTERNS[locale, length], BABEL_LOCALES[locale])


def _local_day(value: date | datetime) -> date:
    return value.astimezone(_tz()).date() if isinstance(value, datetime) else value


def _tz() -> ZoneInfo:
    return ZoneInfo(current_zone())


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
