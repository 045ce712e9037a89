"""Pure decisions about papers: who is meant, how long a certificate holds, what may follow what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say

PARTNER_KINDS = ("distributor", "customer", "supplier", "partner")
EXPIRING_DAYS = 30
# Days before the end on which an organisation is reminded, and the end itself.
REMINDERS = (30, 7, 0)
LONGEST = timedelta(days=366 * 30)


class DocumentKind(StrEnum):
    """What a shared paper is."""

    PRICE_LIST = "price_list"
    MANUAL = "manual"
    CONTRACT = "contract"
    POLICY = "policy"
    OTHER = "other"


class CertificateState(StrEnum):
    """Where one submitted certificate stands; what it is worth today is its `Standing`."""

    IN_REVIEW = "in_review"
    VALID = "valid"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RENEWED = "renewed"


TRANSITIONS: dict[tuple[CertificateState, str], CertificateState] = {
    (CertificateState.IN_REVIEW, "accept"): CertificateState.VALID,
    (CertificateState.IN_REVIEW, "refuse"): CertificateState.REJECTED,
    (CertificateState.IN_REVIEW, "replace"): CertificateState.WITHDRAWN,
    (CertificateState.VALID, "renew"): CertificateState.RENEWED,
}


class StandingState(StrEnum):
    """How a requirement is met today: derived, never stored."""

    MISSING = "missing"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    VALID = "valid"
    EXPIRING = "expiring"
    GRACE = "grace"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Card:
    """A document as it is typed: both titles fall back to each other; whole kinds it is meant for."""

    title_zh: str
    title_en: str
    kind: str
    kinds: tuple[str, ...] = ()


def standing(
    valid_until: date | None, *, pending: bool, refused: bool, today: date, grace_days: int
) -> StandingState:
    """Return how a requirement is met: by its accepted certificate, else by what was sent."""
    if valid_until is None:
        if pending:
            return StandingState.IN_REVIEW
        return StandingState.REJECTED if refused else StandingState.MISSING
    if today <= valid_until:
        is_near = valid_until - today <= timedelta(days=EXPIRING_DAYS)
        return StandingState.EXPIRING if is_near else StandingState.VALID
    if today <= valid_until + timedelta(days=grace_days):
        return StandingState.GRACE
    return StandingState.EXPIRED


def reminder(valid_until: date, today: date) -> int:
    """Return how many of the reminders are due: 0 none, 1 thirty days, 2 seven, 3 it has ended."""
    left = (valid_until - today).days
    return sum(left <= days for days in REMINDERS)


def share_left(valid_until: date, today: date) -> int:
    """Return how much of the last year before the end is left, in percent (the bar of a card)."""
    return max(0, min(100, (valid_until - today).days * 100 // 365))


def check_expiry(expires_on: date, today: date) -> None:
    """Refuse a certificate that has ended already, or ends beyond belief."""
    if expires_on < today:
        raise Refusal(say("This day is in the past."), "expires_on")
    if expires_on > today + LONGEST:
        raise Refusal(say("No certificate holds longer than thirty years."), "expires_on")


def check_card(card: Card) -> None:
    """Refuse a document without a title, or of a kind that we do not know."""
    refusals = []
    if not (card.title_zh or card.title_en):
        refusals.append(Refusal(say("Enter a name in one language at least."), "title_zh"))
    if card.kind not in set(DocumentKind):
        refusals.append(Refusal(say("Choose one of the list."), "kind"))
    if unknown_kinds(card.kinds):
        refusals.append(Refusal(say("Choose one of the list."), "kinds"))
    if refusals:
        raise Invalid(refusals)


def unknown_kinds(kinds: Iterable[str]) -> set[str]:
    """Return what is no kind of organisation."""
    return set(kinds) - set(PARTNER_KINDS)
