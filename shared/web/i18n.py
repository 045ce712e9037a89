"""Languages: the Chinese catalogue, and sentences in one of the two languages.

English is the language of the source and needs no catalogue. `locale/zh.po` is read once
and never written; `tests/house/test_messages.py` keeps it equal to what the source says. Which
language a request speaks is chosen in `preferences.py`.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import escape

from shared.kernel.wording import Message, render

LOCALES: Final = ("zh", "en")
CATALOGUE: Final = Path(__file__).parent / "locale" / "zh.po"
HTML_LANG: Final = {"zh": "zh-CN", "en": "en"}


@cache
def translations(locale: str) -> NullTranslations:
    """Return the catalogue of `locale` ("zh" or "en"); English answers with the source text."""
    if locale != "zh":
        return NullTranslations()
    compiled = BytesIO()
    with CATALOGUE.open("rb") as source:
        write_mo(compiled, read_po(source, locale="zh_Hans_CN"))
    compiled.seek(0)
    return GNUTranslations(compiled)


class Speaker:
    """`_` and `ngettext` of the templates in one language.

    Placeholders are `{name}`, as in `say`; values are escaped, a sentence without values is left as
    it stands. A `Message` made by the domain is spoken by the same `_`.
    """

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.translations = translations(locale)

    def gettext(self, text: str | Message, /, **values: Any) -> str:
        if isinstance(text, Message):
            return self.speak(text)
        return _filled(self.translations.gettext(text), values)

    def ngettext(self, one: str, many: str, n: int, /, **values: Any) -> str:
        return _filled(self.translations.ngettext(one, many, n), {"n": n, **values})

    def speak(self, message: Message) -> str:
        """Return a sentence of the domain with its dates and numbers written in this language."""
        from shared.web.formatting import formats

        return render(message, self.translations, formats(self.locale).any)


def _filled(text: str, values: dict[str, Any]) -> str:
    return escape(text).format(**values) if values else text


@cache
def speaker(locale: str) -> Speaker:
    return Speaker(locale)


def translated(message: Message, locale: str) -> str:
    """Return a sentence of the domain in "zh" or "en"."""
    return speaker(locale).speak(message)
