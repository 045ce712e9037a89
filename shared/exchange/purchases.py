"""Purchase orders as files: the list as a sheet, one order as a paper. Both faces use the same."""

from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from shared.access.actor import Actor
from shared.exchange.orders import place_of
from shared.exchange.pdf import OrderPaper, PaperLine, PaperParty
from shared.exchange.sheets import Column, Sheet
from shared.kernel import money
from shared.kernel.two_languages import form_of, name_in
from shared.kernel.wording import Message, say
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.purchasing.naming import STATUS_NAMES
from shared.purchasing.queries.detail import OrderDetail
from shared.purchasing.rules.lines import LineState

Speak = Callable[[Message], str]


def purchases_sheet(actor: Actor, rows: Iterable[dict[str, Any]], speak: Speak) -> Sheet:
    """Return the exported list in the reader's language; `rows` are those of `export_rows`."""
    supplier = [Column(speak(say("Supplier number"))), Column(speak(say("Supplier")), width=28)]
    columns = [
        Column(speak(say("Order number"))),
        *(supplier if actor.is_staff else []),
        Column(speak(say("Placed")), "moment"),
        Column(speak(say("Version")), "number"),
        Column(speak(say("Status"))),
        Column(speak(say("Products")), width=40),
        Column(speak(say("Number of lines")), "number"),
        Column(speak(say("Currency"))),
        Column(speak(say("Total")), "money"),
        Column(speak(say("Needed")), "date"),
        Column(speak(say("Promised")), "date"),
        Column(speak(say("Answer by")), "moment"),
    ]
    cells = [_cells(actor, row, speak) for row in rows]
    return Sheet(speak(say("Purchase orders")), columns, cells, actor.zone)


def _cells(actor: Actor, row: dict[str, Any], speak: Speak) -> list[Any]:
    supplier = [
        row["supplier__number"],
        name_in(actor.locale, row["supplier__name_zh"], row["supplier__name_en"]),
    ]
    return [
        row["number"],
        *(supplier if actor.is_staff else []),
        row["placed_at"],
        row["revision"],
        speak(STATUS_NAMES[row["status"]]),
        name_in(actor.locale, row["summary_zh"], row["summary_en"]),
        row["line_count"],
        row["currency"],
        money.to_decimal(row["total"], row["currency"]),
        row["needed_on"],
        row["promised_on"],
        row["answer_by"],
    ]


def purchase_paper(actor: Actor, detail: OrderDetail, *, host: str) -> OrderPaper:
    """Return one order as it is set on paper; `host` is our name in the reader's language."""
    order = detail.order
    supplier = name_in(actor.locale, order["supplier__name_zh"], order["supplier__name_en"])
    place = place_of(actor.locale, order, "supplier__city", "supplier__region")
    zone = ZoneInfo(actor.zone)
    shown = formats(actor.locale)
    return OrderPaper(
        number=order["number"] + (f" · V{order['revision']}" if order["revision"] > 1 else ""),
        title=say("Purchase order"),
        seller=PaperParty(supplier, (place, order["supplier__phone"])),
        buyer=PaperParty(
            host, (form_of(actor.locale, order, "buyer__name"), order["buyer__email"] or "")
        ),
        ship_to=PaperParty(host, (order["deliver_to"],)) if order["deliver_to"] else None,
        ordered_on=order["placed_at"].astimezone(zone).date(),
        currency=order["currency"],
        lines=tuple(
            _paper_line(actor, line) for line in detail.lines
            if line["state"] != LineState.CANCELLED
        ),
        net=order["net"], tax=order["tax"], total=order["total"],
        wished_on=order["needed_on"],
        answer_by=shown.moment(order["answer_by"]) if order["answer_by"] else "",
        note=order["note"],
    )  # fmt: skip


def _paper_line(actor: Actor, line: dict[str, Any]) -> PaperLine:
    name = name_in(actor.locale, line["name_zh"], line["name_en"])
    due = say("needed on {day}", day=formats(actor.locale).full_day(line["needed_on"]))
    product = f"{name} · {translated(due, actor.locale)}"
    return PaperLine(
        sku=line["supplier_code"] or line["sku"], product=product, quantity=line["quantity"],
        unit=line["unit"], price=line["price"], net=line["net"], tax_rate=line["tax_rate"],
        per=line["per"],
    )  # fmt: skip
