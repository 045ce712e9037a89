"""What an organisation may ask us to change, how it is checked, and what may follow what. Pure.

A value of a change is text: a truth value is "1" or "". Bank accounts are checked with
python-stdnum (IBAN, BIC); a Chinese account has digits only and the 12 digits of its CNAPS code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from stdnum import bic, iban
from stdnum.exceptions import ValidationError
from stdnum.numdb import get as numbers_of

from shared.counterparties.rules import (
    ChangeState,
    Person,
    Place,
    Profile,
    check_person,
    check_place,
    check_profile,
)
from shared.kernel.business_hours import Calendar, working_day
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say

# The reason of a change that the machine stopped: the record had moved on while it cooled.
OVERTAKEN = "overtaken"
OPEN_STATES = (ChangeState.SUBMITTED, ChangeState.REVIEWED, ChangeState.COOLING)


class About(StrEnum):
    """What a change is about."""

    PROFILE = "profile"
    ADDRESS = "address"
    CONTACT = "contact"
    BANK_ACCOUNT = "bank_account"
    LOGO = "logo"


class Wish(StrEnum):
    """What is wished for it."""

    UPDATE = "update"
    ADD = "add"
    ARCHIVE = "archive"


FIELDS: dict[About, tuple[str, ...]] = {
    About.PROFILE: (
        "name_zh", "name_en", "tax_number", "country", "region", "city", "phone", "website",
    ),
    About.ADDRESS: (
        "label", "kind", "recipient", "phone", "line", "city", "region", "postcode", "country",
        "is_default",
    ),
    About.CONTACT: ("name", "title", "email", "phone"),
    About.BANK_ACCOUNT: ("holder", "bank", "country", "currency", "number", "code"),
    About.LOGO: ("logo",),
}  # fmt: skip
TRUTHS = frozenset({"is_default", "is_archived"})
SECRET = frozenset({"number"})
# Whoever diverts money changes these: a second colleague, a cooling period, and notice.
GRAVE_FIELDS = frozenset({"tax_number"})

TRANSITIONS: dict[tuple[ChangeState, str], ChangeState] = {
    (ChangeState.SUBMITTED, "apply"): ChangeState.IN_EFFECT,
    (ChangeState.SUBMITTED, "review"): ChangeState.REVIEWED,
    (ChangeState.SUBMITTED, "reject"): ChangeState.REJECTED,
    (ChangeState.REVIEWED, "approve"): ChangeState.COOLING,
    (ChangeState.REVIEWED, "reject"): ChangeState.REJECTED,
    (ChangeState.COOLING, "take_effect"): ChangeState.IN_EFFECT,
    (ChangeState.COOLING, "stop"): ChangeState.STOPPED,
    **{(state, "withdraw"): ChangeState.WITHDRAWN for state in OPEN_STATES},
}


@dataclass(frozen=True)
class Account:
    """A bank account as it is typed."""

    holder: str
    bank: str
    number: str
    code: str = ""
    country: str = "CN"
    currency: str = "CNY"


def as_text(value: Any) -> str:
    """Return a value of a record as the text of a change."""
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value).strip()


def as_values(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the texts of a change as columns of its record."""
    return {name: bool(text) if name in TRUTHS else text for name, text in texts.items()}


def masked(number: str) -> str:
    """Return an account number of which only the last four signs are to be read."""
    return f"•••• {number[-4:]}" if number else ""


def shown(about: str, field: str, text: str) -> str:
    """Return a value as pages, mails and the journal may write it."""
    return masked(text) if about == About.BANK_ACCOUNT and field in SECRET else text


def is_grave(about: str, fields: frozenset[str]) -> bool:
    """Return whether a change of these fields needs two of us and time to object.

    This is the one place to ask when a fresh sign-in is demanded for such a change.
    """
    return about == About.BANK_ACCOUNT or bool(GRAVE_FIELDS & fields)


def clean(about: About, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the wanted values of the known fields in the form in which they are compared."""
    texts = {name: wanted[name].strip() for name in FIELDS[about] if name in wanted}
    if about is About.BANK_ACCOUNT:
        for name in texts.keys() & {"number", "code", "country", "currency"}:
            texts[name] = re.sub(r"[\s-]", "", texts[name]).upper()
    return texts


def check(about: About, texts: Mapping[str, str]) -> None:
    """Refuse values that the record could not hold; `texts` are all fields of it."""
    values = as_values(texts)
    if about is About.PROFILE:
        check_profile(Profile(kinds=("customer",), **values))
    elif about is About.ADDRESS:
        check_place(Place(**values))
    elif about is About.CONTACT:
        check_person(Person(**values))
    elif about is About.BANK_ACCOUNT:
        check_account(Account(**values))


def check_account(account: Account) -> None:
    """Refuse an account that cannot exist, with every reason at once (Invalid)."""
    reasons = [
        Refusal(sentence, field)
        for field, is_right, sentence in (
            ("holder", bool(account.holder), say("Enter the name in which the account is held.")),
            ("bank", bool(account.bank), say("Enter the bank and its branch.")),
            ("country", bool(re.fullmatch(r"[A-Z]{2}", account.country)),
             say("Choose a country from the list.")),
            ("currency", bool(re.fullmatch(r"[A-Z]{3}", account.currency)),
             say("A currency has three letters, for example CNY.")),
        )
        if not is_right
    ]  # fmt: skip
    reasons += [refusal for refusal in (_number_of(account), _code_of(account)) if refusal]
    if reasons:
        raise Invalid(reasons)


def _number_of(account: Account) -> Refusal | None:
    number = account.number
    if _has_iban(account.country) or number[:2].isalpha():
        try:
            iban.validate(number)
        except ValidationError:
            sentence = say("This is not a valid IBAN: compare it with your bank's letter.")
            return Refusal(sentence, "number")
        if number[:2] != account.country:
            return Refusal(say("This IBAN belongs to another country."), "number")
        return None
    if not re.fullmatch(r"\d{6,30}", number):
        return Refusal(say("An account number has 6 to 30 digits."), "number")
    return None


def _code_of(account: Account) -> Refusal | None:
    if account.country == "CN":
        if not re.fullmatch(r"\d{12}", account.code):
            return Refusal(say("The CNAPS code of the branch has 12 digits."), "code")
    elif not bic.is_valid(account.code):
        return Refusal(say("Enter the BIC (SWIFT code) of the bank, 8 or 11 signs."), "code")
    return None


def _has_iban(country: str) -> bool:
    found = numbers_of("iban").info(country)
    return bool(found) and bool(found[0][1])


def check_reason(reason: str, field: str = "reason") -> str:
    """Return a reason without blanks at its ends, or refuse a missing one."""
    if not reason.strip():
        raise Refusal(say("Say why; the organisation reads it."), field)
    return reason.strip()


def answer_by(asked_at: datetime, calendar: Calendar) -> datetime:
    """Return by when we answer: the same time of the next day that is worked."""
    local = asked_at.astimezone(ZoneInfo(calendar.zone))
    day = working_day(calendar, local.date(), 1)
    return datetime.combine(day, local.timetz()).astimezone(UTC)
