"""The cookie of a session: given and taken back.

Its row is looked up by `caller.actor_of`; the domain (`shared.identity.arrivals`) begins and ends it.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.identity.renewing import Answering, given
from shared.web.face import Face

# Leave the cookies alone: they are shared with the other face where both live on one host.
CLEAR_SITE_DATA = '"cache", "storage"'


def token_of(request: Request) -> str:
    """Return the secret this browser came with ("" for none)."""
    face: Face = request.state.face
    return request.cookies.get(face.session_cookie, "")[:128]


def keep(response: Response, face: Face, token: str) -> None:
    """Give the browser its secret; the row on the server says how long it is good for."""
    response.set_cookie(
        face.session_cookie, token, path="/", secure=True, httponly=True, samesite="lax"
    )


async def renew(request: Request, response: Response) -> Response:
    """Give the browser the new secret of a session whose person changed her own rights just now."""
    answered: Answering | None = request.state.answering
    if answered is not None and (token := await given(answered)):
        keep(response, request.state.face, token)
    return response


def forget(response: Response, face: Face) -> None:
    """Take the secret from the browser, with everything it has kept of our pages."""
    response.delete_cookie(face.session_cookie, path="/", secure=True, httponly=True)
    response.headers["clear-site-data"] = CLEAR_SITE_DATA
