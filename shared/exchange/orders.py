"""Sales orders as files: the list as a sheet, one order as a paper. Both faces use the same.

The figures come from `shared.orders.queries`, already read through the reader's scope.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.access.actor import Actor
from shared.exchange.pdf import OrderPaper, PaperLine, PaperParty
from shared.exchange.sheets import Column, Sheet
from shared.kernel import money
from shared.kernel.two_languages import form_of, name_in
from shared.kernel.wording import Message, say
from shared.language.countries import country_name
from shared.orders.detail import OrderDetail
from shared.orders.naming import FULFILMENT_NAMES, STATE_NAMES, name_of

Speak = Callable[[Message], str]


def orders_sheet(actor: Actor, rows: Iterable[dict[str, Any]], speak: Speak) -> Sheet:
    """Return the exported list in the reader's language; `rows` are those of `export_rows`.

    Amounts are written in major units; `speak` translates a heading.
    """
    return Sheet(
        title=speak(say("Sales orders")),
        columns=_columns(speak, with_buyer=actor.is_staff),
        rows=[_cells(actor, row, speak) for row in rows],
        zone=actor.zone,
    )


def _columns(speak: Speak, *, with_buyer: bool) -> list[Column]:
    buyer = [
        Column(speak(say("Buyer number"))),
        Column(speak(say("Buyer")), width=28),
    ]
    return [
        Column(speak(say("Order number"))),
        *(buyer if with_buyer else []),
        Column(speak(say("Buyer's order number"))),
        Column(speak(say("Placed")), "moment"),
        Column(speak(say("Status"))),
        Column(speak(say("Delivery"))),
        Column(speak(say("Products")), width=40),
        Column(speak(say("Number of lines")), "number"),
        Column(speak(say("Currency"))),
        Column(speak(say("Net")), "money"),
        Column(speak(say("Tax")), "money"),
        Column(speak(say("Total")), "money"),
        Column(speak(say("Wished")), "date"),
        Column(speak(say("Promised")), "date"),
        Column(speak(say("Delivered")), "moment"),
        Column(speak(say("Reference elsewhere"))),
    ]


def _cells(actor: Actor, row: dict[str, Any], speak: Speak) -> list[Any]:
    buyer = [
        row["buyer__number"],
        name_in(actor.locale, row["buyer__name_zh"], row["buyer__name_en"]),
    ]
    amounts = [money.to_decimal(row[name], row["currency"]) for name in ("net", "tax", "total")]
    return [
        row["number"],
        *(buyer if actor.is_staff else []),
        row["buyer_reference"],
        row["placed_at"],
        speak(STATE_NAMES[row["state"]]),
        speak(FULFILMENT_NAMES[row["fulfilment"]]),
        name_in(actor.locale, row["summary_zh"], row["summary_en"]),
        row["line_count"],
        row["currency"],
        *amounts,
        row["wished_on"],
        row["promised_on"],
        row["delivered_at"],
        row["external_key"],
    ]


def channel_sheet(actor: Actor, rows: Iterable[dict[str, Any]], speak: Speak) -> Sheet:
    """Return the orders of end customers as their distributor reads them; `rows` of `orders.channel`.

    Net sums are written in major units.
    """
    return Sheet(
        title=speak(say("Orders of end customers")),
        columns=[
            Column(speak(say("Order number"))),
            Column(speak(say("End customer")), width=28),
            Column(speak(say("City"))),
            Column(speak(say("Placed")), "moment"),
            Column(speak(say("Status"))),
            Column(speak(say("Delivery"))),
            Column(speak(say("Products")), width=40),
            Column(speak(say("Number of lines")), "number"),
            Column(speak(say("Currency"))),
            Column(speak(say("Net")), "money"),
            Column(speak(say("Wished")), "date"),
            Column(speak(say("Promised")), "date"),
            Column(speak(say("Delivered")), "moment"),
        ],
        rows=[_channel_cells(actor, row, speak) for row in rows],
        zone=actor.zone,
    )


def _channel_cells(actor: Actor, row: dict[str, Any], speak: Speak) -> list[Any]:
    return [
        row["number"], name_in(actor.locale, row["name_zh"], row["name_en"]),
        form_of(actor.locale, row, "city"), row["placed_at"], speak(STATE_NAMES[row["state"]]),
        speak(FULFILMENT_NAMES[row["fulfilment"]]),
        name_in(actor.locale, row["summary_zh"], row["summary_en"]), row["line_count"],
        row["currency"], money.to_decimal(row["net"], row["currency"]), row["wished_on"],
        row["promised_on"], row["delivered_at"],
    ]  # fmt: skip


def order_paper(
    actor: Actor, detail: OrderDetail, *, seller: str, terms: Message | None = None
) -> OrderPaper:
    """Return one order as it is set on paper; `seller` is the host's name in the reader's language.

    The sender chooses the language (the reader's own): names are given in `actor.locale`.
    """
    order = detail.order
    placed: datetime = order["submitted_at"] or order["placed_at"]
    return OrderPaper(
        number=order["number"],
        seller=PaperParty(seller),
        buyer=_buyer(actor, order),
        ordered_on=placed.astimezone(ZoneInfo(actor.zone)).date(),
        currency=order["currency"],
        lines=tuple(_paper_line(actor, line) for line in detail.lines),
        net=order["net"],
        tax=order["tax"],
        total=order["total"],
        ship_to=_ship_to(actor.locale, order),
        reference=order["buyer_reference"],
        wished_on=order["wished_on"],
        state=name_of(order["state"], order["fulfilment"]),
        terms=terms or say("{days} days net", days=order["buyer__payment_days"]),
        note=order["note"],
    )


def _buyer(actor: Actor, order: dict[str, Any]) -> PaperParty:
    place = place_of(actor.locale, order, "buyer__city", "buyer__region")
    return PaperParty(
        name_in(actor.locale, order["buyer__name_zh"], order["buyer__name_en"]),
        (order["buyer__number"], place, order["buyer__tax_number"], order["buyer__phone"]),
    )


def _ship_to(locale: str, order: dict[str, Any]) -> PaperParty | None:
    if not order["ship_line"]:
        return None
    place = place_of(locale, order, "ship_city", "ship_region")
    recipient = form_of(locale, order, "ship_recipient") or form_of(locale, order, "ship_label")
    line = form_of(locale, order, "ship_line")
    where = " ".join(filter(None, (order["ship_postcode"], place)))
    country = country_name(order["ship_country"], locale=locale) if order["ship_country"] else ""
    return PaperParty(recipient, (line, where, country, order["ship_phone"]))


def place_of(locale: str, order: dict[str, Any], *fields: str) -> str:
    """Return city and region (`fields`, the smaller first) as the reader writes them.

    Chinese begins with the larger; a municipality is its own region.
    """
    forms = list(dict.fromkeys(form_of(locale, order, field) for field in fields))
    return " ".join(filter(None, forms[::-1])) if locale == "zh" else ", ".join(filter(None, forms))


def _paper_line(actor: Actor, line: dict[str, Any]) -> PaperLine:
    return PaperLine(
        sku=line["sku"],
        product=name_in(actor.locale, line["name_zh"], line["name_en"]),
        quantity=line["quantity"],
        unit=line["unit"],
        price=line["price"],
        net=line["net"],
        tax_rate=line["tax_rate"],
        per=line["per"],
    )
