"""The late board as a file: each line with what it hurts."""

from collections.abc import Callable, Iterable
from typing import Any

from shared.access.actor import Actor
from shared.exchange.sheets import Column, Sheet
from shared.kernel.quantity import to_decimal
from shared.kernel.two_languages import name_in
from shared.kernel.wording import Message, say
from shared.purchasing.naming import LINE_NAMES

Speak = Callable[[Message], str]


def late_sheet(actor: Actor, rows: Iterable[dict[str, Any]], speak: Speak) -> Sheet:
    """Return the board in the reader's language; `rows` are those of `late_export`."""
    columns = [
        Column(speak(say("Order number"))), Column(speak(say("Line")), "number"),
        Column(speak(say("Supplier number"))), Column(speak(say("Supplier")), width=28),
        Column(speak(say("SKU"))), Column(speak(say("Product")), width=32),
        Column(speak(say("Still to come")), "number"), Column(speak(say("Needed")), "date"),
        Column(speak(say("Expected on")), "date"), Column(speak(say("Days late")), "number"),
        Column(speak(say("Status"))), Column(speak(say("Deliveries")), width=20),
        Column(speak(say("Customer orders")), width=40),
    ]  # fmt: skip
    cells = [_cells(actor, row, speak) for row in rows]
    return Sheet(speak(say("Late board")), columns, cells, actor.zone)


def _cells(actor: Actor, row: dict[str, Any], speak: Speak) -> list[Any]:
    hurts = [
        f"{one['number']} {name_in(actor.locale, one['name_zh'], one['name_en'])}"
        for one in row["hurts"]
    ]
    return [
        row["order__number"], row["position"], row["order__supplier__number"],
        name_in(actor.locale, row["order__supplier__name_zh"], row["order__supplier__name_en"]),
        row["sku"], name_in(actor.locale, row["name_zh"], row["name_en"]),
        to_decimal(row["quantity"] - row["received"]), row["needed_on"], row["expected_on"],
        row["days"], speak(LINE_NAMES[row["state"]]),
        ", ".join(one["delivery__number"] for one in row["on_way"]), ", ".join(hurts),
    ]  # fmt: skip
