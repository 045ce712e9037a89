"""What a letter says and who may read it, before it is written for one reader."""

from dataclasses import dataclass
from typing import Any, Protocol

from shared.counterparties.field_names import decided
from shared.identity.recipients import Recipient
from shared.kernel.two_languages import form_in, name_in
from shared.kernel.wording import Message, say
from shared.reactions.post_office import Letter, spoken_in


class Named(Protocol):
    """An organisation with its two names."""

    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Telling:
    """A letter to be: who may read it, where the matter stands, and its words.

    `subject` and `sentences` may use {number}, {company} or {title}, and {name};
    `reason` adds the reason given; fields that were decided are named with what was said of them.
    `key` is the column that holds what a topic calls its number.
    A `place` with {number} in it, or that ends in "/", is the whole path.
    """

    permission: str
    place: str
    subject: str
    sentences: tuple[str, ...]
    has_reason: bool = False
    key: str = "number"

    def path(self, number: str) -> str:
        """Return where the matter stands on its reader's face."""
        is_whole = "{number}" in self.place or self.place.endswith("/")
        whole = self.place if is_whole else f"{self.place}/{{number}}"
        return "/" + whole.replace("{number}", number).rstrip("/")

    def letter(self, number: str, payload: dict[str, Any], about: Named, to: Recipient) -> Letter:
        """Return the letter about record `number` for one reader."""
        locale = to.locale or spoken_in(to.zone)
        company = name_in(locale, about.name_zh, about.name_en)
        # What a certificate is called and the day on it, or who it is about; other matters go by
        # their number.
        name = name_in(locale, payload.get("name_zh", ""), payload.get("name_en", ""))
        name = name or form_in(locale, payload.get("name", ""), payload.get("name_other", ""))
        words = {
            "number": number, "company": company, "title": company,
            "name": name, "day": payload.get("day", ""),
        }  # fmt: skip
        sentences = [Message(text, words) for text in self.sentences]
        if self.has_reason and payload.get("reason"):
            sentences.append(say("Reason: {reason}", reason=payload["reason"]))
        sentences += decided(payload.get("accepted", ()), payload.get("refused", {}))
        return Letter(Message(self.subject, words), tuple(sentences), self.path(number))


def text_of(marked: Message) -> str:
    """Return the text of a marked sentence; marking makes it known to the catalogue."""
    return marked.text
