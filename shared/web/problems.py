"""Every way in which a request can fail, and the page that says so with a way out.

A foreign record and a missing one get the same page (404). A database that is away is 503 with
Retry-After, so that a proxy, a robot and a person all know that trying again is right. What we did
not expect is 500: the reader gets a request id, the log the traceback.
"""

import logging
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from shared.database.outages import does_not_fit, is_outage
from shared.kernel.errors import Invalid, NoRoom, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.wording import Message, say
from shared.web.bodies import multipart
from shared.web.caller import again_path, here, page_behind, sign_in_path
from shared.web.law_words import missing_in_words
from shared.web.logs import without_tokens
from shared.web.pages import Page, is_fragment, notice, respond

log = logging.getLogger("wanglai.web")

TEMPLATE = "shared/problem.html"
RETRY_AFTER = "5"
MOST_FIELDS, MOST_FILES = 2000, 50


@dataclass(frozen=True)
class Problem:
    """What to tell the reader: a status, a title and one sentence that says what to do."""

    status: int
    title: Message
    text: Message
    headers: dict[str, str] = field(default_factory=dict)
    details: tuple[Message, ...] = ()


MISSING = Problem(
    404,
    say("Page not found"),
    say("It does not exist, or it is not open to you. Check the address or start from home."),
)
FORBIDDEN = Problem(
    403,
    say("Not allowed"),
    say("Your role does not include this. Ask an administrator of your company."),
)
ELSEWHERE = Problem(
    403,
    say("Not sent from here"),
    say("This request did not come from a page of ours, so nothing was changed."),
)
WRONG_METHOD = Problem(
    405,
    say("This address cannot be used that way"),
    say("Go back and use the buttons of the page."),
)
STALE = Problem(
    409,
    say("Somebody else was faster"),
    say("The record was changed in the meantime. Open it again; nothing of yours was saved."),
)
TOO_LARGE = Problem(
    413,
    say("Too large"),
    say("What you sent is larger than this page accepts. Send less at once."),
)
TOO_SLOW = Problem(
    408,
    say("That took too long"),
    say("What you sent did not arrive completely. Check your connection and send it again."),
)
UNREADABLE = Problem(
    400,
    say("Request not understood"),
    say("Go back, load the page again and send it once more."),
)
REFUSED = Problem(422, say("That does not work"), say("Nothing was changed."))
FULL = say("No room for files")
OUTAGE = Problem(
    503,
    say("One moment, please"),
    say("The database does not answer right now. Nothing was changed; try again shortly."),
    {"retry-after": RETRY_AFTER},
)
UNEXPECTED = Problem(
    500,
    say("Something went wrong here"),
    say("It is our fault, and it has been recorded. Try again, or tell us the number below."),
)
SESSION_ENDED = Problem(
    401,
    say("Please sign in again"),
    say("Your session has ended. Sign in in a new tab, then send what you typed from here."),
)
TOO_OFTEN = Problem(
    429,
    say("Too much at once"),
    say("More came from here than we answer. Wait a moment and try again; nothing was changed."),
)
PROVE = Problem(
    401,
    say("Confirm that it is you"),
    say("This needs a recent sign-in. Sign in once more in a new tab, then send it from here."),
)
BY_STATUS = {
    400: UNREADABLE,
    403: FORBIDDEN,
    404: MISSING,
    405: WRONG_METHOD,
    408: TOO_SLOW,
    413: TOO_LARGE,
}


async def answer(request: Request, error: Exception) -> Response:
    """Return the page for whatever an endpoint raised; never raises itself."""
    problem = problem_of(error, is_reading=request.method in ("GET", "HEAD"))
    if isinstance(error, NotAllowed) and error.because is None and request.state.actor:
        missing = missing_in_words(request.state.actor, error.permission)
        problem = replace(problem, details=missing)
    note(request, problem, error)
    return await show(request, problem)


def problem_of(error: Exception, *, is_reading: bool = False) -> Problem:
    """Say which problem an exception is; a page asked for by an impossible name does not exist."""
    match error:
        case NotFound():
            return MISSING
        case NotAllowed():
            return replace(FORBIDDEN, text=error.because or FORBIDDEN.text)
        case Refusal():
            return Problem(422, REFUSED.title, error.message)
        case Invalid():
            sentences = tuple(refusal.message for refusal in error.refusals)
            return Problem(422, REFUSED.title, REFUSED.text, details=sentences)
        case Stale():
            return STALE
        case NoRoom():
            return Problem(507, FULL, error.message)
        case HTTPException():
            known = BY_STATUS.get(error.status_code, UNREADABLE)
            headers = {name.lower(): value for name, value in (error.headers or {}).items()}
            return Problem(known.status, known.title, known.text, headers)
        case ClientDisconnect():
            return UNREADABLE
    if does_not_fit(error):
        return MISSING if is_reading else UNREADABLE
    return OUTAGE if is_outage(error) else UNEXPECTED


async def show(request: Request, problem: Problem, **context: object) -> Response:
    """Render the page of a problem; plain words when even that fails."""
    try:
        if is_fragment(request):
            return notice(request, problem.text, problem.status, problem.headers)
        return respond(request, _page(request, problem, **context))
    except Exception as error:  # noqa: BLE001  the last answer must not fail
        note(request, UNEXPECTED, error)
        words = f"{problem.title.text}. {problem.text} [{request.state.request_id}]"
        return PlainTextResponse(words, problem.status, headers=problem.headers)


async def session_ended(request: Request) -> Response:
    """A verb without a session: 401, and the typed text stays in a form to be sent again."""
    way_in = sign_in_path(page_behind(request))
    headers = {**SESSION_ENDED.headers, "hx-redirect": way_in}
    problem = Problem(401, SESSION_ENDED.title, SESSION_ENDED.text, headers)
    try:
        typed = await _typed(request)
    except (HTTPException, ClientDisconnect) as error:
        return await answer(request, error)
    return await show(request, problem, **typed, send_to=request.url.path, sign_in=way_in)


async def ask_again(request: Request) -> Response:
    """What is grave needs a fresh sign-in: a page is left for it, what was typed is kept."""
    if request.method in ("GET", "HEAD") and not is_fragment(request):
        return RedirectResponse(again_path(here(request)), status_code=303)
    way = again_path(page_behind(request))
    problem = replace(PROVE, headers={"hx-redirect": way})
    try:
        typed = await _typed(request)
    except (HTTPException, ClientDisconnect) as error:
        return await answer(request, error)
    return await show(request, problem, **typed, send_to=request.url.path, sign_in=way)


async def too_often(request: Request, seconds: int) -> Response:
    """Somebody asks too often: 429, when to come back, and what was typed to send again."""
    problem = replace(TOO_OFTEN, headers={"retry-after": str(seconds)})
    if request.method in ("GET", "HEAD"):
        return await show(request, problem)
    try:
        typed = await _typed(request)
    except (HTTPException, ClientDisconnect) as error:
        return await answer(request, error)
    return await show(request, problem, **typed, send_to=request.url.path)


async def _typed(request: Request) -> dict[str, list[Any]]:
    """Return what was typed, to be sent again, and the fields whose files have to be chosen anew."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return await _typed_beside_files(request)
    if not kind.startswith("application/x-www-form-urlencoded"):
        return {"typed": []}
    body = (await request.body()).decode("utf-8", "replace")
    return {"typed": parse_qsl(body, keep_blank_values=True, max_num_fields=None)[:MOST_FIELDS]}


async def _typed_beside_files(request: Request) -> dict[str, list[Any]]:
    form, _ = await multipart(request, max_files=MOST_FILES, max_fields=MOST_FIELDS)
    sent = form.multi_items()
    texts = [(name, value) for name, value in sent if isinstance(value, str)]
    files = {name: None for name, one in sent if not isinstance(one, str) and one.filename}
    await form.close()
    return {"typed": texts, "file_fields": list(files)}


def _page(request: Request, problem: Problem, **context: object) -> Page:
    shown = {
        "request": request,
        "problem": problem,
        "request_id": request.state.request_id if problem.status >= 500 else None,
        "path": "/",
        "typed": [],
        "file_fields": [],
        "send_to": None,
        "sign_in": None,
        **context,
    }
    return Page(TEMPLATE, shown, problem.status, {**problem.headers})


def note(request: Request, problem: Problem, error: Exception | None = None) -> None:
    """Log what is worth a look: our mistakes with traceback, outages and denials in one line."""
    if problem.status not in (403, 500, 503, 507):
        return
    actor = getattr(request.state, "actor", None)
    facts = {
        "request_id": request.state.request_id,
        "face": request.state.face.name,
        "method": request.method,
        "path": without_tokens(request.url.path),
        "status": problem.status,
        "user_id": actor.user_id if actor else None,
        "error": type(error).__name__ if error else None,
    }
    level = logging.WARNING if problem.status == 403 else logging.ERROR
    trace = error if problem.status == 500 else None
    log.log(level, "%s", problem.title.text, exc_info=trace, extra={"facts": facts})
