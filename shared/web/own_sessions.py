"""Where one is signed in oneself, on both faces: the list, end one, end all others."""

from typing import Any

from starlette.requests import Request

from shared.identity import session_list, signing_out
from shared.kernel.wording import say
from shared.web.devices import device_name
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer, page, see_other
from shared.web.routing import WebRoute, get, post

_WHY = "Each person sees and ends her own sessions"


async def index(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show where the reader is signed in."""
    state = request.state
    found = await session_list.own_sessions(state.actor, state.session.token_hash)
    return page(
        request, "shared/sessions.html", sessions=found, device_name=device_name, refused=form,
        layout=f"shared/{state.face.name}.html",
    )  # fmt: skip


@form(NoFields, again=index)
async def end(request: Request, _form: Form[NoFields]) -> Answer:
    """End one session; the page that it had open finds itself signed out."""
    await signing_out.end_own_session(request.state.actor, str(request.path_params["session"]))
    return see_other("/sessions", toast=say("Signed out there"))


@form(NoFields, again=index)
async def end_others(request: Request, _form: Form[NoFields]) -> Answer:
    """End every session but this one."""
    state = request.state
    ended = await signing_out.end_other_sessions(state.actor, state.session.token_hash)
    return see_other("/sessions", toast=say("Signed out everywhere else: {n}", n=ended))


def routes() -> list[WebRoute]:
    """Return the addresses; both faces have them."""
    return [
        get("/sessions", index, name="sessions_index", signed_in=_WHY),
        post("/sessions/ending", end_others, name="sessions_end_others", signed_in=_WHY),
        post("/sessions/{session}/ending", end, name="sessions_end", signed_in=_WHY),
    ]
