"""One person in several organisations: switching, forms of the other one, links to the other one.

Only her own organisations are ever named: a record of anybody else's is missing, as always.
"""

from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from shared.access.actor import Actor
from shared.database.speaking import speaking_for
from shared.database.uow import reading
from shared.identity import arrivals
from shared.identity.queries import Place, SessionActor
from shared.kernel.wording import Message, say
from shared.web import sessions
from shared.web.caller import here, own_path
from shared.web.opened_for import OpenedElsewhere
from shared.web.pages import Answer, is_fragment, page, respond

TEMPLATE = "shared/other_organisation.html"
KEPT = "kept-"
MOST_KEPT = 2000


async def switch(request: Request) -> Answer:
    """Speak for another of one's organisations; the session gets a new secret.

    Leads to `next` (a page of ours), or shows what was typed for that organisation to be sent.
    """
    form = await request.form(max_fields=MOST_KEPT + 10, max_files=0)
    session: SessionActor = request.state.session
    number = str(form.get("organisation") or "")
    send_to = _own_form(request, str(form.get("send_to") or ""))
    token = await arrivals.switch_organisation(session.token_hash, session.actor.user_id, number)
    place = next(one for one in session.places if one.number == number)
    request.state.actor = _at(request, place)
    target = own_path(request.app.routes, str(form.get("next") or "/"))
    kept = [
        (name.removeprefix(KEPT), str(value))
        for name, value in form.multi_items()
        if name.startswith(KEPT)
    ]
    if send_to and kept:
        answer: Answer = _page(
            request, 200, title=say("You now act for {company}", company=_name(request, place)),
            text=say("What you typed is kept. Send it now, or leave it."), send_to=send_to,
            typed=kept,
        )  # fmt: skip
    else:
        answer = Response(status_code=303, headers={"location": target})
    response = respond(request, answer)
    sessions.keep(response, request.state.face, token)
    return response


def refuse(request: Request, opened: OpenedElsewhere) -> Answer:
    """Answer a form of another organisation: 409, nothing done, a way back with what was typed."""
    place = _own(request, opened.number)
    now = request.state.actor.counterparty_name
    if place is None:
        text = say("It was opened for an organisation that you no longer speak for.")
        return _page(request, 409, title=say("Nothing was sent"), text=text)
    text = say(
        "This form was opened for {company}; now you act for {other}. Nothing was changed.",
        company=_name(request, place), other=now,
    )  # fmt: skip
    return _page(
        request, 409, title=say("This form belongs to another organisation"), text=text,
        place=place, typed=opened.typed, send_to=request.url.path,
    )  # fmt: skip


async def offer(request: Request, endpoint: object, permission: str | None) -> Answer | None:
    """Return the page that offers the switch when a link leads to another organisation of hers."""
    session: SessionActor | None = request.state.session
    if request.method != "GET" or session is None or len(session.places) < 2:
        return None
    if not request.path_params or is_fragment(request):
        return None
    for place in session.places:
        is_other = place.number != request.state.actor.counterparty_number
        if is_other and await _opens(request, endpoint, permission, _at(request, place)):
            return _elsewhere(request, place)
    return None


def _elsewhere(request: Request, place: Place) -> Answer:
    text = say(
        "It is a matter of {company}; now you act for {other}.",
        company=_name(request, place), other=request.state.actor.counterparty_name,
    )  # fmt: skip
    title = say("This belongs to your other organisation")
    return _page(request, 404, title=title, text=text, place=place, target=here(request))


async def _opens(request: Request, endpoint: object, permission: str | None, actor: Actor) -> bool:
    """Whether this very page opens for her in another of her organisations; it only reads."""
    if permission is not None and not actor.may(permission):
        return False
    mine = request.state.actor
    request.state.actor = actor
    try:
        with speaking_for(actor.user_id, actor.counterparty_id or 0, actor.spoken_roles):
            await reading(lambda: endpoint(request))  # type: ignore[operator]
    except Exception:  # noqa: BLE001  whatever it is: the page does not open there
        return False
    finally:
        request.state.actor = mine
    return True


def _page(request: Request, status: int, *, title: Message, text: Message, **more: Any) -> Answer:
    shown: dict[str, Any] = {
        "place": None, "typed": [], "send_to": "", "target": "/", "kept": KEPT, **more,
    }  # fmt: skip
    # A form that htmx sent would take the answer for itself: the whole page shows it instead.
    headers = {"hx-retarget": "#main", "hx-reswap": "outerHTML"} if is_fragment(request) else {}
    return page(request, TEMPLATE, status, headers=headers, title=title, text=text, **shown)


def _at(request: Request, place: Place) -> Actor:
    """Return the caller speaking for another of her organisations, in the language of the page."""
    session: SessionActor = request.state.session
    spoken = session.at(place).reading(request.state.locale)
    return replace(spoken, counterparty_name=_name(request, place))


def _own(request: Request, number: str) -> Place | None:
    session: SessionActor = request.state.session
    return next((one for one in session.places if one.number == number), None)


def _name(request: Request, place: Place) -> str:
    return place.name(request.state.locale)


def _own_form(request: Request, path: str) -> str:
    """Return `path` if a form of ours is sent there ("" for none); anything else is not ours."""
    if not path:
        return ""
    asked = {"type": "http", "method": "POST", "path": path.partition("?")[0]}
    is_plain = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) <= 1000
    if is_plain and any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
        return path
    raise HTTPException(400)
