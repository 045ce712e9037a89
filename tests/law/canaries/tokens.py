"""The words and figures: how one is made for a column and a row, and found again in any answer.

A word is `qz7`, two letters for the column and five digits for the row: short enough for a
postcode, one word to every search, the same in any language, address, sheet or paper. A figure is
nine digits of whole money, `73`, two for the column, five for the row.
"""

import re
from collections.abc import Iterator

WIDTH = 10
CALL = "qz7"
"""What every word begins with: who searches for it finds all she may."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"qz7([a-z]{2})(\d{5})", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\d,.])73(\d),?(\d)(\d\d),?(\d{3})(?=(?:00)?(?!\d|,\d))")
_BORN = re.compile(r"\b[A-Z]{2}-\d{4}(?:-\d{4,})?\b|\b[0-9a-z]{16,32}\b|\bcustom-[0-9a-f]{12}\b")
_BLANK = re.compile(r"\s+")

Place = tuple[int, int]
"""Column and row, counted."""


def word(column: int, row: int) -> str:
    """Return the word of a column and row."""
    first, second = divmod(column, len(_LETTERS))
    return f"{CALL}{_LETTERS[first]}{_LETTERS[second]}{row:05d}"


def figure(column: int, row: int) -> int:
    """Return the figure of a column and row in minor units."""
    return (730_000_000 + column * 100_000 + row) * 100


def words_in(text: str) -> set[Place]:
    """Return the places of all words in `text`, also of those that are set in groups or broken."""
    return {
        (_letters(found[1].lower()), int(found[2]))
        for one in (text, _BLANK.sub("", text)) for found in _WORD.finditer(one)
    }  # fmt: skip


def figures_in(text: str) -> set[Place]:
    """Return the places of all figures in `text`, with or without commas."""
    return set(_figures(text))


def born_in(text: str) -> set[str]:
    """Return what looks like a number or a name in an address."""
    return set(_BORN.findall(text))


def _letters(two: str) -> int:
    return _LETTERS.index(two[0]) * len(_LETTERS) + _LETTERS.index(two[1])


def _figures(text: str) -> Iterator[Place]:
    for a, b, c, d in _FIGURE.findall(text):
        yield int(a + b), int(c + d)
