"""Which part of which difference's thread a delivery's page shows."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.web.form_reading import FormModel


class PartQuery(FormModel):
    """Before which place (a cursor) the thread of the difference `of` is shown."""

    of: Annotated[str, Field(max_length=40)] = ""
    before: Annotated[str, Field(max_length=200)] = ""


def address_of_part(request: Request) -> str:
    """Return the address of the delivery and of the part that is shown, not of a form sent to it."""
    here = f"/deliveries/{request.path_params['number']}"
    is_page = request.method == "GET" and request.url.query
    return f"{here}?{request.url.query}" if is_page else here
