"""Files to keep: a list as XLSX or CSV, a paper as PDF; always attachments."""

from typing import Literal
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from shared.exchange.pdf import OrderPaper, order_pdf
from shared.exchange.sheets import Sheet, to_csv, to_xlsx
from shared.kernel import clock
from shared.language.speaking import translations

Format = Literal["xlsx", "csv"]
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}


async def sheet_file(request: Request, sheet: Sheet, kind: Format = "xlsx") -> Response:
    """Answer with `sheet` as an attachment named by its title and today's day."""
    body = await (to_csv(sheet) if kind == "csv" else to_xlsx(sheet))
    day = clock.today(request.state.zone)
    return _attachment(body, f"{sheet.title} {day.isoformat()}", kind)


async def order_file(paper: OrderPaper, locale: str) -> Response:
    """Answer with an order as PDF, named by its number."""
    body = await order_pdf(paper, locale, translations(locale))
    return _attachment(body, paper.number, "pdf")


def pdf_file(body: bytes, stem: str) -> Response:
    """Answer with a paper as an attachment named by `stem`."""
    return _attachment(body, stem, "pdf")


def _attachment(body: bytes, stem: str, kind: str) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(f'{stem}.{kind}')}",
        "cache-control": "private, no-store",
    }
    return Response(body, media_type=_TYPES[kind], headers=headers)
