"""Typed lines against offers: what is refused with which cure, what counts as a change."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.catalogue.rules import Offer, Tier
from shared.kernel import quantity
from shared.orders.checking import TypedLine, quote_lines
from shared.orders.comparing import changes_since

TODAY = date(2026, 11, 23)
OFFER = Offer(
    product_id=1, sku="SH-1", name_zh="剃须刀", name_en="Shaver", category_zh="", category_en="",
    unit="pcs", minimum=quantity.of(8), pack=quantity.of(4), currency="CNY",
    tiers=(Tier(quantity.of(1), 10_00, 1), Tier(quantity.of(20), 9_00, 1)), tax_rate=1300,
    free=quantity.of(24), expected=0, expected_on=None, allows_backorder=True, lead_days=14,
)  # fmt: skip


def quoted(*lines: tuple[str, str], offer: Offer = OFFER):  # type: ignore[no-untyped-def]
    return quote_lines([TypedLine(*line) for line in lines], {offer.sku: offer}, "CNY", TODAY)


@pytest.mark.parametrize(
    ("typed", "field", "fixes"),
    [
        (("XX", "8"), "line-0-sku", []),
        (("", "8"), "line-0-sku", []),
        (("SH-1", "4"), "line-0-quantity", ["8"]),
        (("SH-1", "10"), "line-0-quantity", ["8", "12"]),
        (("SH-1", "9"), "line-0-quantity", ["8", "12"]),
        (("SH-1", "-8"), "line-0-quantity", []),
        (("SH-1", "NaN"), "line-0-quantity", []),
        (("SH-1", "1e12"), "line-0-quantity", []),
        (("SH-1", "8.00001"), "line-0-quantity", []),
        (("SH-1", ""), "line-0-quantity", []),
    ],
)
def test_a_wrong_line_says_where_and_offers_a_cure(
    typed: tuple[str, str], field: str, fixes: list[str]
) -> None:
    (refusal,) = quoted(typed).refusals
    assert refusal.field == field
    assert [value for value, _ in refusal.fixes] == fixes


def test_a_product_stands_in_one_line_only() -> None:
    quote = quoted(("SH-1", "8"), ("", ""), ("sh-1 ", "8"))
    assert [line.index for line in quote.lines] == [0, 2]
    assert quote.refusals[0].field == "line-2-sku"


def test_the_line_named_is_the_row_that_is_seen_after_others_were_removed() -> None:
    typed = [TypedLine("XX", "8", 2), TypedLine("SH-1", "8", 4), TypedLine("", "", 5),
             TypedLine("SH-1", "12", 9)]  # fmt: skip
    quote = quote_lines(typed, {OFFER.sku: OFFER}, "CNY", TODAY)
    assert (quote.refusals[-1].field, str(quote.refusals[-1].message)) == (
        "line-9-sku", "This product already stands in line 2.",
    )  # fmt: skip


def test_the_tier_that_the_quantity_reaches_is_charged() -> None:
    assert quoted(("SH-1", "16")).net == 16 * 10_00
    assert quoted(("SH-1", "20")).net == 20 * 9_00


def test_tax_is_rounded_half_up_per_line() -> None:
    offer = replace(OFFER, tiers=(Tier(0, 5, 1),), minimum=quantity.of(1), pack=quantity.of(1))
    assert quoted(("SH-1", "10"), offer=offer).tax == 7  # 0.50 at 13 % is 0.065
    thirds = replace(offer, tiers=(Tier(0, 100, 3),))
    assert quoted(("SH-1", "1"), offer=thirds).net == 33


def test_the_shortage_comes_on_the_day_that_is_expected() -> None:
    (line,) = quoted(("SH-1", "32")).good
    assert (line.in_stock, line.backordered) == (quantity.of(24), quantity.of(8))
    assert line.expected_on == TODAY + timedelta(days=14)
    coming = replace(OFFER, expected=quantity.of(100), expected_on=TODAY + timedelta(days=3))
    (line,) = quoted(("SH-1", "32"), offer=coming).good
    assert line.expected_on == TODAY + timedelta(days=3)


def test_without_back_order_the_cure_is_what_is_there_in_whole_packs() -> None:
    offer = replace(OFFER, allows_backorder=False, free=quantity.of(23))
    (refusal,) = quoted(("SH-1", "24"), offer=offer).refusals
    assert [value for value, _ in refusal.fixes] == ["20"]
    offer = replace(offer, free=0)
    assert quoted(("SH-1", "8"), offer=offer).refusals[0].fixes == ()


def test_a_product_without_a_price_cannot_be_ordered() -> None:
    assert quoted(("SH-1", "8"), offer=replace(OFFER, tiers=())).refusals[0].field == "line-0-sku"


def test_what_was_seen_and_did_not_change_is_no_change() -> None:
    quote = quoted(("SH-1", "8"))
    assert changes_since(quote.seen, quote) == []


@pytest.mark.parametrize(
    ("changed", "what", "before", "after"),
    [
        ({"tiers": (Tier(0, 11_00, 1),)}, "price", 10_00, 11_00),
        ({"tiers": (Tier(0, 9_50, 1),)}, "price", 10_00, 9_50),
        ({"tax_rate": 900}, "tax", 1300, 900),
        ({"free": quantity.of(3)}, "stock", 0, quantity.of(5)),
    ],
)
def test_each_change_is_named_with_old_and_new(
    changed: dict[str, object], what: str, before: int, after: int
) -> None:
    seen = quoted(("SH-1", "8")).seen
    found = changes_since(seen, quoted(("SH-1", "8"), offer=replace(OFFER, **changed)))
    assert (found[0].what, found[0].before, found[0].after) == (what, before, after)


def test_more_in_stock_than_seen_needs_no_consent() -> None:
    seen = quoted(("SH-1", "32")).seen
    plenty = replace(OFFER, free=quantity.of(100))
    assert changes_since(seen, quoted(("SH-1", "32"), offer=plenty)) == []


def test_lines_that_came_or_went_are_changes() -> None:
    assert [one.what for one in changes_since("", quoted(("SH-1", "8")))] == ["added"]
    assert [one.what for one in changes_since(quoted(("SH-1", "8")).seen, quoted())] == ["gone"]
    assert [one.what for one in changes_since(quoted(("SH-1", "8")).seen, quoted(("SH-1", "12")))]\
        == ["quantity"]  # fmt: skip


@pytest.mark.parametrize("seen", ["nonsense", "{}", "[[1]]", "null", '[["SH-1",1,2]]', "[1]"])
def test_a_text_that_is_not_ours_means_that_nothing_was_seen(seen: str) -> None:
    assert [one.what for one in changes_since(seen, quoted(("SH-1", "8")))] == ["added"]
