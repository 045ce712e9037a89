"""One-time notices ("Order submitted") that survive a redirect in a short signed cookie.

Written by `see_other(..., toast=...)`, shown by the next whole page, which also clears it. The
cookie holds words already in the reader's language and no record of ours.
"""

from dataclasses import asdict, dataclass
from typing import Literal

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from shared.web.face import Face

Tone = Literal["ok", "bad", "note"]
LIFETIME = 120
LONGEST = 600


@dataclass(frozen=True)
class Toast:
    """A notice of one sentence; `tone` picks its colour and icon."""

    text: str
    tone: Tone = "ok"


def keep(response: Response, face: Face, toast: Toast) -> None:
    """Send the notice along with this answer, for the next page to show."""
    short = Toast(toast.text[:LONGEST], toast.tone)
    value = _signer(face).dumps([asdict(short)])
    response.set_cookie(
        face.flash_cookie, str(value), max_age=LIFETIME, secure=True, httponly=True, samesite="lax"
    )


def waiting(request: Request) -> list[Toast]:
    """Return the notices that came with this request; a forged or old cookie holds none."""
    face: Face = request.state.face
    value = request.cookies.get(face.flash_cookie)
    if not value:
        return []
    try:
        kept = _signer(face).loads(value, max_age=LIFETIME)
    except BadSignature:
        return []
    return [Toast(**one) for one in kept]


def clear(response: Response, face: Face) -> None:
    """The notices were shown: the browser may forget them."""
    response.delete_cookie(face.flash_cookie, secure=True, httponly=True, samesite="lax")


def _signer(face: Face) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(face.secret, salt="flash")
