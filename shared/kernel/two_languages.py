"""Words that are kept in two languages, and which form a reader sees.

Two ways of keeping them: a column for each language (`name_zh`, `name_en`) where a record has no
first language, and a text with a second form (`city`, `city_other`) where it is written as its
owner writes it. Which of a text and its second form is the Chinese one follows from its Han
characters, so an old row, or a new one with the first form only, reads as it always did.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OTHER = "_other"
Kept = str | dict[str, str]
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_LETTER = re.compile(r"[^\W\d_]")


class Fallback(str):
    """A text in another language than its reader's; `lang` is "zh-CN" or "en"."""

    lang: str

    def __new__(cls, text: str, lang: str) -> "Fallback":
        """Return `text` with its language."""
        made = super().__new__(cls, text)
        made.lang = lang
        return made


@dataclass(frozen=True)
class Bilingual:
    """A name in both languages as a parameter of a sentence; each falls back to the other."""

    zh: str
    en: str


def has_han(text: str) -> bool:
    """Whether `text` holds a Han character."""
    return bool(_HAN.search(text))


def is_latin(text: str) -> bool:
    """Whether `text` has letters, none of them Han."""
    return bool(_LETTER.search(text)) and not has_han(text)


def name_in(locale: str, name_zh: str, name_en: str) -> str:
    """Return the text of `locale` ("zh" or "en"), else the other one as a Fallback."""
    own, other, lang = (
        (name_zh, name_en, "en") if locale == "zh" else (name_en, name_zh, "zh-CN")
    )  # fmt: skip
    return own or (Fallback(other, lang) if other else "")


def form_in(locale: str, first: str, other: str) -> str:
    """Return the form of a text that a reader of `locale` reads; `other` may be empty.

    A text alone that is Latin falls back on a Chinese page, one with Han on an English page.
    """
    wants_han = locale == "zh"
    if other and has_han(other) == wants_han and has_han(first) != wants_han:
        return other
    if wants_han and is_latin(first):
        return Fallback(first, "en")
    if not wants_han and has_han(first):
        return Fallback(first, "zh-CN")
    return first


def form_of(locale: str, record: Any, field: str) -> str:
    """Return what `form_in` chooses of `field` and its second form, in a row or on a record."""
    if isinstance(record, Mapping):
        first, other = record[field], record[field + OTHER]
    else:
        first, other = getattr(record, field), getattr(record, field + OTHER)
    return form_in(locale, first or "", other or "")


def both(*fields: str) -> tuple[str, ...]:
    """Return the columns of texts with a second form, each beside its second form."""
    return tuple(name for field in fields for name in (field, field + OTHER))


def signed(*roles: str) -> tuple[str, ...]:
    """Return the columns by which `signature` names the person of a role (`author`).

    Her name as it was written down (`author_name`), and as she is called now in both forms.
    """
    return tuple(name for role in roles for name in (f"{role}_name", *both(f"{role}__name")))


def signature(locale: str, row: Mapping[str, Any], role: str) -> str:
    """Return the name of the person of a role as a reader of `locale` reads it.

    What was written down at the time stands in where nobody is linked (a job, an old row).
    """
    return form_of(locale, row, f"{role}__name") or form_in(locale, row[f"{role}_name"], "")


def as_written(locale: str, row: Mapping[str, Any], role: str) -> str:
    """Return the name of a role that must stay what was written down (the journal).

    It is in the reader's form while it is still hers; after a new name the old one stands.
    """
    written, first, other = (row[name] or "" for name in signed(role))
    is_hers = written in (first, other)
    return form_in(locale, *((first, other) if is_hers else (written, "")))


def name_kept(person: Any) -> Kept:
    """Return the name of a person as the journal keeps it among what changed: in both forms."""
    other = person.name_other
    return {"name": person.name, "name" + OTHER: other} if other else str(person.name)


def form_kept(locale: str, value: Any) -> Any:
    """Return a value that the journal kept, names in the reader's form; lists one by one."""
    if isinstance(value, list):
        return [form_kept(locale, one) for one in value]
    if isinstance(value, dict) and value.keys() == {"name", "name" + OTHER}:
        return form_of(locale, value, "name")
    return value


def is_second_form(first: str, other: str) -> bool:
    """Whether `other` can stand beside `first`: empty, or in the other script."""
    return not other or has_han(first) != has_han(other)
