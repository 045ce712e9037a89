"""What amounts in other currencies count for beside the limits of approval."""

import pytest

from shared.settings import Problem, load, worth
from shared.settings.worth import BEYOND


def test_our_own_currency_counts_as_it_is() -> None:
    assert worth(12_345, "CNY") == 12_345


def test_a_currency_without_a_rate_is_above_every_limit() -> None:
    assert worth(1, "USD") == BEYOND
    assert worth(0, "USD") == 0


@pytest.mark.parametrize(
    ("amount", "currency", "counted"),
    [(100, "USD", 720), (101, "USD", 728), (10_000, "JPY", 48_000), (1, "EUR", 8)],
)
def test_a_rate_counts_whole_units_and_rounds_up(
    monkeypatch: pytest.MonkeyPatch, amount: int, currency: str, counted: int
) -> None:
    monkeypatch.setenv("WANGLAI_LIMIT_RATES", "USD=7.20, EUR=7.85 JPY=0.048")
    assert worth(amount, currency) == counted


@pytest.mark.parametrize("wrong", ["USD", "USD=", "USD=x", "usd=7.2", "USD=0", "USD=-1", "USD=NaN"])
def test_a_wrong_rate_stops_the_start_with_what_it_should_look_like(wrong: str) -> None:
    with pytest.raises(Problem, match=r"USD=7\.20 EUR=7\.85"):
        load({"WANGLAI_LIMIT_RATES": wrong})
