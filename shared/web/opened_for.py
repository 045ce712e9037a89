"""Every form of the portal says for which organisation it was opened.

The hidden field stands in every form that posts (`form_marks`); `forms` compares it before any
action runs, `other_places` answers when another organisation is active.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from markupsafe import Markup, escape

FIELD = "opened_for"
_number: ContextVar[str] = ContextVar("opened_for", default="")


class OpenedElsewhere(Exception):
    """A form was sent for an organisation (`number`) that is not the active one; `typed` is kept."""

    def __init__(self, number: str, typed: list[tuple[str, str]]) -> None:
        super().__init__(number)
        self.number = number
        self.typed = typed


@contextmanager
def speaking_for(number: str) -> Iterator[None]:
    """Write `number` into every form that is rendered inside ("" writes none)."""
    token = _number.set(number)
    try:
        yield
    finally:
        _number.reset(token)


def hidden_field() -> Markup:
    """Return the field for the organisation of the page that is being rendered."""
    number = _number.get()
    if not number:
        return Markup()
    field = f'<input type="hidden" name="{FIELD}" value="{escape(number)}">'
    return Markup(field)  # noqa: S704  the number is escaped
