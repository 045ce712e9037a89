"""Where one is signed in oneself, on both faces: the list, end one, end all others."""

from typing import Any

from starlette.requests import Request

from shared.database.compound import ask
from shared.identity import session_list, signing_out, views
from shared.identity.past_views import own_views
from shared.kernel.errors import NotAllowed
from shared.kernel.wording import say
from shared.web.caller import view_of
from shared.web.devices import device_name
from shared.web.forms import Form, NoFields, form
from shared.web.pages import Answer, page, see_other
from shared.web.routing import WebRoute, get, post

HERS = say("Where somebody is signed in is hers alone to see.")
_WHY = "Each person sees and ends her own sessions"


async def index(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show where the reader is signed in."""
    state = request.state
    if view_of(request) is not None:
        raise NotAllowed("membership.end_sessions", HERS)
    found = await ask(
        sessions=session_list.own_sessions(state.actor, state.session.token_hash),
        looks=own_views(state.actor),
    )
    return page(
        request, "shared/sessions.html", **found, device_name=device_name, refused=form,
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


@form(NoFields, again=index)
async def end_view(request: Request, _form: Form[NoFields]) -> Answer:
    """End a look at the portal from the admin; its page finds that it is over."""
    await views.end_own_view(request.state.actor, view=str(request.path_params["view"]))
    return see_other("/sessions", toast=say("The view has ended"))


def routes(face: str) -> list[WebRoute]:
    """Return the addresses; both faces have them, and the admin those of views."""
    return [*_both(), *_views()] if face == "admin" else _both()


def _views() -> list[WebRoute]:
    return [
        post("/sessions/views/{view}/ending", end_view, name="sessions_end_view",
             permission=views.VERB),
    ]  # fmt: skip


def _both() -> list[WebRoute]:
    return [
        get("/sessions", index, name="sessions_index", signed_in=_WHY),
        post("/sessions/ending", end_others, name="sessions_end_others", signed_in=_WHY),
        post("/sessions/{session}/ending", end, name="sessions_end", signed_in=_WHY),
    ]
