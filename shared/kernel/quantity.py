"""Quantities: whole numbers scaled by 10⁴, so that metres and kilograms need no floats."""

from decimal import Decimal, InvalidOperation

from shared.kernel.errors import Refusal
from shared.kernel.wording import say

SCALE = 10_000
LARGEST = 10**9 * SCALE


def of(pieces: int) -> int:
    """Return `pieces` whole pieces as a scaled quantity."""
    return pieces * SCALE


def from_text(text: str, field: str | None = None) -> int:
    """Read a quantity as typed into its scaled form; refuses zero, negatives and nonsense."""
    try:
        amount = Decimal(text.strip().replace(",", "").replace("，", ""))
        scaled = amount * SCALE
    except InvalidOperation:
        raise Refusal(say("Enter a quantity, for example 24."), field) from None
    if not scaled.is_finite() or scaled <= 0:
        raise Refusal(say("The quantity must be more than zero."), field)
    if scaled > LARGEST:
        raise Refusal(say("This quantity is too large."), field)
    if scaled != scaled.to_integral_value():
        raise Refusal(say("A quantity has at most four decimals."), field)
    return int(scaled)


def to_decimal(scaled: int) -> Decimal:
    """Return a scaled quantity as a decimal without trailing zeros."""
    whole, rest = divmod(scaled, SCALE)
    return Decimal(whole) if rest == 0 else (Decimal(scaled) / SCALE).normalize()


def to_text(scaled: int) -> str:
    """Return a scaled quantity as it is typed: `24`, `1.5`."""
    return f"{to_decimal(scaled):f}"
