"""The signed cookie of somebody on the way to a provider: ten minutes, one journey per face.

A second tab overwrites it and so voids the first. It carries what only this browser may bring
back (state, nonce, PKCE verifier), the page asked for, and an invitation being accepted.
"""

from dataclasses import asdict, dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from shared.web.face import Face

LIFETIME = 600


@dataclass(frozen=True)
class Journey:
    """What must still be known when the person comes back."""

    provider: str
    state: str
    nonce: str
    verifier: str
    back_to: str = "/"
    invitation: str = ""
    again_since: int = 0
    """When somebody signed in was sent to prove once more who she is (seconds); 0: an ordinary way in."""
    session: str = ""
    """The hash of the session in which she was sent there; no other one goes on with it."""


def pack(response: Response, face: Face, journey: Journey) -> None:
    """Hand the browser what it must bring back."""
    value = str(_signer(face).dumps(asdict(journey)))
    response.set_cookie(
        _cookie(face), value, max_age=LIFETIME, path="/", secure=True, httponly=True, samesite="lax"
    )


def unpack(request: Request) -> Journey | None:
    """Return the journey this browser is on; None for none, an old or a forged one."""
    face: Face = request.state.face
    value = request.cookies.get(_cookie(face))
    if not value:
        return None
    try:
        return Journey(**_signer(face).loads(value, max_age=LIFETIME))
    except (BadSignature, TypeError):
        return None


def drop(response: Response, face: Face) -> None:
    """The journey is over: what was brought back is good for nothing more."""
    response.delete_cookie(_cookie(face), path="/", secure=True, httponly=True, samesite="lax")


def _cookie(face: Face) -> str:
    return f"__Host-wl_journey_{face.name}"


def _signer(face: Face) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(face.secret, salt="journey")
