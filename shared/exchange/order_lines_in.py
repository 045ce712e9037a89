"""What the files say about order lines, priced and counted; pure, before anything is stored."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.exchange.storing import Run
from shared.exchange.validation import Row
from shared.kernel.money import divided, tax_on
from shared.kernel.quantity import SCALE

STORED = (
    "product_id", "sku", "name_zh", "name_en", "unit", "quantity", "price", "per", "discount",
    "net", "tax_rate", "tax",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line as it will be stored: minor units, quantities ×10⁴, basis points."""

    row: Row
    position: int
    product_id: int | None
    sku: str
    name_zh: str
    name_en: str
    unit: str
    quantity: int
    shipped: int
    price: int
    per: int
    discount: int
    net: int
    tax_rate: int
    tax: int

    def stored(self) -> dict[str, Any]:
        """Return the columns of the line apart from what has been shipped."""
        return {name: getattr(self, name) for name in STORED}


def lines_of(
    run: Run, orders: list[Row], rows: list[Row], products: dict[int, Any]
) -> dict[str, list[Line]]:
    """Return order key → its lines in the order of the file."""
    left = {row.key: _left_on(row) for row in orders}
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in rows:
        of_order = lines[row.values["order"]]
        has_left = left[row.values["order"]] is not None
        of_order.append(_line(run, row, len(of_order) + 1, products, has_left=has_left))
    return lines


def _left_on(order: Row) -> date | None:
    return order.values.get("shipped_on") or order.values.get("delivered_on")


def _line(run: Run, row: Row, position: int, products: dict[int, Any], *, has_left: bool) -> Line:
    given = row.values
    product_id = run.ids["product"][given["product"]] if given.get("product") else None
    price, per = given["price"]
    per *= given.get("per") or 1
    discount, rate = given.get("discount") or 0, given.get("tax_rate") or 0
    net = divided(price * given["quantity"] * (10_000 - discount), per * SCALE * 10_000)
    shipped = given.get("shipped_quantity")
    if shipped is None:
        shipped = given["quantity"] if has_left else 0
    return Line(
        row=row, position=position, product_id=product_id,
        **_wording(given, products.get(product_id or 0)),
        quantity=given["quantity"], shipped=shipped, price=price, per=per, discount=discount,
        net=net, tax_rate=rate, tax=tax_on(net, rate),
    )  # fmt: skip


def _wording(given: dict[str, Any], product: Any) -> dict[str, str]:
    """Return what the line calls its product: the file's words, else the catalogue's."""
    names = ("sku", "name_zh", "name_en", "unit")
    blank = {"unit": "pcs"}
    return {
        name: given.get(name) or (getattr(product, name) if product else blank.get(name, ""))
        for name in names
    }
