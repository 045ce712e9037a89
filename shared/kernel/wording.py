"""Sentences for people, written in English and translated only at the edge (page, mail, file).

The domain says *what* it wants to say with `say("Order {number} is closed.", number=…)`; it never
knows in which language it is read. `render` joins sentence and parameters for one language.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Translations(Protocol):
    """The two look-ups of a gettext catalogue that a sentence needs."""

    def gettext(self, message: str) -> str: ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str: ...


@dataclass(frozen=True)
class Message:
    """A sentence not yet translated; `params` may hold other messages, amounts or dates."""

    text: str
    params: dict[str, Any] = field(default_factory=dict)
    plural: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        return render(self)


def say(text: str, /, **params: Any) -> Message:
    """Mark `text` for translation; `{name}` stands for a parameter."""
    return Message(text, params)


def say_n(one: str, many: str, /, n: int, **params: Any) -> Message:
    """Mark a sentence that depends on a count; `{n}` is the count."""
    return Message(one, {"n": n, **params}, plural=many, n=n)


def render(
    message: Message,
    translations: Translations | None = None,
    show: Callable[[Any], str] = str,
) -> str:
    """Return `message` in the language of `translations` (English without); `show` formats values."""
    if message.plural is None or message.n is None:
        text = translations.gettext(message.text) if translations else message.text
    elif translations:
        text = translations.ngettext(message.text, message.plural, message.n)
    else:
        text = message.text if message.n == 1 else message.plural
    if not message.params:
        return text
    shown = {
        name: render(value, translations, show) if isinstance(value, Message) else show(value)
        for name, value in message.params.items()
    }
    return text.format(**shown)
