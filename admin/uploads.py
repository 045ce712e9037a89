"""Spreadsheets that keep records: the upload page, its bad cells, the download as template."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from starlette.requests import Request

from shared.catalogue.sheets import BadSheet
from shared.catalogue.sheets import Column as SheetColumn
from shared.exchange.sheets import Column, Sheet
from shared.kernel import money, quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.language.speaking import translated
from shared.web.files import Format, sheet_file
from shared.web.forms import Form, FormModel, Label, Upload
from shared.web.lists import ListQuery
from shared.web.pages import Answer, page
from shared.web.uploads import table_of

SHEET = 8 * 1024 * 1024  # bytes of an uploaded spreadsheet
Take = Callable[..., Awaitable[dict[str, int]]]


class UploadForm(FormModel):
    """The file; a price list is taken under its version."""

    file: Annotated[Upload | None, Label(say("Spreadsheet"))] = None


class DownloadQuery(ListQuery):
    """The filters of a download."""

    tab: str = ""
    category: str = ""
    stock: str = ""
    format: Format = "xlsx"


async def take(request: Request, form: Form[UploadForm], act: Take, **asked: Any) -> dict[str, int]:
    """Read the file and hand its rows to `act`; bad cells are kept for the page."""
    table = await table_of(form.clean.file)
    try:
        return await act(
            request.state.actor, headers=table.headers, rows=table.rows, lines=table.lines, **asked
        )
    except BadSheet as bad:
        request.state.problems = bad.problems
        raise
    except Refusal as refusal:
        raise Refusal(refusal.message, "file") from refusal


def upload_page(
    request: Request, form: Form[Any], *, title: Message, path: str, columns: tuple[SheetColumn, ...],
    back: str, crumbs: list[Any], effect: Message,
) -> Answer:  # fmt: skip
    """Show where to put the file, what it does, and what was wrong with the last one."""
    locale = request.state.locale
    return page(
        request, "admin/upload.html", form=form, title=title, upload_path=path, back=back,
        effect=effect, crumbs=crumbs, problems=getattr(request.state, "problems", [])[:200],
        headings=[(one.heading(locale), one.is_required) for one in columns],
    )  # fmt: skip


async def download(
    request: Request, title: Message, columns: tuple[SheetColumn, ...],
    rows: list[dict[str, Any]], kind: Format, currency: str = "",
) -> Answer:  # fmt: skip
    """Answer with rows as a file that can be uploaded again; dicts by column key."""
    locale = request.state.locale
    heads = [Column(one.heading(locale), one.kind) for one in columns]  # type: ignore[arg-type]
    cells = [[_cell(row.get(one.key), one, locale, currency) for one in columns] for row in rows]
    return await sheet_file(request, Sheet(translated(title, locale), heads, cells), kind)


def _cell(value: Any, column: SheetColumn, locale: str, currency: str) -> Any:
    if isinstance(value, bool):
        words = ("是", "否") if locale == "zh" else ("yes", "no")
        return words[0] if value else words[1]
    if value is None or isinstance(value, date | str | Decimal):
        return value
    if column.key in {"lead_days", "per"}:
        return value
    return money.to_decimal(value, currency) if currency and column.kind == "money" else (
        quantity.to_decimal(value)
    )  # fmt: skip
