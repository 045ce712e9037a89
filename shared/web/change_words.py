"""Changes that organisations ask for, in words: titles, fields, Now and Requested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.counterparties.field_names import USES, name_of_field
from shared.counterparties.proposals import TRUTHS, About, shown
from shared.kernel.wording import Message, say
from shared.language.countries import country_name

_TITLES: dict[tuple[str, str], Message] = {
    ("profile", "update"): say("Company details"),
    ("logo", "update"): say("Logo"),
    ("address", "add"): say("New address “{label}”"),
    ("address", "update"): say("Address “{label}”"),
    ("address", "archive"): say("Put away address “{label}”"),
    ("contact", "add"): say("New contact {label}"),
    ("contact", "update"): say("Contact {label}"),
    ("contact", "archive"): say("Put away contact {label}"),
    ("bank_account", "add"): say("New bank account {label}"),
    ("bank_account", "update"): say("Bank account {label}"),
    ("bank_account", "archive"): say("Put away bank account {label}"),
}


@dataclass(frozen=True)
class Line:
    """One field as a diff shows it; `asked` stood there when it was asked for."""

    field: str
    label: Message | str
    asked: Any
    now: Any
    wanted: Any
    state: str
    reason: str

    @property
    def is_moved(self) -> bool:
        """Whether the record was changed since it was asked for."""
        return bool(self.asked != self.now)


def title(row: Mapping[str, Any]) -> Message:
    """Return what a change is about: “Address ‘Main warehouse’”."""
    return Message(_TITLES[row["about"], row["verb"]].text, {"label": row["label"]})


def lines(
    row: Mapping[str, Any], items: Sequence[Mapping[str, Any]], locale: str,
    now: Mapping[str, str] | None = None, *, is_open: bool = False,
) -> list[Line]:  # fmt: skip
    """Return the fields of a change; account numbers are masked unless `is_open` (the form)."""

    def said(field: str, text: str) -> Any:
        about = "" if is_open else str(row["about"])
        return _value(field, shown(about, field, text), locale)

    return [
        Line(
            item["field"], name_of_field(item["field"]), said(item["field"], item["old"]),
            said(item["field"], (now or {}).get(item["field"], item["old"])),
            said(item["field"], item["new"]), str(item["state"]), item["reason"],
        )
        for item in items
    ]  # fmt: skip


def _value(field: str, text: str, locale: str) -> Any:
    if field in TRUTHS:
        return say("Yes") if text else say("No")
    if not text:
        return "—"
    if field == "country":
        return country_name(text, locale)
    return USES.get(text, text) if field == "kind" else text


def is_bank(row: Mapping[str, Any]) -> bool:
    """Whether a change is about a bank account."""
    return bool(row["about"] == About.BANK_ACCOUNT)
