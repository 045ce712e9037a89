"""Accepting an invitation: its link shows who invites and leads through a provider.

Only the proven e-mail address that the invitation is made out to opens it; the check is in
`shared.identity.arrivals`, at the end of the journey that begins here.
"""

from starlette.requests import Request

from shared.identity import arrivals, papers, rules
from shared.identity.papers import Invited
from shared.identity.rules import InvitationState
from shared.kernel.wording import say
from shared.web import sign_in
from shared.web.face import Face
from shared.web.pages import Answer

# The same for a link that was replaced and for one that never was.
UNKNOWN = say(
    "This link opens nothing. If you were sent a newer invitation, use the link in the latest mail; "
    "otherwise ask whoever invited you."
)


async def show(request: Request) -> Answer:
    """The invitation with one button per provider; a dead one says why and what to do."""
    invited = await _found(request)
    if invited is None:
        return sign_in.stopped(request, UNKNOWN, 404)
    if invited.state is not InvitationState.VALID:
        return sign_in.stopped(request, rules.why_closed(invited.state), 410)
    return sign_in.door(request, invited=invited)


async def accept(request: Request) -> Answer:
    """Leave for the chosen provider, with the invitation in the journey."""
    invited = await _found(request)
    if invited is None:
        return sign_in.stopped(request, UNKNOWN, 404)
    if invited.state is not InvitationState.VALID:
        return sign_in.stopped(request, rules.why_closed(invited.state), 410)
    form = await request.form(max_fields=10, max_files=0)
    typed = {"as": invited.email, "name": str(form.get("name") or "")[:120]}
    provider = str(form.get("provider") or "")
    return await sign_in.depart(request, provider, typed, invitation=request.path_params["token"])


async def _found(request: Request) -> Invited | None:
    """Return the invitation of the link, if it leads into this face; all others are not there."""
    face: Face = request.state.face
    token = request.path_params["token"]
    if len(token) > 128:
        return None
    return await papers.invited(arrivals.token_hash(token), face.name)
