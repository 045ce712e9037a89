"""People of a counterparty in the portal: invite, send again, withdraw, suspend."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin import counterparty
from shared.access.actor import Actor
from shared.counterparties import queries
from shared.database.uow import reading
from shared.identity import actions
from shared.identity import queries as identity
from shared.kernel.wording import Message, say
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, see_other

ROLES: tuple[tuple[str, Message, Message], ...] = (
    ("organisation_admin", say("Organisation administrator"),
     say("Orders, registers deals, invites colleagues")),
    ("member", say("Member"), say("Orders and registers deals")),
    ("viewer", say("Viewer"), say("Reads, changes nothing")),
)  # fmt: skip
ROLE_LABELS = {role: label for role, label, _ in ROLES}


class InvitationForm(FormModel):
    """Who is invited as what."""

    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))]
    role: Annotated[str, Label(say("Role"))] = "member"


async def index(request: Request, form: Form[Any] | None = None, link: str = "") -> Answer:
    """Show members and open invitations; `link` is a fresh one, shown this once."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    members = await identity.members_of(actor, kept["id"])
    waiting = []
    if actor.may("membership.invite"):
        waiting = await identity.open_invitations(actor, kept["id"])
    return counterparty.tab(
        request, kept, "people", members=members, waiting=waiting, roles=ROLES,
        role_labels=ROLE_LABELS,
        form=form if form and form.model is InvitationForm else fresh(
            request, InvitationForm, {"role": "member"}
        ),
        refused=form if form and form.model is not InvitationForm else None,
        link=link,
    )  # fmt: skip


@form(InvitationForm, again=index)
async def invite(request: Request, form: Form[InvitationForm]) -> Answer:
    """Invite an address; the link goes out by mail."""
    sent = await actions.invite_member(
        request.state.actor, email=form.clean.email, role=form.clean.role,
        counterparty_number=_number(request),
    )  # fmt: skip
    return await _with_link(request, sent)


@form(NoFields, again=index)
async def resend(request: Request, _form: Form[NoFields]) -> Answer:
    """Send a fresh link; the old one is dead."""
    sent = await actions.resend_invitation(
        request.state.actor, invitation=_invitation(request), of=_number(request)
    )
    return await _with_link(request, sent)


@form(NoFields, again=index)
async def revoke(request: Request, _form: Form[NoFields]) -> Answer:
    """Withdraw an invitation."""
    await actions.revoke_invitation(
        request.state.actor, invitation=_invitation(request), of=_number(request)
    )
    return _back(request, say("Invitation withdrawn"))


@form(NoFields, again=index)
async def suspend(request: Request, form: Form[NoFields]) -> Answer:
    """Close the door to a member at once."""
    await actions.suspend_member(
        request.state.actor,
        member=request.path_params["member"],
        version=form.version or 0,
        of=_number(request),
    )
    return _back(request, say("Suspended"))


@form(NoFields, again=index)
async def reinstate(request: Request, form: Form[NoFields]) -> Answer:
    """Let a member in again."""
    await actions.reinstate_member(
        request.state.actor,
        member=request.path_params["member"],
        version=form.version or 0,
        of=_number(request),
    )
    return _back(request, say("May sign in again"))


async def _with_link(request: Request, sent: actions.Issued) -> Answer:
    """Show the page with the link of the invitation: whoever invites may hand it over herself."""
    home = request.app.state.settings.portal_url.rstrip("/")
    return await reading(lambda: index(request, link=f"{home}/invitations/{sent.token}"))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _invitation(request: Request) -> str:
    return str(request.path_params["invitation"])


def _back(request: Request, toast: Message) -> Answer:
    return see_other(f"/counterparties/{_number(request)}/people", toast=toast)
