"""What a supplier sends in and takes along: a packing list read, the papers of a delivery."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from shared.exchange.delivery_papers import label_pdf, packing_list_pdf
from shared.exchange.packing_lists import packing_list
from shared.language.speaking import translations
from shared.purchasing.queries.due import Wanted
from shared.settings import load
from shared.web.files import pdf_file
from shared.web.form_reading import Upload


async def packing_list_sent(paste: str, file: Upload | None) -> list[Wanted]:
    """Return the lines of a paste and of a file; Invalid with every line that cannot be read."""
    return await packing_list(paste, file)


async def packing_file(
    request: Request, delivery: dict[str, Any], lines: list[dict[str, Any]]
) -> Response:
    """Answer with the packing list as PDF in the reader's language."""
    locale = request.state.locale
    host = request.state.face.host_name(locale)
    body = await packing_list_pdf(
        delivery, lines, host, _scan(delivery), locale, translations(locale)
    )
    return pdf_file(body, delivery["number"])


async def label_file(request: Request, delivery: dict[str, Any]) -> Response:
    """Answer with a label for each package as PDF."""
    locale = request.state.locale
    host = request.state.face.host_name(locale)
    body = await label_pdf(delivery, host, _scan(delivery), locale, translations(locale))
    return pdf_file(body, f"{delivery['number']}-label")


def _scan(delivery: dict[str, Any]) -> str:
    """Return what the code says: where our own people receive it."""
    return f"{load().admin_url}/deliveries/{delivery['number']}"
