"""List pages: filters in the address, neighbours by cursor, links that change one thing."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from shared.kernel.paging import PageRequest, Slice
from shared.web.form_reading import FormModel

_CURSORS = ("after", "before")


class ListQuery(FormModel):
    """What every list reads from its address; a list adds its own filters."""

    q: str = ""
    after: str | None = None
    before: str | None = None

    @property
    def page(self) -> PageRequest:
        """Which page is asked for."""
        return PageRequest(after=self.after, before=self.before)


def address(request: Request, **changes: str | None) -> str:
    """Return the address of this page with some filters changed (None or "" takes one off).

    Changing a filter goes back to the first page.
    """
    kept = {name: value for name, value in request.query_params.items() if name not in _CURSORS}
    asked = {**kept, **{name: value or "" for name, value in changes.items()}}
    asked = {name: value for name, value in asked.items() if value}
    return request.url.path + (f"?{urlencode(asked)}" if asked else "")


def this_page(request: Request) -> str:
    """Return the address of this very page, its place in the list included."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def neighbours(request: Request, rows: Slice[Any]) -> dict[str, Any]:
    """Return the addresses of the pages beside this one as `newer` and `older`."""
    return {
        "newer": address(request, before=rows.newer) if rows.newer else None,
        "older": address(request, after=rows.older) if rows.older else None,
    }


def view_tabs(
    request: Request, labels: dict[str, Any], counts: dict[str, int], current: str
) -> list[tuple[Any, str, bool, int | None, str]]:
    """Return saved views as the macro `views` wants them; the first one needs no parameter."""
    first = next(iter(labels))
    return [
        (label, address(request, tab=None if tab == first else tab), tab == current,
         counts.get(tab), "")
        for tab, label in labels.items()
    ]  # fmt: skip
