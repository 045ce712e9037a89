"""The lines of the editor as its template draws them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.orders.actions import LineChange, Quote, QuotedLine, TypedLine
from shared.web.order_lines import line_words

_CHANGES = {
    "price": say("New price; it was {before}."),
    "tax": say("The tax rate has changed."),
    "stock": say("Less in stock than before: part of it comes later."),
    "date": say("It comes on another day than before."),
    "quantity": say("The quantity has changed."),
    "added": say("New since you last looked."),
}


@dataclass(frozen=True)
class LineRow:
    """A row of the editor, as `macros/lines.html` wants it; texts are in the reader's language.

    `shown` holds description, availability, tone, price, total and pack, as far as known.
    """

    number: int
    typed: TypedLine = field(default_factory=lambda: TypedLine(""))
    shown: dict[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    wrong: str = "sku"
    offered: tuple[tuple[str, str], ...] = ()

    def name(self, column: str) -> str:
        """The name of an input in this row."""
        return f"line-{self.number}-{column}"

    def value(self, column: str) -> str:
        """What is typed there."""
        return str(getattr(self.typed, column))

    def error(self, column: str) -> tuple[str, ...]:
        """The sentences beside an input."""
        return self.errors if column == self.wrong else ()

    def fixes(self, column: str) -> tuple[tuple[str, str], ...]:
        """Values that would do, each with the words of its button."""
        return self.offered if column == self.wrong else ()


def line_rows(
    quote: Quote,
    typed: Sequence[TypedLine],
    locale: str,
    changes: Iterable[LineChange] = (),
    *,
    is_lenient: bool = False,
) -> list[LineRow]:
    """Return a row for every typed line and one empty row to go on with.

    An empty row that was sent last keeps its number: somebody may be about to type in it.
    `is_lenient` says nothing yet about a line that is still being typed (no quantity so far).
    """
    changed = {change.sku: change for change in changes}
    rows = [_row(line, quote.currency, locale, changed) for line in quote.lines]
    if is_lenient:
        rows = [row if row.typed.quantity else replace(row, errors=()) for row in rows]
    number = max((row.number + 1 for row in rows), default=0)
    waiting = (line.place for line in typed if not line.sku.strip() and not line.quantity.strip())
    return [*rows, LineRow(max([number, *(place or 0 for place in waiting)]))]


def _row(line: QuotedLine, currency: str, locale: str, changed: dict[str, LineChange]) -> LineRow:
    offer, refusal = line.offer, line.refusal
    change = changed.get(offer.sku) if offer else None
    errors = [_said(change, currency, locale)] if change else []
    errors += [translated(refusal.message, locale)] if refusal else []
    at_quantity = change is not None or (refusal and (refusal.field or "").endswith("quantity"))
    return LineRow(
        line.index,
        line.typed,
        line_words(line, currency, locale),
        tuple(errors),
        "quantity" if at_quantity else "sku",
        tuple((value, translated(m, locale)) for value, m in (refusal.fixes if refusal else ())),
    )


def _said(change: LineChange, currency: str, locale: str) -> str:
    message = _CHANGES.get(change.what, _CHANGES["quantity"])
    before = formats(locale).money(int(change.before or 0), currency)
    return translated(Message(message.text, {"before": before}), locale)
