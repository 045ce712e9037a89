"""Languages: the Chinese catalogue, and sentences in one of the two languages.

English is the language of the source and needs no catalogue. `locale/zh.po` is read once
and never written; `tests/house/test_messages.py` keeps it equal to what the source says. Which
language a request speaks is chosen in `preferences.py`.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared.kernel.wording import Message, render
from shared.language.formatting import formats

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


def translated(message: Message, locale: str) -> str:
    """Return a sentence of the domain in "zh" or "en", its dates and numbers written likewise."""
    return render(message, translations(locale), formats(locale).any)
