"""Reads what one unit of other currencies counts for beside the limits of approval."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache


@lru_cache(maxsize=8)
def rates(text: str) -> Mapping[str, Decimal]:
    """Read `USD=7.20 EUR=7.85` into currency → rate; raises ValueError for anything else."""
    found = {}
    for word in text.replace(",", " ").split():
        currency, _, rate = word.partition("=")
        found[currency] = _rate(currency, rate)
    return found


def _rate(currency: str, text: str) -> Decimal:
    if not (
        len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()
    ):
        raise ValueError(currency)
    try:
        rate = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not rate.is_finite() or rate <= 0:
        raise ValueError(text)
    return rate
