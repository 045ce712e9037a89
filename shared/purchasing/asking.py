"""What is asked for, and what is offered, as typed: checked before anything is written. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shared.kernel import money, quantity
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say

MOST_LINES = 100
MOST_SUPPLIERS = 50
LONGEST_LEAD = 730
UNITS = ("pcs", "set", "box", "carton", "kg", "m")


@dataclass(frozen=True)
class AskedLine:
    """A line as typed: a SKU of ours or free text, quantity, unit, day; `place` is its row."""

    item: str
    quantity: str
    unit: str
    needed_on: str
    place: int


@dataclass(frozen=True)
class CheckedLine:
    """A line that can be asked for; quantity ×10⁴."""

    item: str
    quantity: int
    unit: str
    needed_on: date


@dataclass(frozen=True)
class RfqCard:
    """A request as typed: one currency, numbers of suppliers, the deadline (None: not yet known)."""

    title: str
    note: str
    currency: str
    closes_at: datetime | None
    suppliers: Sequence[str]
    lines: Sequence[AskedLine]


@dataclass(frozen=True)
class OfferedLine:
    """What a supplier typed beside the line at `position`."""

    position: int
    price: str
    lead_days: str


def check_lines(lines: Sequence[AskedLine]) -> list[CheckedLine]:
    """Return the lines; raises Invalid with every reason, each beside its field."""
    checked: list[CheckedLine] = []
    wrong: list[Refusal] = []
    for line in lines:
        try:
            checked.append(_line(line))
        except Refusal as refusal:
            wrong.append(refusal)
    if len(lines) > MOST_LINES:
        wrong.append(Refusal(say("A request has at most {count} lines.", count=MOST_LINES)))
    if wrong:
        raise Invalid(wrong)
    return checked


def _line(line: AskedLine) -> CheckedLine:
    place = f"line-{line.place}"
    if not line.item.strip():
        raise Refusal(say("Say what you need: a SKU or a text."), f"{place}-item")
    amount = quantity.from_text(line.quantity, f"{place}-quantity")
    if line.unit not in UNITS:
        raise Refusal(say("Choose a unit."), f"{place}-unit")
    return CheckedLine(line.item.strip()[:200], amount, line.unit, _day(line, place))


def _day(line: AskedLine, place: str) -> date:
    try:
        day = date.fromisoformat(line.needed_on.strip())
    except ValueError:
        day = date.min
    if not date(2000, 1, 1) <= day <= date(9000, 1, 1):
        raise Refusal(say("Enter a day like 2026-11-23."), f"{place}-needed_on")
    return day


def check_offer(
    offered: Sequence[OfferedLine], currency: str, known: Mapping[int, int]
) -> dict[int, tuple[int, int]]:
    """Return id of a line → (price in minor units, days); empty prices are not offered.

    `known` is position → id. Raises Invalid with every reason, each beside its field.
    """
    found: dict[int, tuple[int, int]] = {}
    wrong: list[Refusal] = []
    for line in offered:
        if line.position not in known or not (line.price.strip() or line.lead_days.strip()):
            continue
        try:
            found[known[line.position]] = _offer(line, currency)
        except Refusal as refusal:
            wrong.append(refusal)
    if wrong:
        raise Invalid(wrong)
    return found


def _offer(line: OfferedLine, currency: str) -> tuple[int, int]:
    place = f"line-{line.position}"
    price = money.from_text(line.price, currency, f"{place}-price")
    if price <= 0:
        raise Refusal(say("A price is more than zero."), f"{place}-price")
    try:
        days = int(line.lead_days.strip() or "-1")
    except ValueError:
        days = -1
    if not 0 <= days <= LONGEST_LEAD:
        raise Refusal(say("The lead time is between 0 and 730 days."), f"{place}-lead_days")
    return price, days
