"""Decisions about deal registrations: their life, who wins a conflict, what the loser is told."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say


class DealState(StrEnum):
    """Life of a deal registration."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_INFORMATION = "needs_information"
    APPROVED = "approved"
    EXTENSION_ASKED = "extension_asked"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    CONVERTED = "converted"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


# What may follow what; P outside party, V staff, T timer.
TRANSITIONS: dict[tuple[DealState, str], DealState] = {
    (DealState.DRAFT, "submit"): DealState.SUBMITTED,  # P
    (DealState.SUBMITTED, "review"): DealState.IN_REVIEW,  # V
    # Somebody else takes the review over, so that its reviewer may decide.
    (DealState.IN_REVIEW, "review"): DealState.IN_REVIEW,  # V
    (DealState.SUBMITTED, "ask_information"): DealState.NEEDS_INFORMATION,  # V
    (DealState.IN_REVIEW, "ask_information"): DealState.NEEDS_INFORMATION,  # V
    (DealState.NEEDS_INFORMATION, "submit"): DealState.IN_REVIEW,  # P
    (DealState.SUBMITTED, "approve"): DealState.APPROVED,  # V
    (DealState.IN_REVIEW, "approve"): DealState.APPROVED,  # V
    (DealState.SUBMITTED, "reject"): DealState.REJECTED,  # V
    (DealState.IN_REVIEW, "reject"): DealState.REJECTED,  # V
    # Else a distributor that never answers would hold the customer for ever.
    (DealState.NEEDS_INFORMATION, "reject"): DealState.REJECTED,  # V
    (DealState.SUBMITTED, "mark_duplicate"): DealState.DUPLICATE,  # V
    (DealState.IN_REVIEW, "mark_duplicate"): DealState.DUPLICATE,  # V
    (DealState.NEEDS_INFORMATION, "mark_duplicate"): DealState.DUPLICATE,  # V
    (DealState.APPROVED, "ask_extension"): DealState.EXTENSION_ASKED,  # P
    (DealState.EXTENSION_ASKED, "extend"): DealState.APPROVED,  # V
    (DealState.EXTENSION_ASKED, "decline_extension"): DealState.APPROVED,  # V
    (DealState.APPROVED, "convert"): DealState.CONVERTED,  # V
    (DealState.APPROVED, "lapse"): DealState.LAPSED,  # T
    (DealState.EXTENSION_ASKED, "lapse"): DealState.LAPSED,  # T
    (DealState.DRAFT, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.SUBMITTED, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.IN_REVIEW, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.NEEDS_INFORMATION, "withdraw"): DealState.WITHDRAWN,  # P
    (DealState.APPROVED, "withdraw"): DealState.WITHDRAWN,  # P
}

UNDECIDED = (DealState.SUBMITTED, DealState.IN_REVIEW, DealState.NEEDS_INFORMATION)
TO_DECIDE = (DealState.SUBMITTED, DealState.IN_REVIEW, DealState.EXTENSION_ASKED)
PROTECTED = (DealState.APPROVED, DealState.EXTENSION_ASKED)
# A converted deal goes on protecting until its day: the opportunity grew out of it.
PROTECTING = (*PROTECTED, DealState.CONVERTED)

EXPIRING_DAYS = 14
EXTENSION_DAYS = 30
LONGEST_EXTENSION_DAYS = 180

_NOT_WORDS = re.compile(r"[^0-9a-z㐀-䶿一-鿿豈-﫿぀-ヿ가-힯]+")
_LEGAL_WORDS = frozenset(
    (
        "ab", "ag", "as", "asa", "bv", "bhd", "co", "company", "corp", "corporation", "gmbh",
        "inc", "incorporated", "kg", "kk", "limited", "llc", "llp", "lp", "ltd", "mbh", "nv",
        "oy", "oyj", "plc", "pte", "pty", "pvt", "sa", "sarl", "sas", "sdn", "se", "spa", "srl",
        "ug",
    )
)  # fmt: skip
_LEGAL_ENDINGS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "股份公司", "集团公司",
    "公司", "集团", "株式会社", "주식회사",
)  # fmt: skip


class Answer(StrEnum):
    """What a conflict check may say; never who the rival is."""

    FREE = "free"
    PROTECTED = "protected"
    ASK = "ask"
    OURS = "ours"


@dataclass(frozen=True)
class Conflict:
    """The masked answer: `until` is the last protected day, `own` a deal number of one's own."""

    answer: Answer
    until: date | None = None
    own: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether a registration cannot be submitted now."""
        return self.answer in (Answer.PROTECTED, Answer.OURS)

    def sentence(self) -> Message:
        """Return the answer in words that give no rival away."""
        if self.answer == Answer.PROTECTED:
            return say("This customer is protected until {day}.", day=self.until)
        if self.answer == Answer.OURS:
            return say("Your company has registered this already: {number}.", number=self.own)
        if self.answer == Answer.ASK:
            return say("Somebody is in touch with this customer. Submit it and we will check.")
        return say("Nobody has registered this customer for this product line.")


def customer_key(name: str) -> str:
    """Return the name under which two spellings of one company meet.

    One width and case, no accents, no punctuation, no legal form (有限公司, Co., Ltd, GmbH).
    """
    wide = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in wide if not unicodedata.combining(char))
    # "S.A." and "Co.,Ltd" are the same words as "SA" and "Co Ltd".
    words = _NOT_WORDS.sub(" ", re.sub(r"(?<=\b\w)\.(?=\w\b)", "", plain)).split()
    kept = _without_legal_words(words)
    key = "".join(kept)
    for ending in _LEGAL_ENDINGS:
        if key.endswith(ending) and key != ending:
            key = key.removesuffix(ending)
            break
    return key[:200]


def _without_legal_words(words: list[str]) -> list[str]:
    kept = list(words)
    while len(kept) > 1 and kept[-1] in _LEGAL_WORDS:
        kept.pop()
    return kept


def check_submittable(customer_name: str, product_line: str) -> None:
    """Refuse a registration that does not say for whom and for what."""
    if not customer_key(customer_name):
        raise Refusal(say("Enter the name of the end customer."), "customer_name")
    if not product_line:
        raise Refusal(say("Choose the product line."), "product_line")


def protected_until(today: date, days: int) -> date:
    """Return the last protected day of a deal approved `today`."""
    return today + timedelta(days=days)


def check_extension(until: date, protected: date | None, today: date) -> None:
    """Refuse a new last day that does not extend the protection or goes too far."""
    if protected is None or until <= protected:
        raise Refusal(say("The new day must be later than the present one."), "until")
    if until > today + timedelta(days=LONGEST_EXTENSION_DAYS):
        raise Refusal(
            say("Protection lasts at most {days} days from today.", days=LONGEST_EXTENSION_DAYS),
            "until",
        )


@duty(
    "Above the limit one takes a deal in review and a sales manager who is not that one approves."
)
def why_not_approve(
    amount: int, limit: int, *, is_chief: bool, is_reviewer: bool, is_reviewed: bool
) -> Message | None:
    """Return why somebody may not approve a deal of `amount` (minor units), None when she may.

    Above the limit of an account manager two people look: one takes it in review, a sales manager
    who is not that one approves.
    """
    if amount <= limit:
        return None
    if not is_chief:
        return say("This amount is above your limit: a sales manager decides it.")
    if not is_reviewed:
        return say("Above the limit two people look: somebody else takes it in review first.")
    if is_reviewer:
        return say("You reviewed it yourself: above the limit another sales manager decides.")
    return None


@duty("Above the limit a sales manager who did not review a deal extends its protection.")
def why_not_extend(amount: int, limit: int, *, is_chief: bool, is_reviewer: bool) -> Message | None:
    """Return why somebody may not extend the protection of a deal of `amount` (minor units).

    Its review is done; above the limit who did it does not lengthen what it has led to.
    """
    if amount <= limit:
        return None
    if not is_chief:
        return say("This amount is above your limit: a sales manager decides it.")
    if is_reviewer:
        return say("You reviewed it yourself: above the limit another sales manager decides.")
    return None


def decides_any_amount(roles: frozenset[str]) -> bool:
    """Return whether one of `roles` approves deals of every amount."""
    return bool(roles & {"sales_manager", "system"})


def days_left(until: date | None, today: date) -> int | None:
    """Return how many days of protection are left, 0 on the last day, None without any."""
    return None if until is None else max((until - today).days, 0)
