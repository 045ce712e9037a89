"""Reads a spreadsheet (CSV or XLSX) that somebody outside made into headers and rows of text.

The bytes are opened only in the capped child (`read_child.py`); what comes back is text, whatever
the cell was: numbers plainly (`1234.5`), days as `2026-11-23`, truth as TRUE and FALSE.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.kernel import capped
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say

READER = Path(__file__).with_name("read_child.py")
UPLOAD = 10 * 1024 * 1024
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much of a file is read: bytes, rows below the headers, columns."""

    size: int = UPLOAD
    rows: int = 20_000
    columns: int = 100


WEB = Limits()
OPERATOR = Limits(size=100 * _MEGABYTE, rows=200_000)


@dataclass(frozen=True)
class Table:
    """A spreadsheet as text: `lines[i]` is the line of `rows[i]` in the file, counted from 1."""

    filename: str
    headers: list[str]
    rows: list[list[str]]
    lines: list[int]
    header_line: int = 1


async def read_table(
    body: bytes,
    filename: str,
    *,
    limits: Limits = WEB,
    sheet: str | None = None,
    encoding: str | None = None,
) -> Table:
    """Return the first visible sheet (or `sheet`) of the file; raises Refusal in plain words.

    `encoding` overrides the guess for CSV (UTF-8, UTF-16 with mark, GB18030, Western).
    """
    if len(body) > limits.size:
        megabytes = limits.size // _MEGABYTE
        raise Refusal(say("The file is larger than {megabytes} MB.", megabytes=megabytes))
    order = {"rows": limits.rows, "columns": limits.columns, "sheet": sheet, "encoding": encoding}
    try:
        answer = json.loads(await capped.run(READER, order, body))
    except capped.Overrun:
        answer = {"refused": "overrun"}
    if "refused" in answer:
        raise Refusal(_REASONS[answer["refused"]](answer))
    return Table(
        filename, answer["headers"], answer["rows"], answer["lines"], answer["header_line"]
    )


_REASONS: dict[str, Callable[[dict[str, Any]], Message]] = {
    "empty": lambda _: say("The file is empty."),
    "old_excel": lambda _: say("Old Excel files cannot be read. Save it as XLSX or CSV."),
    "binary": lambda _: say("This is not a spreadsheet. Use CSV or XLSX."),
    "no_workbook": lambda _: say("This is not a spreadsheet. Use CSV or XLSX."),
    "encoding": lambda _: say("The text cannot be read. Save the file as UTF-8 or XLSX."),
    "quotes": lambda a: say("Line {line}: a quotation mark is never closed.", line=a["line"]),
    "columns": lambda a: say(
        "Line {line}: more than {limit} columns.", line=a["line"], limit=a["limit"]
    ),
    "rows": lambda a: say("The file has more than {limit} rows.", limit=a["limit"]),
    "text": lambda a: say("Line {line}: the text is too long.", line=a["line"]),
    "sheet": lambda a: say("The file has no sheet named “{sheet}”.", sheet=a["sheet"]),
    "password": lambda _: say("The file is protected by a password. Save it without one."),
    "damaged": lambda _: say("The file is damaged. Save it again as XLSX or CSV."),
    "doctype": lambda _: say("The file holds a document type, which no spreadsheet needs."),
    "overrun": lambda _: say("The file takes too much memory or time to read. Split it."),
}
