"""Who is calling: the session behind the cookie, and the way to the sign-in page and back.

The session is looked up at most once per request and only by routes that need it. `sessions`
(starting and ending one) and `shared.identity` (the rows) are the neighbours.
"""

import re
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route

from shared.access.actor import PORTAL, Actor
from shared.database.outages import is_outage
from shared.database.speaking import look_as, speak_for
from shared.database.uow import reading
from shared.identity import arrivals, renewing, viewing
from shared.identity import queries as identity
from shared.web.face import Face

SIGN_IN = "/sign-in"
LONGEST_TOKEN = 128
LONGEST_PATH = 1000
PLAIN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def token_hash(token: str) -> str:
    """The form in which a session token is stored: a stolen table holds no usable cookie."""
    return sha256(token.encode()).hexdigest()


async def actor_of(request: Request) -> Actor | None:
    """Return the signed-in person, or nothing. Sets the request's actor, language and zone."""
    state = request.state
    if not state.session_known:
        state.session_known = True
        session = await _view(request) or await _session(request)
        if session is not None:
            _know(request, session)
    actor: Actor | None = state.actor
    return actor


async def _session(request: Request) -> identity.SessionActor | None:
    """Return the session of this browser; none while the view that it came with is over.

    What was opened in a view must not go on as the person who is signed in beneath it.
    """
    face: Face = request.state.face
    token = request.cookies.get(face.session_cookie, "")
    if request.state.view_over or not 0 < len(token) <= LONGEST_TOKEN:
        return None
    return await reading(lambda: identity.session_actor(token_hash(token), face.name))


async def _view(request: Request) -> viewing.ViewSession | None:
    """Return the live view of this browser, or say in `view_over` at whom it looked."""
    token = view_token(request)
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    asked = token_hash(token)
    found = (await reading(lambda: viewing.live_views([asked]))).get(asked)
    if found is None:
        request.state.view_over = await viewing.place_of(asked)
    return found


def view_token(request: Request) -> str:
    """Return the secret of a view this browser came with ("" for none; there are none in the admin)."""
    face: Face = request.state.face
    return request.cookies.get(face.view_cookie, "") if face.name == PORTAL else ""


def view_of(request: Request) -> viewing.View | None:
    """Return the view in which this request was made, once its session is known."""
    session = request.state.session
    return session.view if isinstance(session, viewing.ViewSession) else None


async def note_use(request: Request) -> None:
    """Write down that the session is in use, at most every five minutes.

    A page can still be read while the database takes no writes, so that is no reason to fail.
    """
    session: identity.SessionActor = request.state.session
    if not session.is_due or view_of(request):
        return
    try:
        await arrivals.seen(session.token_hash)
    except Exception as error:
        if not is_outage(error):
            raise


def is_fresh(request: Request) -> bool:
    """Has the person of this session proven recently enough who she is for what is grave?

    What was opened in time may be sent within twice the time, so that no typed form is lost.
    """
    session: identity.SessionActor = request.state.session
    minutes: int = request.app.state.settings.fresh_minutes
    return session.is_fresh(minutes if request.method == "GET" else 2 * minutes)


def again_path(back_to: str) -> str:
    """Return where somebody signed in proves once more who she is, and comes back to `back_to`."""
    return f"{SIGN_IN}/again?next={quote(back_to, safe='/')}"


def _know(request: Request, session: identity.SessionActor) -> None:
    """Remember the person for this request; a language never chosen stays that of the device."""
    state, actor = request.state, session.actor
    if not session.is_locale_chosen:
        actor = actor.reading(state.locale)
        for place in session.places:
            if place.number == actor.counterparty_number:
                actor = replace(actor, counterparty_name=place.name(state.locale))
    state.session, state.actor = session, actor
    if not actor.is_looked_through:
        state.answering = renewing.answering_in(session.token_hash)
    speak = look_as if actor.is_looked_through else speak_for
    speak(actor.user_id, actor.counterparty_id or 0, actor.spoken_roles)
    state.locale, state.zone = actor.locale, actor.zone


def sent_to_sign_in(request: Request) -> Response:
    """A page needs a session: sign in first, then come back to this very page."""
    return RedirectResponse(sign_in_path(here(request)), status_code=303)


def sign_in_path(back_to: str) -> str:
    """Return the sign-in address that leads back to `back_to` afterwards."""
    return SIGN_IN if back_to == "/" else f"{SIGN_IN}?next={quote(back_to, safe='/')}"


def here(request: Request) -> str:
    """Return path and query of this request, as it stands after the host name."""
    query: str = request.scope["query_string"].decode("latin-1")
    path = quote(request.scope["path"], safe="/~")
    return f"{path}?{query}" if query else path


def page_behind(request: Request) -> str:
    """Return the page from which htmx sent this request ("/" when it is none of ours)."""
    current = urlsplit(request.headers.get("hx-current-url", ""))
    path = f"{current.path}?{current.query}" if current.query else current.path
    return own_path(request.app.routes, path)


def own_path(routes: list[Any], wanted: str | None, default: str = "/") -> str:
    """Return `wanted` if it is a page of this app, else `default`: no redirect leads elsewhere."""
    if not wanted or len(wanted) > LONGEST_PATH or not PLAIN_PATH.fullmatch(wanted):
        return default
    path = urlsplit(wanted).path
    asked = {"type": "http", "method": "GET", "path": path}
    if path.startswith((SIGN_IN, "/static/")):
        return default
    found = any(
        isinstance(route, Route) and route.matches(asked)[0] is Match.FULL for route in routes
    )
    return wanted if found else default
