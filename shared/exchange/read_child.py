"""Child process: reads one CSV or XLSX from standard input into plain text cells (JSON).

Run by `capped.run` as a script of its own, so it imports nothing of ours. First line of the input:
`{"rows": …, "columns": …, "sheet": …, "encoding": …}`; the rest is the file. Answer: `{"headers",
"rows", "lines", "header_line"}` or `{"refused": code, …}`.
"""

import csv
import datetime
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 30
UNPACKED = 50 * 1024 * 1024
RATIO = 100
ENTRIES = 200
CELL = 10_000
TEXT = 40_000_000

Numbered = Iterator[tuple[int, list[str]]]


class Refused(Exception):
    """The file cannot be taken; `answer` tells the parent why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.answer = {"refused": code, **params}


def main() -> None:
    """Answer the one order on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1))
    order = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    try:
        answer = read(body, order)
    except Refused as refused:
        answer = refused.answer
    except MemoryError:
        answer = {"refused": "overrun"}
    json.dump(answer, sys.stdout, ensure_ascii=False)


def read(body: bytes, order: dict[str, Any]) -> dict[str, Any]:
    """Return headers, rows and their lines, whatever the file is."""
    if not body.strip():
        raise Refused("empty")
    if body[:4] == b"PK\x03\x04":
        return collect(xlsx_rows(body, order.get("sheet")), order)
    if body[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused("old_excel")
    return collect(csv_rows(decoded(body, order.get("encoding"))), order)


def collect(numbered: Numbered, order: dict[str, Any]) -> dict[str, Any]:
    """Take the first filled row as headers and the filled rows below it."""
    headers: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    text = header_line = 0
    for line, cells in numbered:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > order["columns"]:
            raise Refused("columns", limit=order["columns"], line=line)
        if len(rows) >= order["rows"]:
            raise Refused("rows", limit=order["rows"])
        text += sum(map(len, cells))
        if text > TEXT or max(map(len, cells)) > CELL:
            raise Refused("text", limit=CELL, line=line)
        if not headers:
            headers, header_line = [cell.strip() for cell in cells], line
            continue
        rows.append(cells)
        lines.append(line)
    if not headers:
        raise Refused("empty")
    return {"headers": headers, "rows": rows, "lines": lines, "header_line": header_line}


# Text files


def decoded(body: bytes, encoding: str | None) -> str:
    """Return the text of a CSV file."""
    try:
        return body.decode(encoding or guessed_encoding(body))
    except (UnicodeDecodeError, LookupError):
        raise Refused("encoding") from None


def guessed_encoding(body: bytes) -> str:
    """Return the encoding by byte order mark and contents."""
    if body.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if b"\x00" in body:
        raise Refused("binary")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if looks_chinese(body) else "cp1252"
    return "utf-8"


def looks_chinese(body: bytes) -> bool:
    """Tell GB18030 from Western text: its high bytes come in pairs, an accent stands alone."""
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return False
    paired = alone = i = 0
    while i < len(body):
        if body[i] < 0x80:
            i += 1
        elif i + 1 < len(body) and body[i + 1] >= 0x80:
            paired, i = paired + 1, i + 2
        else:
            alone, i = alone + 1, i + 1
    return paired > 2 * alone


def csv_rows(text: str) -> Numbered:
    """Give the rows of a text file with the line each begins on."""
    skipped = 0
    if text[:4].lower() == "sep=" and len(text) > 4:
        delimiter = text[4]
        text, skipped = text.partition("\n")[2], 1
    else:
        delimiter = guessed_delimiter(text)
    csv.field_size_limit(CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for cells in reader:
            yield line + 1 + skipped, cells
            line = reader.line_num
    except csv.Error:
        raise Refused("quotes", line=line + 1 + skipped) from None


def guessed_delimiter(text: str) -> str:
    """Return the sign that cuts the first lines into the most columns, outside quotes."""
    start = text[:65536]

    def columns(sign: str) -> int:
        counts = []
        try:
            for cells in csv.reader(io.StringIO(start, newline=""), delimiter=sign):
                counts.append(len(cells))
                if len(counts) == 20:
                    break
        except csv.Error:
            pass
        filled = [count for count in counts if count]
        return min(filled[0], sorted(filled)[len(filled) // 2]) if filled else 0

    return max(",;\t|", key=columns)


# Workbooks


def xlsx_rows(body: bytes, sheet: str | None) -> Numbered:
    """Give the rows of one sheet of a workbook."""
    check_zip(body)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        page = book.get_sheet_by_name(chosen_sheet(book, sheet))
        if page.total_width > 16_384 or page.total_height > 1_048_576:
            raise Refused("overrun")
        table = page.to_python(skip_empty_area=False)
    except PasswordError:
        raise Refused("password") from None
    except (CalamineError, OSError, ValueError):
        raise Refused("damaged") from None
    for number, cells in enumerate(table, start=1):
        yield number, [shown(cell) for cell in cells]


def chosen_sheet(book: Any, wanted: str | None) -> str:
    """Return the sheet asked for, else the first visible one."""
    if wanted is not None:
        if wanted not in book.sheet_names:
            raise Refused("sheet", sheet=wanted)
        return wanted
    for sheet in book.sheets_metadata:
        if str(sheet.typ).endswith("WorkSheet") and str(sheet.visible).endswith(".Visible"):
            return str(sheet.name)
    raise Refused("empty")


def shown(cell: Any) -> str:
    """Return a typed cell as the text a person would have typed into a CSV file."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{Decimal(format(cell, '.15g')):f}"
    if isinstance(cell, datetime.datetime):
        day = cell.date().isoformat()
        return (
            day if cell.time() == datetime.time() else f"{day} {cell.time().isoformat('seconds')}"
        )
    return str(cell)


def check_zip(body: bytes) -> None:
    """Refuse a bomb before the real reader sees it; sizes are counted, not believed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        entries = archive.infolist()
        if len(entries) > ENTRIES:
            raise Refused("overrun")
        if sum(entry.file_size for entry in entries) > min(UNPACKED, RATIO * len(body)):
            raise Refused("overrun")
        total = 0
        for entry in entries:
            total += check_entry(archive, entry, total)
        names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError):
        raise Refused("damaged") from None
    except RuntimeError:
        raise Refused("password") from None
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise Refused("no_workbook")


def check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, so_far: int) -> int:
    """Unpack one entry, piece by piece, and return its true size."""
    size, tail = 0, b""
    with archive.open(entry) as stream:
        while chunk := stream.read(65536):
            size += len(chunk)
            if so_far + size > UNPACKED:
                raise Refused("overrun")
            window = (tail + chunk).replace(b"\x00", b"").upper()
            if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in window:
                raise Refused("doctype")
            tail = chunk[-32:]
    return size


if __name__ == "__main__":
    main()
