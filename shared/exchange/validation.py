"""Checks every row of an import against its mapping before anything is written.

Pure: gets the tables that were read and the keys that the database already knows, gives typed rows
and every problem with file, line, column and reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.exchange.extraction import Extraction, SourceRow, Tables, Unfit
from shared.exchange.mapping import Mapping, Rule, Section
from shared.exchange.row_rules import RULES
from shared.exchange.targets import REFERENCE, TARGETS, Field
from shared.exchange.values import Reading
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

KEPT = 1000
_KEY = 79

# Target → key → currency of the record ("" where it has none): what is in the database already.
Known = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one row; line 0 means the whole file."""

    file: str
    line: int
    column: str
    reason: Message


@dataclass
class Problems:
    """The first thousand problems and how many there are in all."""

    first: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, file: str, line: int, column: str, reason: Message) -> None:
        """Note one more problem."""
        self.count += 1
        if len(self.first) < KEPT:
            self.first.append(Problem(file, line, column, reason))


@dataclass(frozen=True)
class Row:
    """One record to bring in: typed values by field; None where the file leaves it empty."""

    target: str
    key: str
    file: str
    line: int
    values: dict[str, Any]
    key_column: str = ""


@dataclass
class Checked:
    """The outcome: rows by target in the order of the files, and all problems."""

    rows: dict[str, list[Row]]
    problems: Problems


def check(mapping: Mapping, tables: Tables, known: Known) -> Checked:
    """Return typed rows of every target and all problems found."""
    return _Check(mapping, tables, known).run()


class _Check:
    def __init__(self, mapping: Mapping, tables: Tables, known: Known) -> None:
        self.mapping = mapping
        self.tables = tables
        self.known = known
        self.problems = Problems()
        self.reading = Reading(decimal=mapping.decimal, dates=mapping.dates)
        self.rows: dict[str, list[Row]] = {target: [] for target in TARGETS}
        self.keys: dict[str, dict[str, Row]] = {target: {} for target in TARGETS}
        self.broken: set[str] = set()
        self.seen: dict[str, set[str]] = {target: set() for target in TARGETS}

    def run(self) -> Checked:
        for section in self.mapping.sections:
            for row in self._section(section):
                self._accept(section, row)
        self._orders_have_lines()
        return Checked(self.rows, self.problems)

    def _section(self, section: Section) -> Iterator[Row]:
        extraction = Extraction(self.mapping, self.tables, section)
        for table, column in extraction.missing_columns():
            have = ", ".join(table.headers)
            reason = say("The column is missing. The file has: {have}.", have=have[:300])
            self.problems.add(table.filename, table.header_line, column, reason)
        if extraction.is_broken:
            self.broken.add(section.target)
            return
        for source in extraction.rows():
            before = self.problems.count
            if source.surplus:
                reason = say("“{text}” stands under no heading.", text=source.surplus)
                self.problems.add(section.file, source.line, "", reason)
            key = self._key(section, source)
            self.seen[section.target].add(key)
            values = self._values(section, source)
            if self.problems.count == before:
                named = section.key.named if section.key else ""
                yield Row(section.target, key, section.file, source.line, values, named)

    def _key(self, section: Section, source: SourceRow) -> str:
        if section.key is None:
            return ""
        key = self._text(section, "key", section.key, source)
        if not key:
            self._wrong(section, source, section.key, say("The key is empty."))
        elif len(key) > _KEY - len(self.mapping.source):
            longest = _KEY - len(self.mapping.source)
            reason = say("The text is longer than {longest} characters.", longest=longest)
            self._wrong(section, source, section.key, reason)
        return key

    def _values(self, section: Section, source: SourceRow) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, spec in TARGETS[section.target].fields.items():
            rule = section.fields.get(name)
            if rule is None:
                continue
            text = self._text(section, name, rule, source)
            try:
                values[name] = self._value(spec, rule, text, values)
            except Refusal as refusal:
                self._wrong(section, source, rule, refusal.message, name)
        return values

    def _value(self, spec: Field, rule: Rule, text: str, values: dict[str, Any]) -> Any:
        if not text:
            if spec.needed:
                raise Refusal(say("The value is empty."))
            return None
        if spec.kind == REFERENCE:
            return self._reference(spec.names, text)
        return self.reading.value(spec, text, self._currency(values), rule.dates)

    def _reference(self, target: str, text: str) -> str:
        if target == "user":
            text = text.lower()
        if target in self.broken:  # its rows were not read: one problem, not one for each row
            return text
        if text not in self.seen.get(target, ()) and text not in self.known.get(target, {}):
            raise Refusal(say("“{text}” is not known.", text=text[:60]))
        return text

    def _currency(self, values: dict[str, Any]) -> str:
        """Return the currency an amount of this row is in: its own, its parent's, the default."""
        own = values.get("currency")
        if own:
            return str(own)
        for name in ("order", "price_list"):
            key = values.get(name)
            if key in self.keys[name]:
                return str(self.keys[name][key].values.get("currency") or self.mapping.currency)
            if key in self.known.get(name, {}):
                return self.known[name][key]
        return self.mapping.currency

    def _text(self, section: Section, name: str, rule: Rule, source: SourceRow) -> str:
        try:
            return source.text(rule)
        except Unfit as unfit:
            self._wrong(section, source, rule, unfit.reason, name)
            return ""

    def _wrong(
        self, section: Section, source: SourceRow, rule: Rule, reason: Message, name: str = "key"
    ) -> None:
        self.problems.add(section.file, source.line, rule.named or name, reason)

    def _accept(self, section: Section, row: Row) -> None:
        before = self.problems.count
        for name, reason in RULES[row.target](row.values):
            rule = section.fields.get(name)
            self.problems.add(row.file, row.line, rule.named if rule else name, reason)
        first = self.keys[row.target].setdefault(row.key or _identity(row), row)
        if first is not row and _is_doubled(row):
            if section.once and first.values == row.values:
                return
            self._doubled(section, row, first)
        if self.problems.count == before:
            self.rows[row.target].append(row)

    def _doubled(self, section: Section, row: Row, first: Row) -> None:
        where = {"text": row.key or _identity(row), "file": first.file, "line": first.line}
        reason = say("“{text}” stands already in {file}, line {line}.", **where)
        if section.once:
            reason = say("“{text}” is told differently in {file}, line {line}.", **where)
        self.problems.add(row.file, row.line, row.key_column, reason)

    def _orders_have_lines(self) -> None:
        filled = {row.values["order"] for row in self.rows["order_line"]}
        if self.problems.count:
            return
        for row in self.rows["order"]:
            if row.key not in filled:
                reason = say("The order “{text}” has no lines.", text=row.key)
                self.problems.add(row.file, row.line, row.key_column, reason)


_UNIQUE = {
    "tax_rate": ("country", "tax_class"),
    "price_list_assignment": ("price_list", "counterparty"),
    "price_entry": ("price_list", "product", "from_quantity", "valid_from"),
}


def _is_doubled(row: Row) -> bool:
    """Tell whether two rows of this identity are one too many."""
    return bool(row.key) or TARGETS[row.target].keyed or row.target in _UNIQUE


def _identity(row: Row) -> str:
    names = _UNIQUE.get(row.target)
    if names is None:
        return f"{row.file}:{row.line}"
    return " / ".join(str(row.values.get(name) or "") for name in names)
