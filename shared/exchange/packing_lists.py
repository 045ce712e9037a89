"""Reads a supplier's packing list, pasted or as a file: order number, code, quantity, batch."""

import csv
import io
import re
from collections.abc import Sequence

from shared.exchange.extraction import folded
from shared.exchange.spreadsheets import Limits, read_table
from shared.kernel import quantity
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say
from shared.purchasing.queries.due import Wanted
from shared.purchasing.rules.receiving import MOST_LINES

_FILE = Limits(size=2 * 1024 * 1024, rows=5_000, columns=100)
_ORDER = re.compile(r"PO-\d{4}-\d{4,9}", re.IGNORECASE)
_NAMES = {
    "order": {"order", "po", "po number", "purchase order", "采购订单", "采购订单号", "订单号"},
    "code": {"code", "sku", "item", "part", "your code", "编号", "料号", "产品编号", "货号"},
    "quantity": {"quantity", "qty", "pcs", "pieces", "数量", "件数"},
    "batch": {"batch", "lot", "serial", "批次", "批号", "序列号"},
}


async def packing_list(paste: str, file: object) -> list[Wanted]:
    """Return the lines of a paste and of an uploaded file (`name`, `content`).

    Raises Invalid with every line that cannot be read, at `paste` or `file`.
    """
    found: list[Wanted] = []
    wrong: list[Refusal] = []
    rows = [(n, _cells(line)) for n, line in enumerate(paste.splitlines(), 1) if line.strip()]
    _read(rows, "paste", found, wrong)
    content = getattr(file, "content", b"")
    if content:
        try:
            table = await read_table(content, getattr(file, "name", ""), limits=_FILE)
        except Refusal as refusal:
            raise Refusal(refusal.message, "file") from None
        rows = list(zip([table.header_line, *table.lines], [table.headers, *table.rows],
                        strict=True))  # fmt: skip
        _read(rows, "file", found, wrong)
    if wrong:
        raise Invalid(wrong[:20])
    if not found:
        raise Refusal(say("Paste the packing list, or choose a file."), "paste")
    if len(found) > MOST_LINES:
        raise Refusal(
            say("A delivery has at most {most} lines: send two.", most=MOST_LINES), "paste"
        )
    return found


def _read(
    rows: list[tuple[int, list[str]]], field: str, found: list[Wanted], wrong: list[Refusal]
) -> None:
    columns: dict[str, int] = {}
    for place, (number, row) in enumerate(rows):
        if place == 0 and (columns := _columns(row)):
            continue
        order, code, amount, batch = _picked(row, columns)
        try:
            found.append(Wanted(order, code, quantity.from_text(amount or "?"), batch))
        except Refusal as refusal:
            wrong.append(
                Refusal(say("Line {n}: {sentence}", n=number, sentence=refusal.message), field)
            )


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Return where each part stands when the first row is a heading."""
    known = {
        part: n for n, cell in enumerate(row) for part, names in _NAMES.items()
        if folded(cell) in names
    }  # fmt: skip
    return known if {"code", "quantity"} <= set(known) else {}


def _picked(row: Sequence[str], columns: dict[str, int]) -> tuple[str, str, str, str]:
    if columns:
        parts = {
            part: row[columns[part]].strip()
            if part in columns and columns[part] < len(row) else ""
            for part in _NAMES
        }  # fmt: skip
        return parts["order"], parts["code"], parts["quantity"], parts["batch"]
    cells = [cell.strip() for cell in row if cell.strip()]
    order = next((cell for cell in cells if _ORDER.fullmatch(cell)), "")
    rest = [cell for cell in cells if cell != order]
    return order, *[*rest, "", "", ""][:3]  # type: ignore[return-value]


def _cells(line: str) -> list[str]:
    for sign in ("\t", ";", ","):
        if sign in line:
            return next(csv.reader(io.StringIO(line), delimiter=sign), [])
    return line.split()
