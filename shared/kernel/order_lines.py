"""What lines typed into any order have in common: their fields, a product typed twice, the sums."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from shared.kernel.errors import Refusal
from shared.kernel.wording import say

MOST_LINES = 500


class Answered(Protocol):
    """A typed line with our answer; `net` and `tax` in minor units."""

    @property
    def net(self) -> int: ...

    @property
    def tax(self) -> int: ...

    @property
    def refusal(self) -> Refusal | None: ...

    @property
    def is_good(self) -> bool: ...


Line = TypeVar("Line", bound=Answered)


@dataclass(frozen=True)
class Answers(Generic[Line]):
    """All lines of a draft with totals over the good ones, minor units of `currency`."""

    currency: str
    lines: tuple[Line, ...]

    @property
    def good(self) -> tuple[Line, ...]:
        """The lines that can be ordered."""
        return tuple(line for line in self.lines if line.is_good)

    @property
    def refusals(self) -> list[Refusal]:
        """What is wrong, line by line."""
        return [line.refusal for line in self.lines if line.refusal is not None]

    @property
    def net(self) -> int:
        """The sum before tax."""
        return sum(line.net for line in self.good)

    @property
    def tax(self) -> int:
        """The tax, rounded line by line."""
        return sum(line.tax for line in self.good)

    @property
    def total(self) -> int:
        """What is paid."""
        return self.net + self.tax


class SeenProducts:
    """Where each product was typed first: `row` counts from 1 as the page shows its rows."""

    def __init__(self) -> None:
        self._rows: dict[str | int, int] = {}

    def note(self, product: str | int, row: int, index: int) -> None:
        """Remember a product; refuse one that stands in an earlier row (at the field of `index`)."""
        first = self._rows.setdefault(product, row)
        if first != row:
            raise Refusal(
                say("This product already stands in line {line}.", line=first),
                field_of(index, "sku"),
            )


def field_of(index: int, name: str) -> str:
    """Return the form field of a line: `line-0-sku`, `line-0-quantity`."""
    return f"line-{index}-{name}"
