"""What an amount counts for when a limit is compared: limits are in the company's own currency."""

from decimal import ROUND_CEILING

from shared.kernel import money
from shared.settings.loading import load
from shared.settings.rates import rates

# More than any limit: nobody has said what this currency is worth.
BEYOND = money.LARGEST * 1000


def worth(amount: int, currency: str) -> int:
    """Return `amount` (minor units of `currency`) in minor units of the company's currency.

    Other currencies count by WANGLAI_LIMIT_RATES, rounded up; one without a rate is `BEYOND` every
    limit, because whoever cannot compare has to ask.
    """
    settings = load()
    if currency == settings.currency or amount <= 0:
        return amount
    rate = rates(settings.limit_rates).get(currency)
    if rate is None:
        return BEYOND
    counted = (money.to_decimal(amount, currency) * rate).scaleb(money.exponent(settings.currency))
    return int(counted.to_integral_value(ROUND_CEILING))


def is_comparable(currency: str) -> bool:
    """Return whether amounts in this currency can be compared with a limit at all."""
    settings = load()
    return currency == settings.currency or currency in rates(settings.limit_rates)
