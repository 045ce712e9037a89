"""`_` and `ngettext` of the templates: the catalogue's sentences with escaped values."""

from functools import cache
from typing import Any

from markupsafe import Markup, escape

from shared.kernel.wording import Message
from shared.language.speaking import translated, translations


class Speaker:
    """The words of the templates in one language.

    Placeholders are `{name}`, as in `say`; values are escaped, a sentence without values is left as
    it stands. A `Message` made by the domain is spoken by the same `_`.
    """

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.translations = translations(locale)

    def gettext(self, text: str | Message, /, **values: Any) -> str:
        if isinstance(text, Message):
            return self.speak(text)
        spoken = {
            name: self.speak(one) if isinstance(one, Message) else one
            for name, one in values.items()
        }
        return _filled(self.translations.gettext(text), spoken)

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> str:
        return _filled(self.translations.ngettext(one, many, n), {"n": n, **values})

    def speak(self, message: Message) -> str:
        """Return a sentence of the domain in this language."""
        return translated(message, self.locale)


def _filled(text: str, values: dict[str, Any]) -> str:
    # The sentence is escaped before the values are put in, and Markup escapes each of them.
    return Markup(escape(text)).format(**values) if values else text  # noqa: S704


@cache
def speaker(locale: str) -> Speaker:
    """Return the words of "zh" or "en"."""
    return Speaker(locale)
