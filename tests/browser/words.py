"""The words of a page in the language in which a test looks at it."""

from typing import Any

from shared.kernel.wording import Message
from shared.language.speaking import translated


def said(text: str, lang: str, **params: Any) -> str:
    """Return an English source text as a page in "zh" or "en" shows it."""
    return translated(Message(text, params), lang)
