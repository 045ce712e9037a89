"""What must be true of a single row beyond its cells, per target."""

from collections.abc import Callable, Iterator
from typing import Any

from shared.kernel.two_languages import OTHER, is_second_form
from shared.kernel.wording import Message, say

Values = dict[str, Any]
Wrong = Iterator[tuple[str, Message]]


def _named(values: Values) -> Wrong:
    if not (values.get("name_zh") or values.get("name_en")):
        yield "name_zh, name_en", say("A name in Chinese or English is needed.")


def _order(values: Values) -> Wrong:
    yield from _second_forms(values)
    placed = values["placed_on"]
    for name in ("shipped_on", "delivered_on", "cancelled_on"):
        if values.get(name) and values[name] < placed:
            yield name, say("The date is before the order.")
    if values.get("cancelled_on") and (values.get("shipped_on") or values.get("delivered_on")):
        yield "cancelled_on", say("The order is cancelled and shipped at once.")


def _line(values: Values) -> Wrong:
    if not values.get("product") and not values.get("sku"):
        yield "product", say("A line needs a product, or a SKU and a name.")
    if values["quantity"] == 0:
        yield "quantity", say("The quantity must be more than zero.")
    if (values.get("shipped_quantity") or 0) > values["quantity"]:
        yield "shipped_quantity", say("More is shipped than was ordered.")


def _price(values: Values) -> Wrong:
    yield from _period(values)
    if values.get("from_quantity") == 0:
        yield "from_quantity", say("The quantity must be more than zero.")
    if values.get("per") == 0:
        yield "per", say("The price must stand per at least one piece.")


def _product(values: Values) -> Wrong:
    yield from _named(values)
    for name in ("minimum_quantity", "pack_quantity"):
        if values.get(name) == 0:
            yield name, say("The quantity must be more than zero.")


def _list(values: Values) -> Wrong:
    yield from _named(values)
    yield from _period(values)


def _period(values: Values) -> Wrong:
    begin, end = values.get("valid_from"), values.get("valid_until")
    if begin and end and end < begin:
        yield "valid_until", say("The end is before the beginning.")


def _second_forms(values: Values) -> Wrong:
    for name, other in values.items():
        if name.endswith(OTHER) and other:
            first = values.get(name.removesuffix(OTHER)) or ""
            if not is_second_form(first, other):
                yield name, say("Both forms are in one language; the second is for the other.")


def _organisation(values: Values) -> Wrong:
    yield from _named(values)
    yield from _second_forms(values)


def _anything(_: Values) -> Wrong:
    return iter(())


RULES: dict[str, Callable[[Values], Wrong]] = {
    "counterparty": _organisation,
    "contact": _second_forms,
    "address": _second_forms,
    "product": _product,
    "tax_rate": _anything,
    "price_list": _list,
    "price_list_assignment": _anything,
    "price_entry": _price,
    "order": _order,
    "order_line": _line,
}
