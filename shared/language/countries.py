"""Countries and currencies to choose from, named in the reader's language."""

from functools import cache

from babel import Locale

from shared.language.formatting import BABEL_LOCALES

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "SGD", "CHF", "CAD", "AUD")
# Where most counterparties are stands first.
_FIRST = ("CN", "HK", "TW", "US", "DE", "GB", "FR", "JP", "KR", "SG")


def country_name(code: str, locale: str) -> str:
    """Return the name of an ISO 3166 code in "zh" or "en"; an unknown code is its own name."""
    return str(_names(locale).get(code, code))


@cache
def country_options(locale: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country, the usual ones first, the rest by name."""
    names = _names(locale)
    rest = sorted((code for code in names if code not in _FIRST), key=lambda code: names[code])
    return tuple((code, names[code]) for code in (*_FIRST, *rest))


@cache
def _names(locale: str) -> dict[str, str]:
    territories = Locale.parse(BABEL_LOCALES[locale]).territories
    return {
        code: str(name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}
    }
