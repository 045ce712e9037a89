"""Writes a list as XLSX or CSV, exactly the columns and rows it is given.

Text is never taken for a formula: XLSX cells are typed as text, CSV cells that a spreadsheet
would run get an apostrophe in front. Both writers work in a thread, off the event loop.
"""

import asyncio
import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import xlsxwriter

from shared.kernel.clock import DEFAULT_ZONE

Kind = Literal["text", "number", "money", "date", "moment"]

_RUNNABLE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FORMATS = {
    "number": "#,##0.####",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
_WIDTHS = {"text": 18, "number": 12, "money": 14, "date": 12, "moment": 17}
_EXACT = 15


@dataclass(frozen=True)
class Column:
    """One column: its heading in the reader's language and what its cells hold.

    text takes str; number and money take Decimal or int (major units); date takes date; moment
    takes an aware datetime. None is an empty cell everywhere.
    """

    label: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A list ready to be written; moments are shown in `zone` (IANA name)."""

    title: str
    columns: list[Column]
    rows: list[list[Any]]
    zone: str = DEFAULT_ZONE


async def to_xlsx(sheet: Sheet) -> bytes:
    """Return the list as a workbook: styled frozen header, filters, real numbers and dates."""
    return await asyncio.to_thread(_workbook, sheet)


async def to_csv(sheet: Sheet) -> bytes:
    """Return the list as UTF-8 CSV with a byte order mark, so that Excel reads the Chinese."""
    return await asyncio.to_thread(_text, sheet)


def formula_safe(text: str) -> str:
    """Return `text` with an apostrophe in front where a spreadsheet would run it."""
    return "'" + text if text.lstrip(" \n\u3000").startswith(_RUNNABLE) else text


def _text(sheet: Sheet) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([formula_safe(column.label) for column in sheet.columns])
    zone = ZoneInfo(sheet.zone)
    for row in sheet.rows:
        writer.writerow(_plain(cell, zone) for cell in row)
    return ("\ufeff" + out.getvalue()).encode()


def _plain(cell: Any, zone: ZoneInfo) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int | Decimal):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return formula_safe(str(cell))


def _workbook(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False})
    page = book.add_worksheet(_tab_name(sheet.title))
    heading = book.add_format({"bold": True, "bg_color": "#EDEDE8", "bottom": 1})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    for position, column in enumerate(sheet.columns):
        page.write_string(0, position, column.label, heading)
        page.set_column(position, position, column.width or _WIDTHS[column.kind])
    zone = ZoneInfo(sheet.zone)
    for line, row in enumerate(sheet.rows, start=1):
        for position, cell in enumerate(row):
            style = formats.get(sheet.columns[position].kind)
            _write(page, line, position, cell, style, zone)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), max(len(sheet.columns) - 1, 0))
    book.close()
    return out.getvalue()


def _write(page: Any, line: int, position: int, cell: Any, style: Any, zone: ZoneInfo) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        local = cell.astimezone(zone).replace(tzinfo=None)
        page.write_datetime(line, position, local, style)
    elif isinstance(cell, date):
        page.write_datetime(line, position, cell, style)
    elif isinstance(cell, int | Decimal) and _is_exact(cell):
        page.write_number(line, position, float(cell), style)
    else:
        page.write_string(line, position, str(cell)[:32_767])


def _is_exact(number: int | Decimal) -> bool:
    """Tell whether a spreadsheet can hold the number without losing digits."""
    return len(Decimal(number).normalize().as_tuple().digits) <= _EXACT


def _tab_name(title: str) -> str:
    kept = "".join("·" if char in "[]:*?/\\" else char for char in title)
    return kept.strip("'")[:31] or "Sheet"
