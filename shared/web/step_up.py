"""The pages of a fresh proof: the button that leads through the provider once more, and the code.

A code is mailed only to who signed in with a service that cannot say when it asked her; `sign_in.py`
sends her there and back, `shared.identity.step_ups` decides.
"""

import logging
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.identity import step_ups
from shared.identity.address_proofs import Lost
from shared.identity.arrivals import token_hash
from shared.identity.queries import SessionActor
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message
from shared.web import looking, sessions
from shared.web.caller import actor_of, again_path, own_path, view_of
from shared.web.claims import subject_of
from shared.web.departures import Journey
from shared.web.desk import desk_of
from shared.web.face import Face
from shared.web.pages import Answer, page, see_other
from shared.web.proofs import Claims
from shared.web.providers import Provider

log = logging.getLogger("wanglai.sign_in")

PATH = "/sign-in/again/code"


async def ask_again(request: Request) -> Answer:
    """A page with the one button that proves to us once more who is there."""
    session: SessionActor = request.state.session
    provider = desk_of(request).relying_party.providers.get(session.provider)
    back_to = own_path(request.app.routes, request.query_params.get("next"))
    return page(
        request,
        "shared/sign_in_again.html",
        provider=provider,
        back_to=back_to,
        subject=subject_of(session.id_token) if provider and provider.is_demo else "",
    )


async def check(request: Request, provider: Provider) -> None:
    """Raise Refusal or Lost before she is sent to a `provider` that cannot say when it asked her."""
    await step_ups.check(
        sessions.token_of(request), request.state.face.name, provider.name, _stronger(request)
    )


def session_of(request: Request) -> str:
    """Return the hash that ties a journey to the session in which it was begun."""
    return token_hash(sessions.token_of(request))


async def begin(request: Request, journey: Journey, claims: Claims) -> Answer:
    """Mail the code to who came back in the session in which she left; raises Refusal, Lost."""
    is_here = await actor_of(request) is not None and view_of(request) is None
    if not is_here or session_of(request) != journey.session:
        raise Lost
    back = step_ups.Return(
        request.state.face.name, journey.provider, claims.issuer, claims.subject, journey.state,
        request.state.locale, _stronger(request),
    )  # fmt: skip
    await step_ups.begin(back, sessions.token_of(request))
    log.info("proved herself anew by half: %s of %s", claims.subject, claims.issuer)
    return see_other(f"{PATH}?next={quote(journey.back_to, safe='/')}")


async def show(request: Request) -> Answer:
    """Ask for the code; where none was sent, lead to the button that sends one."""
    looking.refuse_grave(request)
    wanted = request.query_params.get("next")
    if not await step_ups.is_under_way(sessions.token_of(request), request.state.face.name):
        return see_other(again_path(own_path(request.app.routes, wanted)))
    return _asking(request, wanted)


async def confirm(request: Request) -> Answer:
    """Try the code: with the right one the session counts as freshly signed in."""
    form = await request.form(max_fields=10, max_files=0)
    face: Face = request.state.face
    wanted = str(form.get("next", ""))
    try:
        token = await step_ups.confirm(
            sessions.token_of(request), face.name, str(form.get("code", ""))
        )
    except Lost:
        return _asking(request, wanted, step_ups.OVER)
    except Refusal as refusal:
        log.warning("a code for a fresh proof was refused: user %s", request.state.actor.user_id)
        return _asking(request, wanted, refusal.message)
    log.info("proved herself anew: user %s", request.state.actor.user_id)
    response: Response = RedirectResponse(own_path(request.app.routes, wanted), status_code=303)
    sessions.keep(response, face, token)
    return response


def _asking(request: Request, wanted: str | None, fault: Message | None = None) -> Answer:
    back_to = own_path(request.app.routes, wanted)
    return page(
        request, "shared/sign_in_code.html", 422 if fault else 200, fault=fault, back_to=back_to,
        address=request.state.actor.email, again=again_path(back_to),
    )  # fmt: skip


def _stronger(request: Request) -> tuple[str, ...]:
    providers = desk_of(request).relying_party.providers.values()
    return tuple(one.issuer for one in providers if one.proves_again)
