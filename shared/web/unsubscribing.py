"""The page behind the link that switches off mails: a GET asks, a POST does it, nobody signs in.

Mail programs post here by themselves (RFC 8058), so the route is open to other sites; the signed
link says everything, and the body is not read.
"""

from starlette.requests import Request

from shared.kernel.wording import say
from shared.reactions.kinds import LABELS
from shared.reactions.unsubscribing import PATH, Subscription, read_token, unsubscribe
from shared.web.face import Face
from shared.web.pages import Answer, page
from shared.web.routing import WebRoute, get, post

_WHY = "Signed by us in a mail: stops mails of its kind and does nothing else"


async def show(request: Request) -> Answer:
    """Ask whether these mails shall stop: programs that look at links must not stop them."""
    return _page(request, _found(request), is_done=False)


async def stop(request: Request) -> Answer:
    """Stop them."""
    found = _found(request)
    if found is not None:
        face: Face = request.state.face
        await unsubscribe(face.name, found)
    return _page(request, found, is_done=True)


def routes() -> list[WebRoute]:
    """Return the page, which both faces have."""
    path = PATH + "{token}"
    return [
        get(path, show, name="unsubscribe_show", public=_WHY),
        post(path, stop, name="unsubscribe_stop", public=_WHY, cross_origin=_WHY),
    ]


def _page(request: Request, found: Subscription | None, *, is_done: bool) -> Answer:
    label = LABELS.get(found.kind, say("Daily summary")) if found else None
    return page(
        request, "shared/unsubscribe.html", 200 if found else 404, label=label, is_done=is_done
    )


def _found(request: Request) -> Subscription | None:
    face: Face = request.state.face
    return read_token(request.app.state.settings, face.name, request.path_params["token"])
