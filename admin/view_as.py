"""Look at the portal as one of its people does: ask why, then hand the browser over with a pass."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from admin import counterparty
from shared.access.actor import Actor
from shared.counterparties import queries
from shared.identity import views
from shared.kernel.wording import say
from shared.web.face import origin_of
from shared.web.forms import Form, FormModel, Label, form, fresh
from shared.web.pages import Answer
from shared.web.security_headers import content_security_policy

KEEPS_THE_METHOD = 307
"""The portal spends the pass in a POST, so that nothing which merely fetches addresses can."""


class ReasonForm(FormModel):
    """Why somebody looks."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def ask(request: Request, form: Form[ReasonForm] | None = None) -> Answer:
    """Ask for the reason, and say what will be seen of it."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    member = await views.to_be_seen(actor, member=_member(request), of=kept["number"])
    return counterparty.tab(
        request, kept, "view_as", member=member, form=form or fresh(request, ReasonForm),
        headers={"content-security-policy": _leading_to_the_portal(request)},
    )  # fmt: skip


@form(ReasonForm, again=ask)
async def begin(request: Request, form: Form[ReasonForm]) -> Answer:
    """Make the pass, then let the browser send this very form on to the portal's own host."""
    session = request.state.session
    token = await views.begin_view(
        request.state.actor, member=_member(request), of=_number(request),
        session=session.token_hash, reason=form.clean.reason,
    )  # fmt: skip
    home = request.app.state.settings.portal_url.rstrip("/")
    headers = {
        "location": f"{home}/view-as/{token}",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
    }
    return Response(status_code=KEEPS_THE_METHOD, headers=headers)


def _leading_to_the_portal(request: Request) -> str:
    """Return the policy of the one page of the admin whose form goes on to the portal's host."""
    portal = origin_of(request.app.state.settings.portal_url)
    return content_security_policy((*request.state.face.form_targets, portal))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _member(request: Request) -> str:
    return str(request.path_params["member"])
