"""What holds while a colleague of ours looks at the portal as a partner does, on every route.

Three guards stand behind this one: units of work refuse (`shared.database.uow`), so does the
connection, and on PostgreSQL the login of views has no right to write.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.identity import viewing
from shared.identity.viewing import ViewSession
from shared.kernel.errors import LookingOnly
from shared.web.caller import actor_of, view_of, view_token
from shared.web.pages import Answer, is_fragment, page, respond


async def refuse_changes(request: Request) -> None:
    """Raise LookingOnly for what would change something, also where nobody need be signed in."""
    if view_token(request):
        await actor_of(request)
        if view_of(request) is not None:
            raise LookingOnly


async def note(request: Request) -> None:
    """Write down which page is looked at, before it is; a page that cannot be noted is not shown."""
    session = request.state.session
    if isinstance(session, ViewSession):
        await viewing.note_page(session, request.url.path)


def refuse_grave(request: Request) -> None:
    """Raise LookingOnly for what asks its reader to prove who she is: that is not she."""
    if view_of(request) is not None:
        raise LookingOnly


def refuse_taking(request: Request, answer: Answer) -> None:
    """Raise LookingOnly for a file to keep: an export, a paper, an attachment."""
    if view_of(request) is None or not isinstance(answer, Response):
        return
    if answer.headers.get("content-disposition", "inline").startswith("attachment"):
        raise LookingOnly


def over(request: Request) -> Response:
    """Say that the view has ended, and forget it; the next page is the browser's own again."""
    headers = {"hx-redirect": "/"} if is_fragment(request) else {}
    answer = page(request, "shared/view_over.html", 401, headers=headers, back_to=back_to(request))
    response = respond(request, answer)
    forget(response, request)
    return response


def back_to(request: Request) -> str:
    """Return the page of the admin from which the view was begun; "" when there was none."""
    view = view_of(request)
    place: str = view.place if view else request.state.view_over
    home = str(request.app.state.settings.admin_url).rstrip("/")
    return f"{home}/counterparties/{place}/people" if place else ""


def forget(response: Response, request: Request) -> None:
    """Take the secret of the view from the browser, and what it has kept of its pages."""
    response.delete_cookie(
        request.state.face.view_cookie, path="/", secure=True, httponly=True, samesite="lax"
    )
    response.headers["clear-site-data"] = '"cache"'
