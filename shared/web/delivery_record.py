"""The download of a delivery record, the same on both faces."""

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from shared.exchange.delivery_record import record_sheet
from shared.language.formatting import formats
from shared.language.speaking import translated
from shared.purchasing.queries.punctuality import Punctuality
from shared.web.files import Format, sheet_file
from shared.web.form_reading import FormModel


class RecordQuery(FormModel):
    """What kind of file is wanted."""

    kind: Format = "xlsx"


async def record_file(request: Request, figures: Punctuality, kind: Format) -> Response:
    """Answer with the record in the reader's language."""
    locale = request.state.locale
    sheet = record_sheet(figures, partial(translated, locale=locale), formats(locale).share)
    return await sheet_file(request, sheet, kind)
