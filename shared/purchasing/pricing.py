"""Typed lines of a purchase order against what the supplier offers: price, day, what is wrong. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shared.kernel import money, quantity
from shared.kernel.errors import Refusal
from shared.kernel.order_lines import MOST_LINES, Answers, SeenProducts, field_of
from shared.kernel.wording import say


@dataclass(frozen=True)
class TypedLine:
    """A line as somebody typed it; `price` empty means the agreed one; `place` is its row."""

    sku: str
    quantity: str = ""
    needed_on: str = ""
    price: str = ""
    place: int | None = None


@dataclass(frozen=True)
class Offer:
    """What a supplier offers of one product: minor units per `per` pieces, quantities ×10⁴."""

    product_id: int
    sku: str
    name_zh: str
    name_en: str
    unit: str
    supplier_code: str
    currency: str
    price: int
    per: int
    minimum: int
    lead_days: int
    tolerance: int
    tax_rate: int = 0


@dataclass(frozen=True)
class QuotedLine:
    """A typed line with its figures; `refusal` says what is wrong, then the figures are zero."""

    index: int
    typed: TypedLine
    offer: Offer | None = None
    quantity: int = 0
    needed_on: date | None = None
    price: int = 0
    net: int = 0
    tax: int = 0
    refusal: Refusal | None = None

    @property
    def is_good(self) -> bool:
        """Whether the line can be ordered as it stands."""
        return self.refusal is None and self.offer is not None


class Quote(Answers[QuotedLine]):
    """All lines of a draft with totals over the good ones."""


def quote_lines(
    typed: Iterable[TypedLine], offers: Mapping[str, Offer], currency: str, today: date
) -> Quote:
    """Answer every typed line; `offers` by SKU and by supplier's code, both in upper case."""
    answered: list[QuotedLine] = []
    seen = SeenProducts()
    for number, line in enumerate(typed):
        index = number if line.place is None else line.place
        if not (line.sku.strip() or line.quantity.strip()):
            continue
        offer = offers.get(line.sku.strip().upper())
        try:
            offer = _known(index, line, offer, currency)
            seen.note(offer.product_id, len(answered) + 1, index)
            answered.append(_answer(index, line, offer, today))
        except Refusal as refusal:
            answered.append(QuotedLine(index, line, offer, refusal=refusal))
        if len(answered) > MOST_LINES:
            raise Refusal(say("An order has at most {count} lines.", count=MOST_LINES), "lines")
    return Quote(currency, tuple(answered))


def _answer(index: int, line: TypedLine, offer: Offer, today: date) -> QuotedLine:
    wanted = quantity.from_text(line.quantity or "0", field_of(index, "quantity"))
    if wanted < offer.minimum:
        least = quantity.to_text(offer.minimum)
        raise Refusal(
            say("The minimum is {quantity}.", quantity=least), field_of(index, "quantity"),
            ((least, say("Make it {quantity}", quantity=least)),),
        )  # fmt: skip
    price = _price(index, line, offer)
    net = money.line_net(price, offer.per, wanted)
    tax = money.tax_on(net, offer.tax_rate)
    return QuotedLine(
        index, line, offer, wanted, _day(index, line, offer, today), price, net, tax
    )  # fmt: skip


def _known(index: int, line: TypedLine, offer: Offer | None, currency: str) -> Offer:
    if offer is None or offer.currency != currency:
        raise Refusal(
            say("This supplier has no agreed price for {sku}.", sku=line.sku.strip())
            if line.sku.strip()
            else say("Choose a product."),
            field_of(index, "sku"),
        )
    return offer


def _price(index: int, line: TypedLine, offer: Offer) -> int:
    if not line.price.strip():
        return offer.price
    price = money.from_text(line.price, offer.currency, field_of(index, "price"))
    if price < 0:
        raise Refusal(say("A price is zero or more."), field_of(index, "price"))
    return price


def _day(index: int, line: TypedLine, offer: Offer, today: date) -> date:
    if not line.needed_on.strip():
        return today + timedelta(days=offer.lead_days)
    try:
        day = date.fromisoformat(line.needed_on.strip())
    except ValueError:
        raise Refusal(say("Enter a day like 2026-11-23."), field_of(index, "needed_on")) from None
    if not date(2000, 1, 1) <= day <= date(9000, 1, 1):
        raise Refusal(say("Enter a day like 2026-11-23."), field_of(index, "needed_on"))
    return day


def stored_lines(lines: Sequence[TypedLine]) -> str:
    """Return typed lines as JSON; empty ones are dropped."""
    rows = [
        [one.sku.strip()[:80], one.quantity.strip()[:40], one.needed_on.strip()[:20],
         one.price.strip()[:40], one.place]
        for one in lines if one.sku.strip() or one.quantity.strip()
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False)


def typed_lines(stored: str) -> list[TypedLine]:
    """Return the lines of a draft as typed, from their JSON."""
    return [TypedLine(*row) for row in json.loads(stored or "[]")]
