"""Amounts of money: whole minor units of one currency (cents, fen), rounded half up.

Tax rates are basis points (1300 = 13 %). A price stands per a stated quantity (per 1, 100, 1000).
"""

from decimal import Decimal, InvalidOperation

from shared.kernel import quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import say

_WITHOUT_MINOR_UNIT = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
LARGEST = 10**15


def exponent(currency: str) -> int:
    """Return how many decimals the currency has (ISO 4217): 2, or 0 for yen and the like."""
    return 0 if currency in _WITHOUT_MINOR_UNIT else 2


def divided(numerator: int, denominator: int) -> int:
    """Return the quotient of whole numbers, rounded half away from zero."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    return sign * ((2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator)))


def line_net(price: int, per: int, scaled_quantity: int) -> int:
    """Return the net amount (minor units) of a quantity (×10⁴) at `price` per `per` pieces."""
    return divided(price * scaled_quantity, per * quantity.SCALE)


def tax_on(net: int, rate: int) -> int:
    """Return the tax (minor units) on `net` at `rate` basis points, rounded half up."""
    return divided(net * rate, 10_000)


def from_text(text: str, currency: str, field: str | None = None) -> int:
    """Read an amount as typed (`1,234.50`) into minor units; refuses what is no such amount."""
    try:
        amount = Decimal(text.strip().replace(",", "").replace("，", ""))
        minor = amount.scaleb(exponent(currency))
    except InvalidOperation:
        raise Refusal(say("Enter an amount, for example 1200.50."), field) from None
    if not minor.is_finite() or abs(minor) > LARGEST:
        raise Refusal(say("This amount is too large."), field)
    if minor != minor.to_integral_value():
        raise Refusal(say("This amount has more decimals than the currency."), field)
    return int(minor)


def to_decimal(minor: int, currency: str) -> Decimal:
    """Return minor units as a decimal amount."""
    return Decimal(minor).scaleb(-exponent(currency))


def to_text(minor: int, currency: str) -> str:
    """Return an amount for a sentence, the same in every language: `1,234.50 CNY`."""
    return f"{to_decimal(minor, currency):,f} {currency}"
