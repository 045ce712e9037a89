"""Which price holds: lists by priority, tiers, validity, packs, tax."""

from datetime import date

import pytest

from shared.catalogue.rules import (
    STANDARD_RANK,
    Entry,
    Tier,
    in_packs,
    is_valid,
    least_quantity,
    tax_rate,
    tier_for,
    tiers_on,
)

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 24)


def test_the_first_list_that_prices_the_product_is_taken_whole() -> None:
    entries = [
        Entry(STANDARD_RANK, 1, 100, 1),
        Entry(STANDARD_RANK, 50, 80, 1),
        Entry(1, 1, 95, 1),
        Entry(0, 1, 90, 1, valid_until=YESTERDAY),
    ]
    assert tiers_on(entries, TODAY) == (Tier(1, 95, 1),)


def test_without_a_valid_entry_there_is_no_price() -> None:
    assert tiers_on([], TODAY) == ()
    assert tiers_on([Entry(0, 1, 90, 1, valid_from=TOMORROW)], TODAY) == ()


def test_of_two_entries_for_one_quantity_the_later_begun_holds() -> None:
    entries = [
        Entry(0, 1, 90, 1, valid_from=TODAY),
        Entry(0, 1, 100, 1, valid_from=date(2026, 1, 1)),
    ]
    assert tiers_on(entries, TODAY) == (Tier(1, 90, 1),)


@pytest.mark.parametrize(
    ("quantity", "price"), [(1, 100), (49, 100), (50, 90), (99, 90), (100, 80), (5000, 80)]
)
def test_a_tier_begins_at_its_quantity(quantity: int, price: int) -> None:
    tier = tier_for((Tier(1, 100, 1), Tier(50, 90, 1), Tier(100, 80, 1)), quantity)
    assert tier is not None
    assert tier.price == price


@pytest.mark.parametrize(
    ("starts", "ends", "valid"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (None, YESTERDAY, False),
    ],
)
def test_both_ends_of_a_validity_are_included(
    starts: date | None, ends: date | None, valid: bool
) -> None:
    assert is_valid(TODAY, starts, ends) is valid


def test_the_least_quantity_heeds_minimum_first_tier_and_packs() -> None:
    assert least_quantity(8, 1, ()) == 8
    assert least_quantity(8, 6, ()) == 12
    assert least_quantity(8, 6, (Tier(20, 1, 1),)) == 24
    assert in_packs(7, 0) == 7


def test_a_rate_that_nobody_keeps_is_zero() -> None:
    assert tax_rate({"standard": 1300}, "standard") == 1300
    assert tax_rate({"standard": 1300}, "reduced") == 0
