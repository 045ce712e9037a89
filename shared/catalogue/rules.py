"""Decisions about prices, quantities and tax: which list, which tier, what is short. Pure.

Prices are net minor units per `per` pieces, quantities are scaled by 10⁴, tax in basis points.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

STANDARD_RANK = 1_000_000  # the standard list is asked after every assigned one


@dataclass(frozen=True)
class Entry:
    """One row of a price list; `rank` is the list's place among the buyer's lists, lowest first."""

    rank: int
    from_quantity: int
    price: int
    per: int
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Tier:
    """From this quantity on, this price per `per` pieces."""

    from_quantity: int
    price: int
    per: int


@dataclass(frozen=True)
class Offer:
    """A product as one buyer may buy it on one day; `tiers` is empty when there is no price."""

    product_id: int
    sku: str
    name_zh: str
    name_en: str
    category_zh: str
    category_en: str
    unit: str
    minimum: int
    pack: int
    currency: str
    tiers: tuple[Tier, ...]
    tax_rate: int
    free: int
    expected: int
    expected_on: date | None
    allows_backorder: bool
    lead_days: int

    def tier_for(self, quantity: int) -> Tier | None:
        """Return the price that holds for `quantity`, None when there is no price at all."""
        return tier_for(self.tiers, quantity)

    @property
    def smallest(self) -> int:
        """The least quantity that can be bought."""
        return least_quantity(self.minimum, self.pack, self.tiers)

    def available_on(self, today: date) -> date:
        """Return when goods come that are not in stock: the date expected, else the lead time."""
        if self.expected > 0 and self.expected_on and self.expected_on >= today:
            return self.expected_on
        return today + timedelta(days=self.lead_days)


def is_valid(on: date, valid_from: date | None, valid_until: date | None) -> bool:
    """Return whether `on` lies in the period; both ends are included, None is open."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


def tiers_on(entries: Iterable[Entry], on: date) -> tuple[Tier, ...]:
    """Return the tiers of the first list that prices the product on that day, smallest first.

    Lists are not mixed: a tier of the standard list never completes an assigned list. Where one
    list has two entries for the same quantity, the one that began last holds.
    """
    valid = [one for one in entries if is_valid(on, one.valid_from, one.valid_until)]
    if not valid:
        return ()
    rank = min(one.rank for one in valid)
    begun = sorted(
        (one for one in valid if one.rank == rank),
        key=lambda one: (one.from_quantity, one.valid_from or date.min),
    )
    latest = {one.from_quantity: Tier(one.from_quantity, one.price, one.per) for one in begun}
    return tuple(latest.values())


def tier_for(tiers: tuple[Tier, ...], quantity: int) -> Tier | None:
    """Return the highest tier that `quantity` reaches; below the first one, the first one."""
    if not tiers:
        return None
    reached = [tier for tier in tiers if tier.from_quantity <= quantity]
    return reached[-1] if reached else tiers[0]


def least_quantity(minimum: int, pack: int, tiers: tuple[Tier, ...]) -> int:
    """Return the least quantity: the product's minimum, the first tier, whole packs."""
    first = tiers[0].from_quantity if tiers else 0
    return in_packs(max(minimum, first, 1), pack)


def in_packs(quantity: int, pack: int) -> int:
    """Return `quantity` rounded up to whole packs."""
    return quantity if pack <= 0 else -(-quantity // pack) * pack


def tax_rate(rates: dict[str, int], tax_class: str) -> int:
    """Return the rate of a class in the country of delivery, 0 where finance keeps no rate.

    Deliveries abroad are zero-rated exports; a rate that should be charged has to be entered.
    """
    return rates.get(tax_class, 0)
