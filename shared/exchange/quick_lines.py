"""Reads order lines that somebody pasted from a spreadsheet or sent as a file.

Knows nothing of products: it gives what was typed, and what cannot be a line at all. The order form
asks the catalogue afterwards.
"""

import csv
import io
from dataclasses import dataclass

from shared.exchange.extraction import folded
from shared.exchange.spreadsheets import Limits, read_table
from shared.kernel import quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

MOST = 500
_PASTE = 200_000
_FILE = Limits(size=2 * 1024 * 1024, rows=5_000, columns=100)
_SKU = {
    "sku", "code", "item", "item no", "item no.", "product", "product code", "article", "part",
    "name", "编号", "产品编号", "产品", "货号", "型号", "商品编码", "物料编码", "名称", "产品名称",
}  # fmt: skip
_QUANTITY = {"quantity", "qty", "qty.", "pcs", "pieces", "amount", "数量", "件数", "订购数量"}


@dataclass(frozen=True)
class PastedLine:
    """One line: what names the product, how many (×10⁴), or why it cannot be read."""

    line: int
    product: str
    quantity: int
    typed_quantity: str = ""
    error: Message | None = None


async def lines_from_file(body: bytes, filename: str) -> list[PastedLine]:
    """Return the order lines of a CSV or XLSX file; Refusal if it is no spreadsheet."""
    table = await read_table(body, filename, limits=_FILE)
    rows = [table.headers, *table.rows]
    return _lines(rows, [table.header_line, *table.lines])


def lines_from_text(text: str) -> list[PastedLine]:
    """Return the order lines of a paste: columns by tab, comma, semicolon or spaces."""
    if len(text) > _PASTE:
        raise Refusal(say("This is too much to paste. Send it as a file."))
    rows = [_cells(line) for line in text.splitlines()]
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    return _lines([row for _, row in filled], [number for number, _ in filled])


def _cells(line: str) -> list[str]:
    line = line.replace("，", ",").replace("；", ";").replace("\u3000", " ")
    for sign in ("\t", ";", ","):
        if sign in line:
            cells = next(csv.reader(io.StringIO(line), delimiter=sign), [])
            return [cell.strip() for cell in cells]
    # "HR-2040 24" or "HR-2040 x 24": the last word is how many.
    words = line.replace("×", " ").split()
    if len(words) > 1 and _is_quantity(words[-1]):
        name = words[:-2] if words[-2] in ("x", "X", "*") and len(words) > 2 else words[:-1]
        return [" ".join(name), words[-1]]
    return [line.strip()]


def _lines(rows: list[list[str]], numbers: list[int]) -> list[PastedLine]:
    if not rows:
        return []
    product, many, is_heading = _columns(rows[0])
    if is_heading:
        rows, numbers = rows[1:], numbers[1:]
    if len(rows) > MOST:
        raise Refusal(say("An order has at most {most} lines.", most=MOST))
    found = []
    for number, row in zip(numbers, rows, strict=True):
        name = row[product].strip() if product < len(row) else ""
        place = many if many is not None else _guessed(row, product)
        typed = row[place].strip() if place is not None and place < len(row) else ""
        if name or typed:
            found.append(_line(number, name, typed))
    return found


def _columns(first: list[str]) -> tuple[int, int | None, bool]:
    """Return where product and quantity stand, and whether the first row only says so."""
    names = [folded(cell) for cell in first]
    product = next((place for place, name in enumerate(names) if name in _SKU), None)
    many = next((place for place, name in enumerate(names) if name in _QUANTITY), None)
    if (product is None and many is None) or any(map(_is_quantity, first)):
        return 0, None, False
    if product is None:
        product = 1 if many == 0 else 0
    return product, many, True


def _guessed(row: list[str], product: int) -> int | None:
    """Return the first cell after the product that can be a quantity, else simply the next."""
    after = range(product + 1, len(row))
    return next((place for place in after if _is_quantity(row[place])), next(iter(after), None))


def _is_quantity(text: str) -> bool:
    try:
        quantity.from_text(text)
    except Refusal:
        return False
    return True


def _line(number: int, name: str, typed: str) -> PastedLine:
    if not name:
        return PastedLine(number, "", 0, typed, say("The product is missing."))
    if not typed:
        return PastedLine(number, name, 0, "", say("The quantity is missing."))
    try:
        return PastedLine(number, name, quantity.from_text(typed), typed)
    except Refusal as refusal:
        return PastedLine(number, name, 0, typed, refusal.message)
