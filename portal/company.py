"""Our company: what the host keeps of it, its addresses, its colleagues, its account manager."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties import change_queries, queries
from shared.counterparties.proposals import About
from shared.identity import actions
from shared.identity import queries as identity
from shared.kernel.wording import Message, say
from shared.web.change_words import lines
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, page, see_other

KINDS = {
    "customer": say("Customer"), "distributor": say("Distributor"), "supplier": say("Supplier"),
    "partner": say("Partner"),
}  # fmt: skip
ROLES: tuple[tuple[str, Message, Message], ...] = (
    ("organisation_admin", say("Organisation administrator"),
     say("Orders, registers deals, invites colleagues")),
    ("member", say("Member"), say("Orders and registers deals")),
    ("viewer", say("Viewer"), say("Reads, changes nothing")),
)  # fmt: skip


class InvitationForm(FormModel):
    """Who is invited as what."""

    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))]
    role: Annotated[str, Label(say("Role"))] = "member"


async def show(request: Request) -> Answer:
    """Show the company as the host keeps it."""
    actor: Actor = request.state.actor
    kept = await queries.own_organisation(actor)
    carer = await queries.our_account_manager(actor)
    waiting = None
    if actor.may("profile_change.read"):
        waiting = await change_queries.open_change(actor, About.PROFILE)
    asked = lines(waiting, waiting["items"], request.state.locale) if waiting else []
    return tabbed(
        request, "portal/company_show.html", kept=kept, carer=carer, waiting=waiting,
        wanted={line.field: line.wanted for line in asked},
        kinds=[label for kind, label in KINDS.items() if kind in kept.kinds],
    )  # fmt: skip


def tabbed(request: Request, template: str, **context: Any) -> Answer:
    """Answer with one tab of the company; each is shown to whoever may read what it holds."""
    actor: Actor = request.state.actor
    tabs = [(label, path) for label, path, permission in _TABS if actor.may(permission)]
    return page(request, template, tabs=tabs, **context)


_TABS: tuple[tuple[Message, str, str], ...] = (
    (say("Company"), "/company", "counterparty.read"),
    (say("Addresses and contacts"), "/company/places", "contact.read"),
    (say("Bank accounts"), "/company/bank-accounts", "bank_account.read"),
    (say("Changes asked for"), "/company/changes", "profile_change.read"),
    (say("Colleagues"), "/company/people", "membership.read"),
)


async def people(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show colleagues, their roles and open invitations."""
    actor: Actor = request.state.actor
    organisation = actor.counterparty_id or 0
    members = await identity.members_of(actor, organisation)
    waiting = []
    if actor.may("membership.invite"):
        waiting = await identity.open_invitations(actor, organisation)
    is_own = form is not None and form.model is InvitationForm
    return tabbed(
        request, "portal/company_people.html", members=members, waiting=waiting, roles=ROLES,
        role_labels={role: label for role, label, _ in ROLES},
        form=form if is_own else fresh(request, InvitationForm, {"role": "member"}),
        refused=None if is_own else form,
    )  # fmt: skip


@form(InvitationForm, again=people)
async def invite(request: Request, form: Form[InvitationForm]) -> Answer:
    """Invite a colleague; the link goes out by mail."""
    typed = form.clean
    await actions.invite_member(request.state.actor, email=typed.email, role=typed.role)
    return _back(say("Invitation sent to {email}", email=typed.email))


@form(NoFields, again=people)
async def resend(request: Request, _form: Form[NoFields]) -> Answer:
    """Send a fresh link; the old one is dead."""
    invitation = request.path_params["invitation"]
    sent = await actions.resend_invitation(request.state.actor, invitation=invitation)
    return _back(say("A new link went to {email}; the old one is dead", email=sent.email))


@form(NoFields, again=people)
async def revoke(request: Request, _form: Form[NoFields]) -> Answer:
    """Withdraw an invitation."""
    invitation = request.path_params["invitation"]
    await actions.revoke_invitation(request.state.actor, invitation=invitation)
    return _back(say("Invitation withdrawn"))


@form(NoFields, again=people)
async def suspend(request: Request, form: Form[NoFields]) -> Answer:
    """Close the door to a colleague at once."""
    member = request.path_params["member"]
    await actions.suspend_member(request.state.actor, member=member, version=form.version or 0)
    return _back(say("Suspended"))


@form(NoFields, again=people)
async def reinstate(request: Request, form: Form[NoFields]) -> Answer:
    """Let a colleague in again."""
    member = request.path_params["member"]
    await actions.reinstate_member(request.state.actor, member=member, version=form.version or 0)
    return _back(say("May sign in again"))


def _back(toast: Message) -> Answer:
    return see_other("/company/people", toast=toast)
