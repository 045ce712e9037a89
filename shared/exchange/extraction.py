"""Gives the text of each field for each row of a section: columns, templates, maps, look-ups.

Between the mapping (what is wanted) and the values (what the text means).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from unicodedata import normalize

from shared.exchange.mapping import Condition, Lookup, Mapping, Rule, Section, filled
from shared.exchange.spreadsheets import Table
from shared.exchange.values import Reading
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

_NOTHING = Table("", [], [[]], [0])


class Unfit(Exception):
    """A rule cannot be followed for this row."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass
class Tables:
    """The files that were read, and the look-ups made of them."""

    by_file: dict[tuple[str, str | None], Table]
    _indices: dict[Lookup, dict[str, str]] = field(default_factory=dict)

    def of(self, section: Section) -> Table:
        """Return the table of a section; one empty row where it names no file."""
        return self.by_file[section.file, section.sheet] if section.file else _NOTHING

    def index(self, lookup: Lookup, empty: frozenset[str]) -> dict[str, str]:
        """Return key → wanted column of the file that a look-up names."""
        if lookup not in self._indices:
            table = self.by_file[lookup.file, None]
            places = placed(table.headers)
            key, give = places[folded(lookup.key)], places[folded(lookup.give)]
            self._indices[lookup] = {
                cell(row, key, empty): cell(row, give, empty) for row in table.rows
            }
        return self._indices[lookup]


def folded(heading: str) -> str:
    """Return a heading without case, width and outer blanks: `ＳＫＵ ` is `sku`."""
    return normalize("NFKC", heading).strip().casefold()


def placed(headers: list[str]) -> dict[str, int]:
    """Return folded heading → position; the first of equal headings counts."""
    places: dict[str, int] = {}
    for position, heading in enumerate(headers):
        places.setdefault(folded(heading), position)
    return places


def cell(row: list[str], position: int, empty: frozenset[str]) -> str:
    """Return a stripped cell, empty for a missing one and for the words that mean empty."""
    text = row[position].strip() if position < len(row) else ""
    return "" if text in empty else text


@dataclass(frozen=True)
class SourceRow:
    """One row of a file, ready to be asked for the text of a rule."""

    line: int
    cells: list[str]
    surplus: str
    extraction: "Extraction"

    def text(self, rule: Rule) -> str:
        """Return the text that `rule` gives for this row; Unfit if it cannot be followed."""
        text = self._start(rule)
        if text:
            text = rule.words.get(text, rule.otherwise or text)
        if rule.lookup and text:
            index = self.extraction.tables.index(rule.lookup, self.extraction.mapping.empty)
            if text not in index:
                raise Unfit(
                    say("“{text}” is not found in {file}.", text=text[:60], file=rule.lookup.file)
                )
            text = index[text]
        if text and (rule.multiply is not None or rule.divide or rule.round is not None):
            text = self._counted(rule, text)
        return text or rule.default

    def _counted(self, rule: Rule, text: str) -> str:
        """Multiply, divide and round the number that `text` is, in the way of this source."""
        decimal = self.extraction.mapping.decimal
        number = _number(text, decimal) * (1 if rule.multiply is None else rule.multiply)
        if rule.divide:
            by = rule.divide if is_number(rule.divide) else self.at(rule.divide)
            divisor = _number(by, "." if by is rule.divide else decimal)
            if divisor == 0:
                raise Unfit(say("Nothing can be divided by zero."))
            number /= divisor
        if rule.round is not None:
            number = number.quantize(Decimal(1).scaleb(-rule.round), ROUND_HALF_UP)
        plain = f"{number.normalize():f}"
        return plain.replace(".", ",") if decimal == "," else plain

    def at(self, column: str) -> str:
        """Return the cell of a column; empty where an optional column is missing."""
        position = self.extraction.places.get(folded(column))
        if position is None:
            return ""
        return cell(self.cells, position, self.extraction.mapping.empty)

    def _start(self, rule: Rule) -> str:
        if rule.constant is not None:
            return ", ".join(rule.constant)
        cells = {column: self.at(column) for column in rule.columns}
        if rule.template:
            return filled(rule.template, cells) if any(cells.values()) else ""
        held = [text for text in cells.values() if text]
        if rule.separator is not None:
            return rule.separator.join(held)
        return held[0] if held else ""


class Extraction:
    """The rows of one section."""

    def __init__(self, mapping: Mapping, tables: Tables, section: Section) -> None:
        self.mapping = mapping
        self.tables = tables
        self.section = section
        self.table = tables.of(section)
        self.places = placed(self.table.headers)
        self.is_broken = False

    def missing_columns(self) -> list[tuple[Table, str]]:
        """Return the columns that the section needs and a file does not have, with that file."""
        rules = [*self.section.fields.values(), *([self.section.key] if self.section.key else [])]
        needed = [column for rule in rules if not rule.optional for column in rule.columns]
        needed += [rule.divide for rule in rules if rule.divide and not is_number(rule.divide)]
        needed += [condition.column for condition in self.section.conditions]
        wanted = [(self.table, column) for column in needed]
        for lookup in (rule.lookup for rule in rules if rule.lookup):
            table = self.tables.by_file[lookup.file, None]
            wanted += [(table, lookup.key), (table, lookup.give)]
        missing = {
            (table.filename, folded(column)): (table, column)
            for table, column in wanted
            if folded(column) not in placed(table.headers)
        }
        self.is_broken = bool(missing)
        return list(missing.values())

    def rows(self) -> Iterator[SourceRow]:
        """Give the rows that meet the section's conditions."""
        width = len(self.table.headers)
        for line, cells in zip(self.table.lines, self.table.rows, strict=True):
            surplus = next((text for text in cells[width:] if text.strip()), "")
            row = SourceRow(line, cells, surplus[:40], self)
            if all(self._meets(row, condition) for condition in self.section.conditions):
                yield row

    @staticmethod
    def _meets(row: SourceRow, condition: Condition) -> bool:
        return (row.at(condition.column) in condition.words) == condition.wanted


def is_number(text: str) -> bool:
    """Tell a number written in the mapping from the name of a column."""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _number(text: str, decimal: str) -> Decimal:
    try:
        return Reading(decimal=decimal).number(text)
    except Refusal as refusal:
        raise Unfit(refusal.message) from None
