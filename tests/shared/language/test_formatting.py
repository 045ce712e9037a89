"""Money, quantities and times as people read them, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.kernel import clock
from shared.language.formatting import formats, in_zone

ZH, EN = formats("zh"), formats("en")
NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (11_595_066, "CNY", "¥115,950.66"),
        (-5_00, "CNY", "-¥5.00"),
        (120_000, "USD", "USD\u00a01,200.00"),
        (1200, "JPY", "JPY\u00a01,200"),
        (None, "CNY", "—"),
    ],
)
def test_money_names_its_currency_unless_it_is_yuan(
    minor: int | None, currency: str, shown: str
) -> None:
    assert ZH.money(minor, currency) == shown
    assert EN.money(minor, currency) == shown


def test_large_amounts_are_short_in_the_way_of_the_language() -> None:
    assert ZH.compact(2_775_0000_00, "CNY") == "¥2,775万"
    assert ZH.compact(1_2000_0000_00, "CNY") == "¥1.2亿"
    assert EN.compact(27_750_000_00, "CNY") == "¥27.8M"
    assert EN.compact(950_00, "CNY") == "¥950"


def test_quantities_and_percentages_lose_the_zeros_behind() -> None:
    assert EN.qty(24 * 10_000) == "24"
    assert EN.qty(1_200 * 10_000 + 5_000) == "1,200.5"
    assert EN.qty(100 * 10_000) == "100"
    assert ZH.percent(1300) == "13%"
    assert ZH.percent(1250) == "12.5%"
    assert ZH.percent(10_000) == "100%"


def test_a_day_has_its_year_only_when_it_is_another() -> None:
    with clock.frozen(NOW):
        assert ZH.day(date(2026, 12, 8)) == "12月8日"
        assert EN.day(date(2026, 12, 8)) == "8 Dec"
        assert ZH.day(date(2027, 1, 2)) == "2027年1月2日"
        assert EN.day(date(2027, 1, 2)) == "2 Jan 2027"


def test_a_moment_is_written_in_the_zone_of_the_reader() -> None:
    late = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)
    with clock.frozen(NOW):
        assert ZH.moment(late) == "11月24日 04:05"
        with in_zone("Europe/Berlin"):
            assert EN.moment(late) == "23 Nov 21:05"


def test_what_was_just_now_is_told_as_an_age() -> None:
    with clock.frozen(NOW):
        assert EN.ago(NOW - timedelta(hours=3)) == "3 hours ago"
        assert ZH.ago(NOW - timedelta(hours=3)) == "3小时前"
        assert EN.ago(NOW + timedelta(days=2)) == "in 2 days"
        assert EN.ago(NOW - timedelta(seconds=5)) == "just now"
        assert EN.ago(NOW - timedelta(days=30)) == "24 Oct"


def test_a_share_is_rounded_to_whole_per_cent_but_never_to_all_or_nothing() -> None:
    assert [ZH.share(n) for n in (0, 1, 9166, 9999, 10_000)] == ["0%", "1%", "92%", "99%", "100%"]
    assert ZH.share(10_001) == "101%"
    assert ZH.share(None) == ZH.percent(None)
