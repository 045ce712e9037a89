"""What both faces do with a support request when somebody presses one button."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request

from shared.kernel.wording import Message
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer, see_other

Endpoint = Callable[[Request], Awaitable[Answer]]


def step(
    verb: Callable[..., Awaitable[Any]], told: Message, *, again: Callable[..., Awaitable[Answer]]
) -> Endpoint:
    """Return the endpoint of a button: does `verb` with the request's number and says `told`.

    A refusal shows `again`, the page of the request.
    """

    @form(NoFields, again=again)
    async def pressed(request: Request, form: Form[NoFields]) -> Answer:
        await verb(request.state.actor, number_of(request), key=form.key)
        return back(request, told)

    return pressed


def number_of(request: Request) -> str:
    """Return the number of the support request in the address."""
    return str(request.path_params["number"])


def back(request: Request, told: Message) -> Answer:
    """Lead back to the page of the request and say what was done."""
    return see_other(f"/tickets/{number_of(request)}", toast=told)
