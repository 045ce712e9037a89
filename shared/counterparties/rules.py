"""Decisions about counterparties: states, what a record needs, how a name reads."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shared.kernel.errors import Invalid, Refusal
from shared.kernel.search_words import fold
from shared.kernel.two_languages import OTHER, is_second_form
from shared.kernel.wording import say

KINDS = ("customer", "distributor", "supplier", "partner")
TIERS = ("", "A", "B", "C")
LONGEST_DEPUTY_DAYS = 366

# No sign that would make two addresses of one in the head of a mail.
_EMAIL = re.compile(r'[^@\s,;<>"\\]+@[^@\s,;<>"\\]+\.[^@\s,;<>"\\]+')


class CounterpartyStatus(StrEnum):
    """Where the organisation stands with us."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    BLOCKLISTED = "blocklisted"


class AddressKind(StrEnum):
    """What an address is for."""

    SHIP = "ship"
    BILL = "bill"


class ChangeState(StrEnum):
    """Where a change that an organisation asks for stands; grave ones pass through all of it."""

    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    COOLING = "cooling"
    IN_EFFECT = "in_effect"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class ItemState(StrEnum):
    """What was decided about one field of a change."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


class CareRole(StrEnum):
    """One account manager looks after a counterparty, collaborators help."""

    ACCOUNT_MANAGER = "account_manager"
    COLLABORATOR = "collaborator"


# Their people have no place here until the organisation is taken up again.
SHUT_OUT = (CounterpartyStatus.SUSPENDED, CounterpartyStatus.BLOCKLISTED)

# What may follow what. Only who may archive may blocklist and lift it (see NEEDS_ARCHIVE).
TRANSITIONS: dict[tuple[CounterpartyStatus, str], CounterpartyStatus] = {
    (CounterpartyStatus.PROSPECT, "activate"): CounterpartyStatus.ACTIVE,
    (CounterpartyStatus.PROSPECT, "block"): CounterpartyStatus.BLOCKLISTED,
    (CounterpartyStatus.ACTIVE, "suspend"): CounterpartyStatus.SUSPENDED,
    (CounterpartyStatus.ACTIVE, "block"): CounterpartyStatus.BLOCKLISTED,
    (CounterpartyStatus.SUSPENDED, "resume"): CounterpartyStatus.ACTIVE,
    (CounterpartyStatus.SUSPENDED, "block"): CounterpartyStatus.BLOCKLISTED,
    (CounterpartyStatus.BLOCKLISTED, "unblock"): CounterpartyStatus.SUSPENDED,
}
NEEDS_REASON = frozenset({"suspend", "block"})
NEEDS_ARCHIVE = frozenset({"block", "unblock"})


@dataclass(frozen=True)
class Profile:
    """The basics of an organisation as staff keep them; `kinds` in the order of KINDS."""

    name_zh: str = ""
    name_en: str = ""
    kinds: tuple[str, ...] = ()
    tier: str = ""
    country: str = "CN"
    region: str = ""
    region_other: str = ""
    city: str = ""
    city_other: str = ""
    currency: str = "CNY"
    payment_days: int = 30
    tax_number: str = ""
    phone: str = ""
    website: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the profile as columns of the table: kinds become truth values."""
        values = asdict(self)
        held = values.pop("kinds")
        return values | {f"is_{kind}": kind in held for kind in KINDS}


@dataclass(frozen=True)
class Person:
    """A contact as it is typed; what ends in `_other` is the form in the other language."""

    name: str
    name_other: str = ""
    title: str = ""
    title_other: str = ""
    email: str = ""
    phone: str = ""
    is_decision_maker: bool = False


@dataclass(frozen=True)
class Place:
    """An address as it is typed; what ends in `_other` is the form in the other language."""

    label: str
    line: str
    kind: str = "ship"
    recipient: str = ""
    phone: str = ""
    city: str = ""
    region: str = ""
    label_other: str = ""
    line_other: str = ""
    recipient_other: str = ""
    city_other: str = ""
    region_other: str = ""
    postcode: str = ""
    country: str = "CN"
    is_default: bool = False


def check_second_forms(record: Any, *fields: str) -> None:
    """Refuse a second form in the same script as the first (Invalid), each beside its field."""
    reasons = [
        Refusal(
            say("Write this in the other language: one form in Chinese characters, one without."),
            field + OTHER,
        )
        for field in fields
        if not is_second_form(getattr(record, field), getattr(record, field + OTHER))
    ]
    if reasons:
        raise Invalid(reasons)


def check_named(name_zh: str, name_en: str) -> None:
    """Refuse a record without any name."""
    if not (name_zh.strip() or name_en.strip()):
        raise Refusal(say("Enter a name in Chinese or in English."), "name_zh")


def check_kinds(kinds: frozenset[str]) -> None:
    """Refuse a record that is nothing to us."""
    if not kinds:
        raise Refusal(say("Choose at least one kind: what is this organisation to us?"), "kinds")


def check_profile(profile: Profile) -> None:
    """Refuse a profile with every reason at once (Invalid), each beside its field."""
    reasons: list[Refusal] = []
    for check in (_check_name_of, _check_kinds_of, _check_codes):
        try:
            check(profile)
        except Refusal as refusal:
            reasons.append(refusal)
    try:
        check_second_forms(profile, "region", "city")
    except Invalid as invalid:
        reasons += invalid.refusals
    if not 0 <= profile.payment_days <= 365:
        reasons.append(
            Refusal(say("Payment terms are between 0 and 365 days."), "payment_days"),
        )
    if profile.website and not profile.website.startswith(("http://", "https://")):
        reasons.append(
            Refusal(say("Begin the website with http:// or https://."), "website"),
        )
    if reasons:
        raise Invalid(reasons)


def _check_name_of(profile: Profile) -> None:
    check_named(profile.name_zh, profile.name_en)


def _check_kinds_of(profile: Profile) -> None:
    check_kinds(frozenset(profile.kinds))


def _check_codes(profile: Profile) -> None:
    if not set(profile.kinds) <= set(KINDS):
        raise Refusal(say("Choose kinds from the list."), "kinds")
    if profile.tier not in TIERS:
        raise Refusal(say("Choose a value tier from the list."), "tier")
    if not re.fullmatch(r"[A-Z]{2}", profile.country):
        raise Refusal(say("Choose a country from the list."), "country")
    if not re.fullmatch(r"[A-Z]{3}", profile.currency):
        raise Refusal(say("A currency has three letters, for example CNY."), "currency")


def check_person(person: Person) -> None:
    """Refuse a contact without a name or with an e-mail address that cannot be one."""
    if not person.name.strip():
        raise Refusal(say("Enter the name."), "name")
    if person.email and not (_EMAIL.fullmatch(person.email) and person.email.isprintable()):
        raise Refusal(
            say("Enter an e-mail address in the correct format, like name@example.com."), "email"
        )
    check_second_forms(person, "name", "title")


def check_place(place: Place) -> None:
    """Refuse an address without a name or street."""
    if not place.label.strip():
        raise Refusal(say("Give the address a name, for example “Main warehouse”."), "label")
    if not place.line.strip():
        raise Refusal(say("Enter street and number."), "line")
    if place.kind not in set(AddressKind):
        raise Refusal(say("Choose what the address is for."), "kind")
    if not re.fullmatch(r"[A-Z]{2}", place.country):
        raise Refusal(say("Choose a country from the list."), "country")
    check_second_forms(place, "label", "line", "recipient", "city", "region")


def check_deputy_time(starts_on: date, ends_on: date, today: date) -> None:
    """Refuse a time of absence that ends before it starts, is over, or lasts beyond a year."""
    if ends_on < starts_on:
        raise Refusal(say("The last day is before the first."), "ends_on")
    if ends_on < today:
        raise Refusal(say("The last day is in the past."), "ends_on")
    if (ends_on - starts_on).days > LONGEST_DEPUTY_DAYS:
        raise Refusal(say("A deputy stands in for one year at most."), "ends_on")


_LEGAL_FORMS = re.compile(
    r"(股份有限公司|有限责任公司|集团有限公司|有限公司|公司)$"
    r"|\b(co|company|corp|corporation|inc|incorporated|llc|ltd|limited|gmbh|ag|kg|sa|sarl|srl|spa|bv|nv|plc|pty)\b"
)


def name_key(name: str) -> str:
    """Return what two spellings of the same name share: one width and case, no legal form."""
    folded = re.sub(r"[^0-9a-z一-鿿]+", " ", fold(name)).strip()
    previous = None
    while previous != folded:
        previous, folded = folded, _LEGAL_FORMS.sub(" ", folded).strip()
    return re.sub(r"\s+", "", folded)
