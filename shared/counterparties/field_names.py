"""What the fields of a record are called, and a decided change in words: agreed to, or not and why.

Pages, the journal, mails and notifications all say them from here.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

from shared.kernel.wording import Message, say

FIELD_NAMES: dict[str, Message] = {
    "name_zh": say("Name in Chinese"), "name_en": say("Name in English"), "name": say("Name"),
    "tax_number": say("Tax number"), "country": say("Country or region"),
    "region": say("Province or state"), "city": say("City"), "phone": say("Phone"),
    "website": say("Website"), "label": say("Label"), "kind": say("Used for"),
    "recipient": say("Recipient"), "line": say("Street and number"), "postcode": say("Postcode"),
    "is_default": say("Default"), "title": say("Job title"), "email": say("E-mail"),
    "holder": say("Account holder"), "bank": say("Bank and branch"), "currency": say("Currency"),
    "number": say("Account number or IBAN"), "code": say("CNAPS code or BIC"),
    "logo": say("Logo"), "is_archived": say("Put away"),
}  # fmt: skip
USES: dict[str, Message] = {"ship": say("Deliveries"), "bill": say("Invoices")}


def name_of_field(field: str) -> Message | str:
    """Return what a field is called; one that is not known by its column."""
    return FIELD_NAMES.get(field, field)


def decided(accepted: Iterable[str], refused: Mapping[str, str]) -> list[Message]:
    """Return a decision in sentences: what was agreed to, and every no with its fields and reason."""
    said: list[Message] = []
    if agreed := list(accepted):
        said.append(say("Agreed to: {fields}.", fields=_listed(agreed)))
    by_reason: dict[str, list[str]] = {}
    for field, reason in refused.items():
        by_reason.setdefault(reason, []).append(field)
    said += [
        say("Not agreed to: {fields}. Reason: {reason}", fields=_listed(fields), reason=reason)
        for reason, fields in by_reason.items()
    ]
    return said


def outcome(accepted: Iterable[str], refused: Iterable[str]) -> Message | None:
    """Return a decision in one line, as a notification has room for it; None without fields."""
    yes, no = list(accepted), list(refused)
    parts = [say("agreed to: {fields}", fields=_listed(yes))] if yes else []
    parts += [say("not agreed to: {fields}", fields=_listed(no))] if no else []
    return reduce(lambda a, b: Message("{a} · {b}", {"a": a, "b": b}), parts) if parts else None


def _listed(fields: list[str]) -> Any:
    names: list[Any] = [name_of_field(field) for field in fields]
    return reduce(lambda a, b: say("{first}, {rest}", first=a, rest=b), names)
