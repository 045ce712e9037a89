"""The way in and out, the same for both faces: to the provider, back with proof, a session.

`relying_party.py` checks the proof, `departures.py` remembers the journey, `sessions.py` keeps the
cookie, and `shared.identity.arrivals` decides who has a place here.
"""

import logging
import time
from dataclasses import asdict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.identity import arrivals
from shared.identity.address_proofs import Lost
from shared.identity.arrivals import ShutOut, Stranger, Unproven
from shared.identity.introducing import Arriving, Joining
from shared.identity.papers import Invited
from shared.identity.queries import SessionActor
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.web import address_proof, departures, sessions, step_up
from shared.web.caller import actor_of, own_path
from shared.web.claims import LEEWAY
from shared.web.departures import Journey
from shared.web.desk import desk_of
from shared.web.face import Face
from shared.web.pages import Answer, page, respond, see_other
from shared.web.proofs import Claims, Declined, Departure, ProviderDown, Refused
from shared.web.providers import Provider
from shared.web.security_headers import content_security_policy

log = logging.getLogger("wanglai.sign_in")

DOWN = say("The sign-in service does not answer. Try again in a minute, or choose another one.")
LOST = say("This sign-in was not started in this window, or it took too long. Start again.")
DECLINED = say("You were not signed in: the sign-in service let nobody through. Start again.")
UNPROVEN = say("The sign-in service sent something that does not prove who you are. Start again.")
NOT_ASKED = say(
    "The sign-in service let you through without asking you again. Sign out there and try again."
)


async def show(request: Request) -> Answer:
    """The page with one button per provider; in the demo one card per person of the cast."""
    back_to = own_path(request.app.routes, request.query_params.get("next"))
    if await actor_of(request) is not None:
        return see_other(back_to)
    return door(request, back_to=back_to)


def door(request: Request, *, back_to: str = "/", invited: Invited | None = None) -> Answer:
    """Return the sign-in page; its forms may lead to wherever a provider sends people on."""
    desk = desk_of(request)
    # Providers pass people on to places that we cannot know.
    policy = content_security_policy(("https:", *desk.relying_party.origins()))
    return page(
        request,
        "shared/sign_in.html",
        headers={"content-security-policy": policy},
        desk=desk,
        back_to=back_to,
        invited=invited,
        token=request.path_params.get("token", ""),
    )


async def start(request: Request) -> Answer:
    """Leave for the provider named in the path."""
    form = await request.form(max_fields=10, max_files=0)
    typed = {name: str(value)[:300] for name, value in form.items()}
    back_to = own_path(request.app.routes, typed.get("next"))
    return await depart(request, request.path_params["provider"], typed, back_to=back_to)


async def depart(
    request: Request, name: str, typed: dict[str, str], *, back_to: str = "/", invitation: str = ""
) -> Answer:
    """Send the browser to the provider `name`; `typed` may hold whom to sign in as."""
    desk = desk_of(request)
    provider = desk.relying_party.providers.get(name)
    if provider is None:
        raise HTTPException(404)
    try:
        if typed.get("again") and not provider.proves_again:
            await step_up.check(request, provider)
        leaving = await desk.relying_party.depart(provider, **_hints(provider, typed))
    except (Lost, Refusal) as fault:
        return _not_again(fault, request, back_to)
    except ProviderDown as fault:
        log.error("provider %s is down: %s", provider.name, fault)
        return stopped(request, DOWN, 503, back_to=back_to)
    journey = Journey(
        provider.name, leaving.state, leaving.nonce, leaving.verifier, back_to, invitation,
        int(time.time()) if typed.get("again") else 0, step_up.session_of(request),
    )  # fmt: skip
    response = RedirectResponse(leaving.url, status_code=303)
    departures.pack(response, request.state.face, journey)
    return response


async def callback(request: Request) -> Answer:
    """Come back from the provider: check the proof, begin the session, go to the page asked for."""
    journey, desk = departures.unpack(request), desk_of(request)
    provider = desk.relying_party.providers.get(journey.provider) if journey else None
    if journey is None or provider is None or not _is_its_address(request, provider):
        return stopped(request, LOST, 400)
    answer = await _arrived(request, journey, provider)
    response = respond(request, answer)
    departures.drop(response, request.state.face)
    return response


async def ask_sign_out(request: Request) -> Answer:
    """A page with the button that signs out, for those who type the address."""
    return page(request, "shared/sign_out.html")


async def sign_out(request: Request) -> Answer:
    """End the session here, then at the provider."""
    face: Face = request.state.face
    await actor_of(request)
    session = request.state.session
    await arrivals.leave(sessions.token_of(request), face.name)
    if session:
        log.info("signed out: user %s", session.actor.user_id)
    target = await _goodbye(request, session) if session else None
    response: Response = RedirectResponse(target or "/signed-out", status_code=303)
    sessions.forget(response, face)
    return response


async def signed_out(request: Request) -> Answer:
    """The quiet page after signing out."""
    return page(request, "shared/signed_out.html")


def stopped(request: Request, sentence: Message, status: int, *, back_to: str = "/") -> Answer:
    """Return the page that says in one sentence why the sign-in stopped, and leads back."""
    return page(request, "shared/sign_in_stopped.html", status, sentence=sentence, back_to=back_to)


async def _arrived(request: Request, journey: Journey, provider: Provider) -> Answer:
    desk = desk_of(request)
    leaving = _departure(journey)
    try:
        claims = await desk.relying_party.arrive(provider, leaving, request.query_params)
    except ProviderDown as fault:
        log.error("provider %s is down: %s", provider.name, fault)
        return stopped(request, DOWN, 503, back_to=journey.back_to)
    except Declined as fault:
        log.warning("provider %s declined: %s", provider.name, fault)
        return stopped(request, DECLINED, 403, back_to=journey.back_to)
    except Refused as fault:
        log.warning("sign-in with %s refused: %s", provider.name, fault.reason)
        return stopped(request, UNPROVEN, 400, back_to=journey.back_to)
    if journey.again_since and not provider.proves_again:
        return await _half_way(request, journey, claims)
    if journey.again_since and not _is_new_proof(claims, journey.again_since):
        log.warning("provider %s did not ask again", provider.name)
        return stopped(request, NOT_ASKED, 403, back_to=journey.back_to)
    return await _welcomed(request, journey, claims)


async def _half_way(request: Request, journey: Journey, claims: Claims) -> Answer:
    """Ask for a code by mail besides, where no provider says when it asked her."""
    try:
        return await step_up.begin(request, journey, claims)
    except (Lost, Refusal) as fault:
        log.warning("no fresh proof: %s of %s", claims.subject, claims.issuer)
        return _not_again(fault, request, journey.back_to)


def _not_again(fault: Lost | Refusal, request: Request, back_to: str) -> Answer:
    if isinstance(fault, Lost):
        return stopped(request, LOST, 400, back_to=back_to)
    return stopped(request, fault.message, 403, back_to=back_to)


async def _welcomed(request: Request, journey: Journey, claims: Claims) -> Answer:
    face: Face = request.state.face
    actor = await actor_of(request) if journey.again_since else None
    person = _arriving(request, journey, claims)
    try:
        token = await arrivals.arrive(
            person,
            invitation_token=journey.invitation or None,
            old_token=sessions.token_of(request) or None,
            again=actor.user_id if actor else None,
        )
    except Unproven:
        return await _asked_for_a_code(request, person, journey)
    except ShutOut as shut_out:
        log.warning("shut out: %s of %s", claims.subject, claims.issuer)
        return stopped(request, _why(request, shut_out), 403)
    except Stranger:
        log.warning("nobody of ours: %s of %s", claims.subject, claims.issuer)
        provider = desk_of(request).relying_party.providers[journey.provider]
        return page(request, "shared/stranger.html", claims=claims, provider=provider)
    except Refusal as refusal:
        return stopped(request, refusal.message, 403, back_to=journey.back_to)
    log.info("signed in: %s of %s", claims.subject, claims.issuer)
    response = RedirectResponse(own_path(request.app.routes, journey.back_to), status_code=303)
    sessions.keep(response, face, token)
    return response


async def _asked_for_a_code(request: Request, person: Arriving, journey: Journey) -> Answer:
    try:
        return await address_proof.begin(request, person, journey.invitation)
    except Refusal as refusal:
        return stopped(request, refusal.message, 403)


def _arriving(request: Request, journey: Journey, claims: Claims) -> Arriving:
    provider = desk_of(request).relying_party.providers[journey.provider]
    return Arriving(
        joins=_joins(provider, claims),
        is_partners_own=provider.is_partners_own,
        face=request.state.face.name,
        provider=journey.provider,
        **asdict(claims),
        device=request.headers.get("user-agent", ""),
        address=request.client.host if request.client else "",
    )


def _joins(provider: Provider, claims: Claims) -> Joining | None:
    """Return what people join through this provider, if it is bound to an organisation."""
    if not provider.organisation or not claims.email_verified:
        return None
    return Joining(provider.organisation, provider.joining_role)


def _is_its_address(request: Request, provider: Provider) -> bool:
    """Whether this is where the provider sends people: not where another one does (mix-up)."""
    own = "" if provider.shares_callback else provider.name
    return str(request.path_params.get("provider", "")) == own


def _is_new_proof(claims: Claims, since: int) -> bool:
    """Whether the person was asked after we sent her there; the clocks may differ by a minute."""
    moment = claims.authenticated_at
    return moment is not None and moment.timestamp() >= since - LEEWAY


def _why(request: Request, shut_out: ShutOut) -> Message:
    """Return the sentence for people whose organisation is suspended, with what to do."""
    names = [zh if request.state.locale == "zh" else en for zh, en in shut_out.places]
    return say(
        "The access of {organisation} is suspended. Ask us: we can tell you why.",
        organisation=" · ".join(names),
    )


async def _goodbye(request: Request, session: SessionActor) -> str | None:
    """Return where to sign out at the provider; a provider that is away keeps nobody here."""
    desk, face = desk_of(request), request.state.face
    provider = desk.relying_party.providers.get(session.provider)
    if provider is None:
        return None
    try:
        return await desk.relying_party.goodbye(
            provider, session.id_token, f"{face.origin}/signed-out"
        )
    except ProviderDown as fault:
        log.error("provider %s is down: %s", provider.name, fault)
        return None


def _departure(journey: Journey) -> Departure:
    return Departure("", journey.state, journey.nonce, journey.verifier)


def _hints(provider: Provider, typed: dict[str, str]) -> dict[str, str]:
    """Return what to tell the provider about who comes: a person of the demo, or an address."""
    hints = {}
    if typed.get("as"):
        hints["login_hint"] = typed["as"]
    if provider.is_demo and typed.get("name"):
        hints["login_name"] = typed["name"]
    if typed.get("again"):
        # The provider must ask once more, and say when it did.
        return hints | {"prompt": "login", "max_age": "0"}
    if typed.get("prompt") in ("login", "select_account"):
        hints["prompt"] = typed["prompt"]
    return hints
