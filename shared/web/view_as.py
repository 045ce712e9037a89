"""The way into a view and out of it, on the portal's own host.

The admin sends its form on with 307, so the pass is spent by a POST: nothing that merely fetches
addresses (a prefetch, a preview of links, the history) can spend it, and no address holds it.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shared.identity import viewing
from shared.identity.viewing import ViewSession
from shared.kernel.errors import Refusal
from shared.web.caller import actor_of
from shared.web.looking import back_to, forget
from shared.web.pages import Answer, page
from shared.web.routing import WebRoute, post

_KNOCK = "A pass of one minute, from the admin, that opens once"
_OUT = "The way out of a view must work when it is over, too"
NO_REFERRER = {"referrer-policy": "no-referrer"}


async def enter(request: Request) -> Answer:
    """Spend the pass in the address and begin the view; one that this browser had ends."""
    await actor_of(request)
    try:
        token = await viewing.redeem(str(request.path_params["token"])[:128])
    except Refusal as refusal:
        return page(
            request, "shared/view_refused.html", 403, headers=NO_REFERRER, sentence=refusal.message
        )
    if isinstance(request.state.session, ViewSession):
        await viewing.leave(request.state.session)
    response = RedirectResponse("/", status_code=303, headers=NO_REFERRER)
    response.set_cookie(
        request.state.face.view_cookie, token, path="/", secure=True, httponly=True, samesite="lax"
    )
    return response


async def leave(request: Request) -> Answer:
    """End the view and go back to where it was begun."""
    await actor_of(request)
    if isinstance(request.state.session, ViewSession):
        await viewing.leave(request.state.session)
    response: Response = RedirectResponse(back_to(request) or "/", status_code=303)
    forget(response, request)
    return response


def routes(face: str) -> list[WebRoute]:
    """Return the addresses of views, which the portal alone has."""
    if face != "portal":
        return []
    return [
        post("/view-as/{token}", enter, name="view_as_enter", public=_KNOCK, cross_origin=_KNOCK,
             is_for_views=True),
        post("/leave-view", leave, name="view_as_leave", public=_OUT, is_for_views=True),
    ]  # fmt: skip
