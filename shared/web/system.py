"""The addresses every face has besides its own: health, static files, language and look."""

import logging
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from shared.database import migrating
from shared.identity.preferences import choose_language
from shared.language.speaking import LOCALES
from shared.web import assets, preferences
from shared.web.caller import SIGN_IN, actor_of, own_path, sign_in_path
from shared.web.pages import Answer, respond, see_other
from shared.web.routing import WebRoute, get, post

log = logging.getLogger("wanglai.web")

NO_STORE = {"cache-control": "no-store"}
CHOICES = {
    "theme": (preferences.THEME_COOKIE, preferences.THEMES),
    "density": (preferences.DENSITY_COOKIE, preferences.DENSITIES),
}


async def alive(_request: Request) -> Response:
    """The process answers; nothing else is asked."""
    return PlainTextResponse("ok", headers=NO_STORE)


async def ready(_request: Request) -> Response:
    """The database answers and has every migration; a load balancer waits for this."""
    try:
        current = await migrating.is_current()
    except Exception:  # noqa: BLE001  whatever it is, this process cannot serve now
        log.warning("Not ready: the database does not answer")
        current = False
    if current:
        return PlainTextResponse("ok", headers=NO_STORE)
    return PlainTextResponse("not ready", 503, headers={**NO_STORE, "retry-after": "5"})


async def static_file(request: Request) -> Response:
    """One file of the product under its hashed address."""
    return await assets.static_file(request)


async def favicon(_request: Request) -> Response:
    """Browsers ask here on their own; pages name the seal themselves."""
    return RedirectResponse(assets.static("seal.svg"), status_code=302)


async def language(request: Request) -> Answer:
    """Read everything in another language from now on, on this page first."""
    sent = await request.form(max_files=0, max_fields=5)
    wanted = str(sent.get("language", ""))
    if wanted not in LOCALES:
        raise HTTPException(400)
    actor = await actor_of(request)
    if actor is not None:
        await choose_language(actor, wanted)
    response = respond(request, see_other(_back(request, str(sent.get("next", "")))))
    preferences.remember(
        response, preferences.LANGUAGE_COOKIE, wanted, secure=request.state.face.is_https
    )
    return response


async def look(request: Request) -> Answer:
    """Theme and density of this device."""
    sent = await request.form(max_files=0, max_fields=5)
    response = respond(request, see_other(_back(request, str(sent.get("next", "")))))
    for name, (cookie, values) in CHOICES.items():
        wanted = sent.get(name)
        if wanted is None:
            continue
        if wanted not in values:
            raise HTTPException(400)
        preferences.remember(response, cookie, str(wanted), secure=request.state.face.is_https)
    return response


def _back(request: Request, wanted: str) -> str:
    """Return to the page that was open, with its query when the browser still tells it."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if wanted == SIGN_IN:
        # The door itself, with the page that waits behind it.
        waiting = dict(parse_qsl(came_from.query)).get("next")
        return sign_in_path(own_path(request.app.routes, waiting))
    if came_from.query and came_from.path == wanted:
        wanted = f"{wanted}?{came_from.query}"
    return own_path(request.app.routes, wanted)


def routes() -> list[WebRoute]:
    """Return the routes that every face ends with."""
    return [
        get("/healthz", alive, name="healthz", public="Tells whether the process lives"),
        get("/readyz", ready, name="readyz", public="Tells whether the database is ready"),
        get("/static/{path:path}", static_file, name="static", public="Styles and scripts"),
        get("/favicon.ico", favicon, name="favicon", public="Browsers ask for it on their own"),
        post("/language", language, name="language", public="A reader's own choice"),
        post("/preferences", look, name="preferences", public="A reader's own choice"),
    ]
