"""Cells as people write them, in two languages and three number styles."""

from datetime import date
from decimal import Decimal

import pytest

from shared.exchange import values
from shared.exchange.targets import Field
from shared.exchange.values import Reading
from shared.kernel.errors import Refusal


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-03", date(2026, 2, 3)),
        ("2026-02-03 00:00:00.000", date(2026, 2, 3)),
        ("2026-02-03T10:00:00Z", date(2026, 2, 3)),
        ("2026/2/3", date(2026, 2, 3)),
        ("2026年2月3日", date(2026, 2, 3)),
        ("20260203", date(2026, 2, 3)),
    ],
)
def test_a_day_that_begins_with_its_year_is_read(text: str, day: date) -> None:
    assert values.as_date(text) == day


def test_a_day_that_could_be_two_is_never_guessed() -> None:
    with pytest.raises(Refusal, match="not a date"):
        values.as_date("03/02/2026")
    assert values.as_date("03/02/2026", ("%d/%m/%Y",)) == date(2026, 2, 3)
    assert values.as_date("03/02/2026 17:45", ("%m/%d/%Y",)) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("decimal", "text", "number"),
    [
        (".", "1,234.50", "1234.50"),
        (".", "¥ 12", "12"),
        (".", "-3", "-3"),
        (",", "1.234,50", "1234.50"),
        (",", "0,5", "0.5"),
    ],
)
def test_numbers_are_read_as_the_source_writes_them(decimal: str, text: str, number: str) -> None:
    assert Reading(decimal=decimal).number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,5", "1.2.3", "12 pcs", "", "1e9", "NaN", "--1", "٣"])
def test_what_may_be_another_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="not a number"):
        Reading().number(text)


def test_a_price_finer_than_the_currency_stands_per_more_pieces() -> None:
    price = Field("price")
    assert Reading().value(price, "2.5", "CNY") == (250, 1)
    assert Reading().value(price, "0.125", "CNY") == (125, 10)
    assert Reading().value(price, "0.0125", "CNY") == (125, 100)
    assert Reading().value(price, "100.5", "JPY") == (1005, 10)
    with pytest.raises(Refusal, match="six decimals"):
        Reading().value(price, "0.0000001", "CNY")
    with pytest.raises(Refusal, match="from zero up"):
        Reading().value(price, "-1", "CNY")


@pytest.mark.parametrize("text", ["13", "13%", "13 ％"])
def test_a_percentage_may_carry_its_sign(text: str) -> None:
    assert Reading().value(Field("percent"), text, "CNY") == 1300
    with pytest.raises(Refusal, match="not a number"):
        Reading().value(Field("number"), "13%", "CNY")


def test_countries_currencies_and_kinds_are_known_in_both_languages() -> None:
    assert [values.as_country(name) for name in ("Germany", "德国", "de", "UK", "USA", "中国")] == [
        "DE", "DE", "DE", "GB", "US", "CN",
    ]  # fmt: skip
    assert [values.as_currency(name) for name in ("usd", "RMB", "人民币")] == ["USD", "CNY", "CNY"]
    assert values.as_kinds("经销商、Supplier") == {"distributor", "supplier"}
    for read, text in (
        (values.as_country, "Atlantis"),
        (values.as_currency, "XX"),
        (values.as_kinds, "x"),
    ):
        with pytest.raises(Refusal):
            read(text)


def test_yes_and_no_are_known_in_the_words_of_tables() -> None:
    assert [values.as_flag(word) for word in ("1", "TRUE", "是", "x")] == [True] * 4
    assert [values.as_flag(word) for word in ("0", "No", "否", "-")] == [False] * 4
    with pytest.raises(Refusal, match="neither yes nor no"):
        values.as_flag("maybe")


def test_addresses_and_texts_have_their_limits() -> None:
    assert values.as_email(" Ida@Example.ORG ") == "ida@example.org"
    for wrong in ("ida", "a@b", "a b@c.de", "a@b.c, d@e.f"):
        with pytest.raises(Refusal, match="no e-mail"):
            values.as_email(wrong)
    with pytest.raises(Refusal, match="longer than 5"):
        Reading().value(Field(longest=5), "123456", "CNY")
