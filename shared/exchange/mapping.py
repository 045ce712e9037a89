"""What a mapping says: sections, rules for their fields, conditions. Read by `mapping_reader`."""

import re
from dataclasses import dataclass, field
from decimal import Decimal

HOLE = re.compile(r"\{([^{}:]+)(?::(\d+))?\}")


@dataclass(frozen=True)
class Lookup:
    """Take the value as a key of another file and give that row's column instead."""

    file: str
    key: str
    give: str


@dataclass(frozen=True)
class Rule:
    """How one field gets its text: a start (columns, template or constant), then changes."""

    columns: tuple[str, ...] = ()
    template: str = ""
    constant: tuple[str, ...] | None = None
    separator: str | None = None
    takes_first: bool = False
    optional: bool = False
    words: dict[str, str] = field(default_factory=dict)
    otherwise: str = ""
    default: str = ""
    lookup: Lookup | None = None
    dates: tuple[str, ...] = ()
    multiply: Decimal | None = None
    divide: str = ""
    round: int | None = None

    @property
    def named(self) -> str:
        """The columns the value comes from, as a problem names them."""
        return ", ".join(self.columns)


@dataclass(frozen=True)
class Condition:
    """Take a row only if (or unless) a column holds one of these words."""

    column: str
    words: frozenset[str]
    wanted: bool


@dataclass(frozen=True)
class Section:
    """One `[[target]]` of the mapping; without a file it is one row of constants.

    `once` takes the first row of each key: a file may repeat an order on each of its lines.
    """

    target: str
    file: str
    sheet: str | None
    encoding: str | None
    key: Rule | None
    conditions: tuple[Condition, ...]
    fields: dict[str, Rule]
    once: bool = False


@dataclass(frozen=True)
class Mapping:
    """A whole mapping; `source` names the system whose keys are remembered."""

    source: str
    sections: tuple[Section, ...]
    empty: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ()
    decimal: str = "."
    currency: str = "CNY"
    zone: str = "Asia/Shanghai"

    def files(self) -> list[str]:
        """Return every file the mapping reads, in the order it names them."""
        named: dict[str, None] = {}
        for section in self.sections:
            if section.file:
                named[section.file] = None
            for rule in section.fields.values():
                if rule.lookup:
                    named[rule.lookup.file] = None
        return list(named)


def filled(template: str, cells: dict[str, str]) -> str:
    """Put cells into `{column}`; `{column:4}` pads with zeros to four places."""
    return HOLE.sub(lambda hole: cells[hole[1]].rjust(int(hole[2] or 0), "0"), template).strip()
