"""Reads the rows of an uploaded spreadsheet into typed values, or says what is wrong where. Pure.

Each sheet has the columns of its own download, so that a downloaded file is the template. A
column is known by its English or Chinese heading; a column we do not know is refused, because a
mistyped heading would silently drop its values.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shared.kernel import quantity
from shared.kernel.errors import Refusal
from shared.kernel.search_words import fold
from shared.kernel.wording import Message, say, say_n

_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})
Read = Callable[[str], Any]


@dataclass(frozen=True)
class Column:
    """One column: its key, its headings, how a cell is read; `read` None means shown only."""

    key: str
    en: str
    zh: str
    read: Read | None = None
    is_required: bool = False
    kind: str = "text"

    def heading(self, locale: str) -> str:
        """Return the heading in the reader's language."""
        return self.zh if locale == "zh" else self.en


@dataclass(frozen=True)
class Problem:
    """What is wrong in one cell: line of the file counted from 1, heading as written there."""

    line: int
    column: str
    reason: Message


class BadSheet(Refusal):
    """The file was read but cannot be taken; nothing was saved."""

    def __init__(self, problems: list[Problem]) -> None:
        message = say_n(
            "{n} cell needs correction; nothing was saved.",
            "{n} cells need correction; nothing was saved.",
            len(problems),
        )
        super().__init__(message, "file")
        self.problems = problems


@dataclass
class Rows:
    """Rows read so far with what is wrong; values by column key."""

    headings: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, refusal: Refusal) -> None:
        """Note what a rule says about a row, under the heading of the field it names."""
        key = refusal.field or ""
        self.problems.append(Problem(line, self.headings.get(key, key), refusal.message))

    def require_clean(self) -> None:
        """Raise BadSheet when anything is wrong."""
        if self.problems:
            raise BadSheet(sorted(self.problems, key=lambda one: one.line))


def read_rows(
    columns: tuple[Column, ...], headers: list[str], rows: list[list[str]], lines: list[int]
) -> Rows:
    """Read every cell; a row with an unreadable cell is left out and its problems are kept."""
    found = Rows()
    placed = _placed(columns, headers, found)
    if found.problems:
        return found
    for line, cells in zip(lines, rows, strict=True):
        values = _row(placed, cells, line, found)
        if values is not None:
            found.rows.append((line, values))
    if not found.rows and not found.problems:
        found.problems.append(Problem(1, "", say("The file has no rows below the headings.")))
    return found


def _placed(
    columns: tuple[Column, ...], headers: list[str], found: Rows
) -> list[tuple[int, Column]]:
    """Return which cell holds which column."""
    by_heading = {fold(name).strip(): one for one in columns for name in (one.key, one.en, one.zh)}
    placed: list[tuple[int, Column]] = []
    for position, header in enumerate(headers):
        column = by_heading.get(fold(header).strip())
        if column is None and header.strip():
            found.problems.append(Problem(1, header, say("This column is not known.")))
        elif column is not None and column.key in found.headings:
            found.problems.append(Problem(1, header, say("This column stands here twice.")))
        elif column is not None:
            found.headings[column.key] = header
            placed.append((position, column))
    for column in columns:
        if column.is_required and column.key not in found.headings:
            found.problems.append(Problem(1, column.en, say("This column is missing.")))
    return placed


def _row(
    placed: list[tuple[int, Column]], cells: list[str], line: int, found: Rows
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    is_readable = True
    for position, column in placed:
        text = cells[position].strip() if position < len(cells) else ""
        if column.read is None:
            continue
        try:
            if text:
                values[column.key] = column.read(text)
            elif column.is_required:
                raise Refusal(say("This cell is empty."))
        except Refusal as refusal:
            found.problems.append(Problem(line, found.headings[column.key], refusal.message))
            is_readable = False
    return values if is_readable else None


def words(longest: int) -> Read:
    """Return a reader of text of at most `longest` characters."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise Refusal(say("Longer than {longest} characters.", longest=longest))
        # A download guards cells that a spreadsheet would run with an apostrophe.
        return text.removeprefix("'") if text[:2] in {"'=", "'+", "'-", "'@"} else text

    return read


def amount_of_goods(text: str) -> int:
    """Read a quantity above zero, scaled by 10⁴."""
    return quantity.from_text(text)


def stock_level(text: str) -> int:
    """Read a quantity of zero or more, scaled by 10⁴."""
    return 0 if text.strip("0.,") == "" else quantity.from_text(text)


def whole_number(text: str) -> int:
    """Read a whole number of zero or more."""
    plain = text.replace(",", "").removesuffix(".0")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise Refusal(say("Enter a whole number."))
    return int(plain)


def day(text: str) -> date:
    """Read a day such as 2026-11-23."""
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Refusal(say("Enter a day like 2026-11-23.")) from None


def yes_or_no(text: str) -> bool:
    """Read a truth value in either language."""
    word = fold(text)
    if word not in _YES | _NO:
        raise Refusal(say("Enter yes or no."))
    return word in _YES
