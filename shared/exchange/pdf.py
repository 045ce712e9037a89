"""Sets a sales order on paper: what both sides file, in the reader's language.

The face gives an `OrderPaper` (figures as stored) and its translations; here they become text and
go to `templates/documents/order.typ` as values. Only the fonts beside this file are used.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from shared.kernel import capped, money, quantity
from shared.kernel.chinese_amount import in_words
from shared.kernel.clock import now
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, Translations, render, say
from shared.language.units import unit_name

_TYPESETTER = Path(__file__).with_name("typeset_child.py")
_FONTS = Path(__file__).parent / "fonts"
_TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"


@dataclass(frozen=True)
class PaperParty:
    """One side of the order: its name, then address, contact and telephone as lines."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaperLine:
    """One line: quantity ×10⁴; price in minor units per `per` units; tax in basis points."""

    sku: str
    product: str
    quantity: int
    unit: str
    price: int
    net: int
    tax_rate: int = 0
    per: int = 1


@dataclass(frozen=True)
class OrderPaper:
    """Everything that stands on the paper; amounts in minor units of `currency`."""

    number: str
    seller: PaperParty
    buyer: PaperParty
    ordered_on: date
    currency: str
    lines: tuple[PaperLine, ...]
    net: int
    tax: int
    total: int
    ship_to: PaperParty | None = None
    reference: str = ""
    wished_on: date | None = None
    state: Message | None = None
    terms: Message | None = None
    note: str = ""
    title: Message = field(default_factory=lambda: say("Sales order"))
    answer_by: str = ""
    printed_at: datetime = field(default_factory=now)


async def order_pdf(
    paper: OrderPaper, locale: str, translations: Translations | None = None
) -> bytes:
    """Return the order as PDF in `locale` ("zh" or "en"); Chinese papers add 大写金额."""
    return await typeset("order.typ", _content(paper, locale, translations), paper.printed_at)


async def typeset(
    template: str,
    content: dict[str, Any],
    printed_at: datetime,
    form: Literal["pdf", "png"] = "pdf",
) -> bytes:
    """Fill a template of `templates/documents` with values; png gives the first page only."""
    order = {
        "template": str(_TEMPLATES / template),
        "fonts": str(_FONTS),
        "format": form,
        "timestamp": int(printed_at.timestamp()),
    }
    try:
        return await capped.run(_TYPESETTER, order, json.dumps(content).encode())
    except capped.Overrun:
        raise Refusal(say("The document could not be made. Try again.")) from None


def _content(paper: OrderPaper, locale: str, words: Translations | None) -> dict[str, Any]:
    place = _LOCALES.get(locale, locale)

    def tell(message: Message) -> str:
        return render(message, words)

    def cash(minor: int) -> str:
        return _cash(minor, paper.currency, place)

    labels = {name: tell(label) for name, label in _LABELS.items()}
    return {
        "lang": "zh" if locale == "zh" else "en",
        "labels": labels
        | {
            "title": tell(paper.title),
            "page": tell(_PAGE).replace("[n]", "{n}").replace("[m]", "{m}"),
        },
        "number": paper.number,
        "seller": _party(paper.seller),
        "buyer": _party(paper.buyer),
        "ship_to": _party(paper.ship_to) if paper.ship_to else None,
        "facts": _facts(paper, place, words),
        "lines": [_line(n, line, paper, place) for n, line in enumerate(paper.lines, start=1)],
        "totals": [
            {"label": tell(say("Net")), "value": cash(paper.net)},
            {"label": tell(say("Tax")), "value": cash(paper.tax)},
        ],
        "total": {"label": tell(say("Total")), "value": cash(paper.total)},
        "in_words": in_words(paper.total, paper.currency) if locale == "zh" else None,
        "note": paper.note or None,
    }


def _party(party: PaperParty) -> dict[str, Any]:
    return {"name": party.name, "lines": [line for line in party.lines if line]}


def _facts(paper: OrderPaper, locale: str, words: Translations | None) -> list[dict[str, str]]:
    """Return the dates and references that this order has, most asked for first."""
    wished = format_date(paper.wished_on, "long", locale) if paper.wished_on else ""
    facts = (
        (say("Order date"), format_date(paper.ordered_on, "long", locale)),
        (say("Your order number"), paper.reference),
        (say("Wished delivery date"), wished),
        (say("Answer by"), paper.answer_by),
        (say("Payment terms"), render(paper.terms, words) if paper.terms else ""),
        (say("Status"), render(paper.state, words) if paper.state else ""),
    )
    return [{"label": render(label, words), "value": value} for label, value in facts if value]


def _line(position: int, line: PaperLine, paper: OrderPaper, locale: str) -> dict[str, str]:
    amount = format_decimal(quantity.to_decimal(line.quantity), "#,##0.####", locale)
    price = _cash(line.price, paper.currency, locale)
    rate = Decimal(line.tax_rate) / 100
    return {
        "position": str(position),
        "sku": line.sku,
        "product": line.product,
        "quantity": f"{amount} {unit_name(line.unit, locale[:2])}".strip(),
        "price": price if line.per == 1 else f"{price} / {line.per}",
        "tax": format_decimal(rate, "#,##0.##", locale) + "%",
        "net": _cash(line.net, paper.currency, locale),
    }


def _cash(minor: int, currency: str, locale: str) -> str:
    return format_currency(money.to_decimal(minor, currency), currency, locale=locale)


_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
_PAGE = say("Page [n] of [m]")
_LABELS = {
    "seller": say("Seller"),
    "buyer": say("Buyer"),
    "ship_to": say("Ship to"),
    "position": say("No."),
    "sku": say("SKU"),
    "product": say("Product"),
    "quantity": say("Quantity"),
    "price": say("Price"),
    "tax": say("Tax rate"),
    "net": say("Net"),
    "in_words": say("Amount in words"),
    "note": say("Note"),
}
