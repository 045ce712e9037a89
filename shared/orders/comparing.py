"""What is different from what a buyer last saw: shown line by line, never silently taken. Pure."""

import json
from dataclasses import dataclass

from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.orders.checking import Quote, QuotedLine, figures_of, key_of


@dataclass(frozen=True)
class LineChange:
    """What is different from what the buyer last saw at one line.

    `what` is price, tax, stock, date, quantity, added or gone; `before` and `after` are minor
    units (price), basis points (tax), scaled quantities (stock, quantity), ISO days (date).
    """

    sku: str
    name_zh: str
    name_en: str
    what: str
    before: int | str | None
    after: int | str | None


class OrderChanged(Refusal):
    """Price, tax or stock moved since the buyer looked: shown, never silently taken (422).

    `changes` says what, `quote` holds the present figures; sending the form again with
    `quote.seen` accepts them.
    """

    def __init__(self, changes: list[LineChange], quote: Quote) -> None:
        super().__init__(
            say("Something changed since you last looked. Check the marked lines and send again.")
        )
        self.changes = changes
        self.quote = quote


def changes_since(seen: str, quote: Quote) -> list[LineChange]:
    """Return what differs between the text a buyer's form carried and the present figures.

    Better news counts too, except more stock: nobody has to accept that.
    """
    before = _read_seen(seen)
    found: list[LineChange] = []
    for line in quote.good:
        found += _line_changes(line, before.pop(key_of(line), None))
    found += [LineChange(sku, "", "", "gone", None, None) for sku in before]
    return found


def _read_seen(seen: str) -> dict[str, list[int | str]]:
    """Read what a form carried; a text that is not ours means that nothing was seen."""
    try:
        rows = json.loads(seen or "[]")
        return {str(row[0]): list(row[1:]) for row in rows if len(row) == 7}
    except (ValueError, TypeError, IndexError, KeyError, RecursionError):
        return {}


_WHAT = ("quantity", "price", "price", "tax", "stock", "date")


def _line_changes(line: QuotedLine, before: list[int | str] | None) -> list[LineChange]:
    offer = line.offer
    if offer is None:
        return []
    names = (offer.sku, offer.name_zh, offer.name_en)
    if before is None:
        return [LineChange(*names, "added", None, line.price)]
    after = figures_of(line)
    found: dict[str, LineChange] = {}
    for what, old, new in zip(_WHAT, before, after, strict=True):
        if old != new and not _is_better_stock(what, old, new):
            found.setdefault(what, LineChange(*names, what, old, new))
    return list(found.values())


def _is_better_stock(what: str, old: int | str, new: int | str) -> bool:
    if what == "stock":
        return isinstance(old, int) and isinstance(new, int) and new < old
    return what == "date" and isinstance(old, str) and isinstance(new, str) and new < old
