"""Turns the text of a foreign cell into a value of ours, or says plainly what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel import Locale

from shared.exchange.targets import (
    CHOICE,
    COUNTRY,
    CURRENCY,
    DATE,
    EMAIL,
    FLAG,
    KIND_WORDS,
    KINDS,
    MONEY,
    NUMBER,
    PERCENT,
    PRICE,
    QUANTITY,
    Field,
)  # fmt: skip
from shared.kernel import money, quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import say

Price = tuple[int, int]

_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_TRUE = {"1", "true", "yes", "y", "是", "x", "√"}
_FALSE = {"0", "false", "no", "n", "否", "-", ""}
_ALIASES = {"UK": "GB", "USA": "US", "PRC": "CN", "中国大陆": "CN", "HOLLAND": "NL", "KOREA": "KR"}
_PERS = (1, 10, 100, 1000, 10_000)


class Reading:
    """How numbers, dates and money are written in this source."""

    def __init__(self, *, decimal: str = ".", dates: tuple[str, ...] = ()) -> None:
        self.decimal = decimal
        self.dates = dates

    def value(self, spec: Field, text: str, currency: str, dates: tuple[str, ...] = ()) -> object:
        """Return `text` as what `spec` holds; Refusal says what is wrong with it."""
        if spec.kind == DATE:
            return as_date(text, dates or self.dates)
        if spec.kind in (NUMBER, PERCENT, QUANTITY, PRICE, MONEY):
            return self._amount(spec.kind, text, currency)
        if spec.kind == CHOICE:
            return as_choice(text, spec.choices)
        return _AS.get(spec.kind, _same)(checked_length(text, spec.longest))

    def _amount(self, kind: str, text: str, currency: str) -> object:
        number = self.number(text.strip().rstrip("%％") if kind == PERCENT else text)
        if kind == NUMBER:
            return _whole(number)
        if kind == PERCENT:
            return _basis_points(number)
        if kind == QUANTITY:
            return _scaled(number)
        if kind == PRICE:
            return _price(number, currency)
        return _minor(number, currency)

    def number(self, text: str) -> Decimal:
        """Return a number as this source writes it: `1,234.50`, or `1.234,50` with a comma."""
        bare = text.strip().lstrip("¥￥$€£").strip().replace("\u00a0", "").replace(" ", "")
        if self.decimal == ",":
            bare = bare.translate(str.maketrans(",.", ".,"))
        if not _NUMBER.fullmatch(bare):
            raise Refusal(say("“{text}” is not a number.", text=text[:40]))
        return Decimal(bare.replace(",", ""))


def as_date(text: str, formats: tuple[str, ...] = ()) -> date:
    """Return the day; without formats only year-first ways are read, so that none is guessed."""
    day = _TIME.sub("", text.strip())
    for wanted in formats:
        for candidate in (text.strip(), day):
            try:
                return datetime.strptime(candidate, wanted).date()  # noqa: DTZ007
            except ValueError:
                continue
    for wanted in _DATES:
        try:
            return datetime.strptime(day, wanted).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise Refusal(say("“{text}” is not a date that the mapping knows.", text=text[:40]))


def as_flag(text: str) -> bool:
    """Return yes or no in the words of tables: 1/0, true/false, yes/no, 是/否."""
    word = text.strip().casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Refusal(say("“{text}” is neither yes nor no.", text=text[:40]))


def as_choice(text: str, choices: tuple[str, ...]) -> str:
    """Return the choice that `text` names, whatever its case."""
    for choice in choices:
        if text.strip().casefold() == choice.casefold():
            return choice
    known = ", ".join(choices)
    raise Refusal(say("“{text}” is none of {known}.", text=text[:40], known=known))


def as_kinds(text: str) -> frozenset[str]:
    """Return the kinds of a counterparty named in `text`, in English or Chinese."""
    kinds = set()
    for word in re.split(r"[,;/|、，；]", text):
        kind = KIND_WORDS.get(word.strip().casefold())
        if kind is None:
            raise Refusal(say("“{text}” is no kind of counterparty.", text=word.strip()[:40]))
        kinds.add(kind)
    return frozenset(kinds)


def as_country(text: str) -> str:
    """Return the ISO code for a code or a name in English or Chinese."""
    word = text.strip()
    code = _ALIASES.get(word.upper()) or _countries().get(word.casefold())
    if code is None:
        raise Refusal(
            say("“{text}” is no country we know. Use its two-letter code.", text=word[:40])
        )
    return code


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "zh"):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(name.casefold(), code)
                found.setdefault(code.casefold(), code)
    return found


def as_currency(text: str) -> str:
    """Return the ISO code of a currency."""
    code = {"RMB": "CNY", "人民币": "CNY"}.get(text.strip().upper(), text.strip().upper())
    if code not in Locale.parse("en").currencies:
        raise Refusal(say("“{text}” is no currency. Use a code such as CNY.", text=text[:40]))
    return code


def as_email(text: str) -> str:
    """Return the address in lower case; refuses what is no e-mail address."""
    if not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", text.strip()):
        raise Refusal(say("“{text}” is no e-mail address.", text=text[:60]))
    return text.strip().lower()


def checked_length(text: str, longest: int) -> str:
    """Return `text` unless it is too long for its field."""
    if len(text) > longest:
        raise Refusal(say("The text is longer than {longest} characters.", longest=longest))
    return text


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value() or not 0 <= number < 10**9:
        raise Refusal(say("A whole number from zero up is needed."))
    return int(number)


def _basis_points(number: Decimal) -> int:
    points = number * 100
    if points != points.to_integral_value() or not 0 <= points <= 10_000:
        raise Refusal(say("A percentage from 0 to 100 with at most two decimals is needed."))
    return int(points)


def _scaled(number: Decimal) -> int:
    scaled = number * quantity.SCALE
    if scaled != scaled.to_integral_value() or not 0 <= scaled <= quantity.LARGEST:
        raise Refusal(say("A quantity from zero up with at most four decimals is needed."))
    return int(scaled)


def _minor(number: Decimal, currency: str) -> int:
    minor = number.scaleb(money.exponent(currency))
    if minor != minor.to_integral_value() or not 0 <= minor <= money.LARGEST:
        raise Refusal(say("An amount from zero up with the decimals of its currency is needed."))
    return int(minor)


def _price(number: Decimal, currency: str) -> Price:
    """Return (minor units, per): a price finer than the currency stands per 10, 100 or 1000."""
    for per in _PERS:
        minor = (number * per).scaleb(money.exponent(currency))
        if minor == minor.to_integral_value() and 0 <= minor <= money.LARGEST:
            return int(minor), per
    raise Refusal(say("A price from zero up with at most six decimals is needed."))


def _same(text: str) -> str:
    return text


_AS: dict[str, Callable[[str], object]] = {
    FLAG: as_flag,
    KINDS: as_kinds,
    COUNTRY: as_country,
    CURRENCY: as_currency,
    EMAIL: as_email,
}
