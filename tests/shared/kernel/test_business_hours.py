"""Business time across weekends, holidays, make-up days, zones and changes of the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.kernel.business_hours import Calendar, after, between, days_in
from shared.kernel.errors import Refusal

GOLDEN_WEEK = frozenset(date(2026, 10, n) for n in range(1, 8))
CHINA = Calendar(holidays=GOLDEN_WEEK, workdays=frozenset({date(2026, 10, 10)}))
ROUND_THE_CLOCK = {"weekdays": frozenset(range(1, 8)), "opens": 0, "closes": 1440}


def shanghai(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment on the clocks of Shanghai, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_hours_within_one_day_are_plain_hours() -> None:
    assert after(CHINA, shanghai(23, 10), timedelta(hours=4)) == shanghai(23, 14)


def test_friday_evening_goes_on_on_monday_morning() -> None:
    friday = shanghai(20, 17)
    assert after(CHINA, friday, timedelta(hours=4)) == shanghai(23, 12)
    assert between(CHINA, friday, shanghai(23, 12)) == timedelta(hours=4)


def test_what_arrives_at_night_begins_when_the_desk_opens() -> None:
    assert after(CHINA, shanghai(23, 22), timedelta(hours=1)) == shanghai(24, 10)
    assert after(CHINA, shanghai(21, 12), timedelta(hours=1)) == shanghai(23, 10)


def test_the_end_of_the_day_belongs_to_that_day() -> None:
    assert after(CHINA, shanghai(23, 17), timedelta(hours=1)) == shanghai(23, 18)


def test_a_holiday_is_left_out_and_a_make_up_saturday_is_worked() -> None:
    before_golden_week = shanghai(30, 17, month=9)
    assert after(CHINA, before_golden_week, timedelta(hours=2)) == shanghai(8, 10, month=10)
    friday = shanghai(9, 17, month=10)
    assert after(CHINA, friday, timedelta(hours=2)) == shanghai(10, 10, month=10)
    assert between(CHINA, friday, shanghai(12, 9, month=10)) == timedelta(hours=10)


def test_without_the_make_up_day_that_saturday_is_off() -> None:
    plain = Calendar(holidays=GOLDEN_WEEK)
    assert after(plain, shanghai(9, 17, month=10), timedelta(hours=2)) == shanghai(12, 10, month=10)


def test_a_desk_elsewhere_works_by_its_own_clock() -> None:
    chicago = Calendar(zone="America/Chicago")
    assert after(chicago, datetime(2026, 11, 23, 2, tzinfo=UTC), timedelta(hours=1)) == datetime(
        2026, 11, 23, 16, tzinfo=UTC
    )


def test_a_working_day_keeps_its_hours_when_the_clocks_change() -> None:
    berlin = Calendar(zone="Europe/Berlin")
    friday = datetime(2026, 10, 23, 15, tzinfo=UTC)  # 17:00 in summer time
    assert after(berlin, friday, timedelta(hours=2)) == datetime(2026, 10, 26, 9, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_round_the_clock_the_day_of_the_change_is_shorter_or_longer(day: date, hours: int) -> None:
    berlin = Calendar(zone="Europe/Berlin", **ROUND_THE_CLOCK)  # type: ignore[arg-type]
    begin, end = berlin.span(day) or (None, None)
    assert begin is not None
    assert end is not None
    assert end - begin == timedelta(hours=hours)
    assert between(berlin, begin, end) == timedelta(hours=hours)


def test_time_does_not_run_backwards() -> None:
    assert between(CHINA, shanghai(23, 12), shanghai(23, 10)) == timedelta()


def test_a_calendar_that_never_opens_says_so_instead_of_looking_for_ever() -> None:
    with pytest.raises(ValueError, match="never opens"):
        after(Calendar(weekdays=frozenset()), shanghai(23, 9), timedelta(hours=1))


@pytest.mark.parametrize("dash", ["..", "–", "至", "to", " ~ "])
def test_days_off_are_written_one_a_line_or_as_a_range(dash: str) -> None:
    found = days_in(f"2026-10-01{dash}2026-10-03 国庆节\n\n2027-01-01 New Year", "holidays")
    assert sorted(found) == [date(2026, 10, n) for n in (1, 2, 3)] + [date(2027, 1, 1)]
    assert found[date(2026, 10, 2)] == "国庆节"


@pytest.mark.parametrize(
    "line", ["tomorrow", "2026-02-30", "2026-10-07 .. 2026-10-01", "2026-01-01..2028-01-01"]
)
def test_a_line_that_is_no_day_is_refused_at_its_field(line: str) -> None:
    with pytest.raises(Refusal) as refusal:
        days_in(line, "holidays")
    assert refusal.value.field == "holidays"
