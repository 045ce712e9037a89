"""What an endpoint answers with: a page, or the way to the next page.

An endpoint returns `page(...)` or `see_other(...)`; the route wrapper turns it into a response
after the unit of work is closed, so nothing is rendered while the database waits. htmx gets the
block it asked for, a browser the whole page.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.kernel.wording import Message
from shared.language.speaking import translated
from shared.web import flash
from shared.web.caller import view_of
from shared.web.face import Face, origin_of
from shared.web.flash import Toast, Tone
from shared.web.hearing import place_of
from shared.web.render import has_block, render
from shared.web.security_headers import content_security_policy

VARY = "HX-Request, HX-Request-Type, HX-Target, HX-History-Restore-Request, Cookie, Accept-Language"


@dataclass(frozen=True)
class Page:
    """A template with its context, not yet rendered."""

    template: str
    context: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    toast: Message | None = None


@dataclass(frozen=True)
class SeeOther:
    """The work is done: continue at `path`, where `toast` is shown once."""

    path: str
    toast: Message | None = None
    tone: Tone = "ok"
    headers: dict[str, str] = field(default_factory=dict)


Answer = Page | SeeOther | Response
_IN_ADDRESSES = "/?#=&%:+,;@!$'()*~[]"
Surroundings = Callable[[Request], Awaitable[dict[str, Any]]]
"""What a face adds to its whole pages (navigation with counts); read in the page's unit of work."""


def page(
    request: Request,
    template: str,
    status: int = 200,
    *,
    headers: dict[str, str] | None = None,
    toast: Message | None = None,
    **context: Any,
) -> Page:
    """Answer with `template`: whole, or only the block that htmx asks for (by its HX-Target)."""
    return Page(template, {"request": request, **context}, status, headers or {}, toast)


def see_other(
    path: str,
    *,
    toast: Message | None = None,
    tone: Tone = "ok",
    headers: dict[str, str] | None = None,
) -> SeeOther:
    """Send the browser on to `path`, a page of this app (303; htmx loads it as a new page)."""
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError(f"see_other leads within the app only, not to {path!r}")
    # A code or SKU may hold what no header can.
    return SeeOther(quote(path, safe=_IN_ADDRESSES), toast, tone, headers or {})


async def surrounded(request: Request, answer: Answer) -> Answer:
    """Add what the face shows round every whole page; a fragment has no surroundings."""
    if not isinstance(answer, Page) or request.state.actor is None:
        return answer
    around: Surroundings | None = request.app.state.surroundings
    if around is None or wanted_block(request, answer.template):
        return answer
    return replace(answer, context={**await around(request), **answer.context})


def respond(request: Request, answer: Answer) -> Response:
    """Turn what an endpoint returned into the response that leaves the house."""
    match answer:
        case Page():
            return _rendered(request, answer)
        case SeeOther():
            return _sent_on(request, answer)
        case Response():
            return answer
    raise TypeError(f"An endpoint returned {type(answer).__name__}, not a page.")


def notice(
    request: Request, text: Message, status: int, headers: dict[str, str] | None = None
) -> Response:
    """Answer a fragment that cannot be had: a notice in its own region, the page stays as it is."""
    locale: str = request.state.locale
    toast = Toast(translated(text, locale), "bad")
    body = render("shared/toasts.html", {"toasts": [toast]}, locale=locale)
    return HTMLResponse(body, status, headers={"vary": VARY, **(headers or {})})


def is_fragment(request: Request) -> bool:
    """Does htmx want a part of the page (and not a whole one, as after Back)?"""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-request-type") == "partial"
        and "hx-history-restore-request" not in headers
    )


def wanted_block(request: Request, template: str) -> str | None:
    """Return the name of the block whose root element is the target of this htmx request."""
    if not is_fragment(request):
        return None
    block = request.headers.get("hx-target", "").rpartition("#")[2].replace("-", "_")
    return block if block and has_block(template, block) else None


def base_context(request: Request) -> dict[str, Any]:
    """What every template may use besides its own context."""
    state = request.state
    return {
        "request": request,
        "face": state.face.name,
        "host": state.face.host_name(state.locale),
        "actor": state.actor,
        "places": state.session.places if state.session else (),
        "zone": state.zone,
        "theme": state.theme,
        "density": state.density,
        "path": request.url.path,
        "view_as": view_of(request),
    }


def _rendered(request: Request, answer: Page) -> Response:
    locale: str = request.state.locale
    block = wanted_block(request, answer.template)
    toasts = [] if block else flash.waiting(request)
    if answer.toast is not None:
        toasts.append(Toast(translated(answer.toast, locale)))
    if view_of(request) is not None:
        answer = _in_a_view(request, answer)
    since = "" if block else place_of(request)
    context = {**base_context(request), "toasts": toasts, "since": since, **answer.context}
    body = render(answer.template, context, locale=locale, block=block)
    if block and toasts:
        body += render("shared/toasts.html", context, locale=locale)
    response = HTMLResponse(body, answer.status, headers={"vary": VARY, **answer.headers})
    if toasts and not block:
        flash.clear(response, request.state.face)
    return _unless_known(request, response)


def _in_a_view(request: Request, answer: Page) -> Page:
    """Let the banner's button lead back to the admin; what was seen stays nowhere."""
    face: Face = request.state.face
    admin = origin_of(request.app.state.settings.admin_url)
    policy = content_security_policy((*face.form_targets, admin))
    headers = {"content-security-policy": policy, "cache-control": "no-store"}
    return replace(answer, headers={**headers, **answer.headers})


def _unless_known(request: Request, response: Response) -> Response:
    """Add the ETag; answer 304 when the browser has this very body already."""
    if response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    etag = f'W/"{blake2b(response.body, digest_size=12).hexdigest()}"'
    response.headers["etag"] = etag
    known = [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]
    if etag not in known or "set-cookie" in response.headers:
        return response
    return Response(status_code=304, headers={"etag": etag, "vary": VARY})


def _sent_on(request: Request, answer: SeeOther) -> Response:
    """A browser gets 303. htmx gets HX-Redirect: cross-page navigation stays native."""
    by_htmx = request.headers.get("hx-request") == "true"
    name = "hx-redirect" if by_htmx else "location"
    response = Response(
        status_code=204 if by_htmx else 303, headers={name: answer.path, **answer.headers}
    )
    if answer.toast is not None:
        toast = Toast(translated(answer.toast, request.state.locale), answer.tone)
        flash.keep(response, request.state.face, toast)
    return response
