"""The page that asks for the code which was mailed to an invited address.

Reached only by who came back from a provider that vouches for no address; the cookie of this browser
stands for her. Neighbour: `shared.identity.address_proofs` decides.
"""

import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.identity import address_proofs
from shared.identity.address_proofs import Lost
from shared.identity.arrivals import Stranger
from shared.identity.introducing import Arriving
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.web import sessions
from shared.web.face import Face
from shared.web.pages import Answer, page, respond, see_other

log = logging.getLogger("wanglai.sign_in")

PATH = "/invitation-code"
LIFETIME = int(address_proofs.PROOF_LIFE.total_seconds())
LOST = say(
    "No code is awaited in this window, or it took too long. Open the link of the invitation again."
)


async def begin(request: Request, person: Arriving, invitation_token: str) -> Response:
    """Mail a code and lead to the page that asks for it; raises Refusal."""
    secret = await address_proofs.begin(person, invitation_token, request.state.locale)
    response = RedirectResponse(PATH, status_code=303)
    response.set_cookie(
        _cookie(request), secret, max_age=LIFETIME, path="/", secure=True, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response


async def show(request: Request) -> Answer:
    """Ask for the code."""
    return await _asking(request)


async def confirm(request: Request) -> Answer:
    """Try the code: the right one accepts the invitation and begins the session."""
    form = await request.form(max_fields=10, max_files=0)
    face: Face = request.state.face
    try:
        token = await address_proofs.confirm(
            _secret(request), face.name, str(form.get("code", "")),
            old_token=sessions.token_of(request),
            device=request.headers.get("user-agent", ""),
            address=request.client.host if request.client else "",
        )  # fmt: skip
    except (Lost, Stranger):
        return _lost(request)
    except Refusal as refusal:
        log.warning("a code for an invitation was refused")
        return await _asking(request, refusal.message)
    log.info("signed in with a code that was mailed")
    response = RedirectResponse("/", status_code=303)
    sessions.keep(response, face, token)
    _drop(request, response)
    return response


async def send_again(request: Request) -> Answer:
    """Have another code sent."""
    try:
        await address_proofs.send_again(
            _secret(request), request.state.face.name, request.state.locale
        )
    except Lost:
        return _lost(request)
    except Refusal as refusal:
        return await _asking(request, refusal.message)
    return see_other(PATH, toast=say("Another code is on its way."))


async def _asking(request: Request, fault: Message | None = None) -> Answer:
    try:
        address = await address_proofs.address_of(_secret(request), request.state.face.name)
    except Lost:
        return _lost(request)
    status = 422 if fault else 200
    return page(request, "shared/address_proof.html", status, address=address, fault=fault)


def _lost(request: Request) -> Response:
    answer = page(request, "shared/sign_in_stopped.html", 400, sentence=LOST, back_to="/")
    response = respond(request, answer)
    _drop(request, response)
    return response


def _secret(request: Request) -> str:
    return request.cookies.get(_cookie(request), "")[:128]


def _drop(request: Request, response: Response) -> None:
    response.delete_cookie(_cookie(request), path="/", secure=True, httponly=True, samesite="lax")


def _cookie(request: Request) -> str:
    return f"__Host-wl_address_{request.state.face.name}"
