"""Decisions about counterparties: states, what a record needs, how a name reads."""

from enum import StrEnum

from shared.kernel.errors import Refusal
from shared.kernel.wording import say


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


class CareRole(StrEnum):
    """One account manager looks after a counterparty, collaborators help."""

    ACCOUNT_MANAGER = "account_manager"
    COLLABORATOR = "collaborator"


def name_in(locale: str, name_zh: str, name_en: str) -> str:
    """Return the name in `locale` ("zh" or "en"), else the other one."""
    return (name_zh or name_en) if locale == "zh" else (name_en or name_zh)


def check_named(name_zh: str, name_en: str) -> None:
    """Refuse a record without any name."""
    if not (name_zh.strip() or name_en.strip()):
        raise Refusal(say("Enter a name in Chinese or in English."), "name_zh")


def check_kinds(kinds: frozenset[str]) -> None:
    """Refuse a record that is nothing to us."""
    if not kinds:
        raise Refusal(say("Choose at least one kind: what is this organisation to us?"), "kinds")
