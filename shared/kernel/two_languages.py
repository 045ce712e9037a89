"""Words that are kept in two languages, and which form a reader sees.

Two ways of keeping them: a column for each language (`name_zh`, `name_en`) where a record has no
first language, and a text with a second form (`city`, `city_other`) where it is written as its
owner writes it. Which of a text and its second form is the Chinese one follows from its Han
characters, so an old row, or a new one with the first form only, reads as it always did.
"""

import re
from collections.abc import Mapping
from typing import Any

OTHER = "_other"
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


def is_second_form(first: str, other: str) -> bool:
    """Whether `other` can stand beside `first`: empty, or in the other script."""
    return not other or has_han(first) != has_han(other)
