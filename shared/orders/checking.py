"""Typed lines against offers: what each costs, what is wrong with it, what has changed. Pure.

A draft, the totals beside it and the submission all use this one calculation, so that a buyer is
never charged by another rule than the one he was shown.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.catalogue.rules import Offer, in_packs
from shared.kernel import quantity as quantities
from shared.kernel.errors import Refusal
from shared.kernel.money import line_net, tax_on
from shared.kernel.order_lines import MOST_LINES, Answers, SeenProducts, field_of
from shared.kernel.wording import Message, say


@dataclass(frozen=True)
class TypedLine:
    """A line as somebody typed it; nothing about it has been believed yet.

    `place` is the number of its row in the form (`line-<place>-sku`), where rows may be missing;
    without one the place in the list counts.
    """

    sku: str
    quantity: str = ""
    place: int | None = None


@dataclass(frozen=True)
class QuotedLine:
    """A typed line with our answer. `refusal` says what is wrong; then the figures are zero.

    Money is minor units, quantities are scaled by 10⁴, `tax_rate` is basis points. `index` is the
    row in the form, from 0. `expected_on` is when the back-ordered part comes.
    """

    index: int
    typed: TypedLine
    offer: Offer | None = None
    quantity: int = 0
    price: int = 0
    per: int = 1
    net: int = 0
    tax_rate: int = 0
    tax: int = 0
    in_stock: int = 0
    backordered: int = 0
    expected_on: date | None = None
    refusal: Refusal | None = None

    @property
    def is_good(self) -> bool:
        """Whether the line can be ordered as it stands."""
        return self.refusal is None and self.offer is not None


class Quote(Answers[QuotedLine]):
    """All lines of a draft with totals over the good ones."""

    @property
    def seen(self) -> str:
        """What a buyer sees, as opaque text for a hidden field; `submit_order` compares it.

        It is only ever compared, never believed: prices come from the price lists.
        """
        rows = [[key_of(line), *figures_of(line)] for line in self.good]
        return json.dumps(rows, separators=(",", ":"))


def quote_lines(
    typed: Iterable[TypedLine], offers: dict[str, Offer], currency: str, today: date
) -> Quote:
    """Answer every typed line; lines without SKU and quantity are skipped but keep their index."""
    answered: list[QuotedLine] = []
    seen = SeenProducts()
    for number, line in enumerate(typed):
        index = number if line.place is None else line.place
        sku = line.sku.strip().upper()
        if not sku and not line.quantity.strip():
            continue
        try:
            _check_place(index, sku, seen, len(answered))
            answered.append(_answer(index, line, offers.get(sku), today))
        except Refusal as refusal:
            answered.append(
                QuotedLine(index=index, typed=line, offer=offers.get(sku), refusal=refusal)
            )
    return Quote(currency, tuple(answered))


def _check_place(index: int, sku: str, seen: SeenProducts, before: int) -> None:
    if before >= MOST_LINES:
        raise Refusal(
            say("An order has at most {count} lines.", count=MOST_LINES), field_of(index, "sku")
        )
    if sku:
        seen.note(sku, before + 1, index)


def _answer(index: int, line: TypedLine, found: Offer | None, today: date) -> QuotedLine:
    offer = _priced(index, line, found)
    wanted = quantities.from_text(line.quantity or "0", field_of(index, "quantity"))
    _check_quantity(index, wanted, offer)
    tier = offer.tier_for(wanted) or offer.tiers[0]
    net = line_net(tier.price, tier.per, wanted)
    in_stock = min(wanted, max(offer.free, 0))
    return QuotedLine(
        index=index,
        typed=line,
        offer=offer,
        quantity=wanted,
        price=tier.price,
        per=tier.per,
        net=net,
        tax_rate=offer.tax_rate,
        tax=tax_on(net, offer.tax_rate),
        in_stock=in_stock,
        backordered=wanted - in_stock,
        expected_on=offer.available_on(today) if wanted > in_stock else None,
    )


def _priced(index: int, line: TypedLine, offer: Offer | None) -> Offer:
    if offer is None:
        raise Refusal(_unknown(line.sku.strip()), field_of(index, "sku"))
    if not offer.tiers:
        raise Refusal(
            say("There is no price for this product. Ask us for one."),
            field_of(index, "sku"),
        )
    return offer


def _unknown(sku: str) -> Message:
    return (
        say("We do not know {sku}. Choose a product from the list.", sku=sku)
        if sku
        else say("Choose a product.")
    )


def _check_quantity(index: int, wanted: int, offer: Offer) -> None:
    """Refuse less than the minimum, broken packs, and a shortage without back-order."""
    field = field_of(index, "quantity")
    if wanted < offer.smallest:
        least = quantities.to_text(offer.smallest)
        raise Refusal(
            say("The minimum is {quantity}.", quantity=least), field, (_make_it(offer.smallest),)
        )
    if offer.pack > 0 and wanted % offer.pack:
        above = in_packs(wanted, offer.pack)
        fixes = [_make_it(n) for n in (above - offer.pack, above) if n >= offer.smallest]
        pack = quantities.to_text(offer.pack)
        raise Refusal(say("It comes in packs of {quantity}.", quantity=pack), field, tuple(fixes))
    if wanted > offer.free and not offer.allows_backorder:
        raise short_of(index, offer.free, offer)


def short_of(index: int, free: int, offer: Offer) -> Refusal:
    """Return the refusal for a product that is short and cannot be back-ordered."""
    field = field_of(index, "quantity")
    whole = max(free, 0) // offer.pack * offer.pack if offer.pack > 0 else max(free, 0)
    if free <= 0:
        return Refusal(say("Out of stock, and it cannot be ordered ahead."), field)
    fixes = (_make_it(whole),) if whole >= offer.smallest else ()
    return Refusal(
        say("Only {quantity} in stock, and it cannot be ordered ahead.",
            quantity=quantities.to_text(free)),
        field, fixes,
    )  # fmt: skip


def _make_it(quantity: int) -> tuple[str, Message]:
    text = quantities.to_text(quantity)
    return text, say("Make it {quantity}", quantity=text)


def key_of(line: QuotedLine) -> str:
    """Return the SKU under which a line is compared."""
    return line.offer.sku.upper() if line.offer else ""


def figures_of(line: QuotedLine) -> list[int | str]:
    """Return what a buyer agrees to with a line: quantity, price, per, tax, shortage and its day."""
    expected = line.expected_on.isoformat() if line.expected_on else ""
    return [line.quantity, line.price, line.per, line.tax_rate, line.backordered, expected]
