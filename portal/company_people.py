"""Our colleagues: invited, given roles, signed out, suspended; and the way to a new administrator."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from portal.company import tabbed
from portal.company_roles import effects_shown
from shared.access.actor import Actor
from shared.identity import actions, below, members, session_list
from shared.identity.principals import member_to_explain
from shared.identity.rules import INVITATION_HOURS, Reach
from shared.kernel.wording import Message, say
from shared.reports.explaining import what_she_sees
from shared.reports.one_role import on_member
from shared.web.devices import device_name
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.law_words import ROWS, TABLES, role_in_words, verbs_in_words
from shared.web.pages import Answer, see_other
from shared.web.role_words import LIVES, labels_with, role_name, roles_offered


class InvitationForm(FormModel):
    """Who is invited as what."""

    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))]
    role: Annotated[str, Field(max_length=20), Label(say("Role"))] = "member"
    hours: Annotated[int, Label(say("Valid for"))] = INVITATION_HOURS[0]


class RoleForm(FormModel):
    """The role that somebody gets."""

    role: Annotated[str, Field(max_length=24), Label(say("Role"))] = ""


class ReachForm(FormModel):
    """Whether a colleague reaches the organisations below."""

    below: bool = False


class SessionForm(FormModel):
    """The session to end; empty means all of them."""

    session: Annotated[str, Field(max_length=64)] = ""


class AskingForm(FormModel):
    """Why a new administrator is needed."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))]


async def people(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show colleagues, their roles and open invitations."""
    actor: Actor = request.state.actor
    current = request.state.session.token_hash
    found = await session_list.people_of(actor, actor.counterparty_id or 0, current)
    return tabbed(
        request, "portal/company_people.html", members=found["members"],
        waiting=found["waiting"], roles=roles_offered(found["roles"]),
        role_labels=labels_with(found["roles"]),
        reaches=any(one.reach == Reach.BELOW and one.user_id == actor.user_id for one in found["members"]),
        sessions=found.get("sessions", {}), device_name=device_name, asks="asked" in found,
        asked=found.get("asked"), hours=LIVES,
        form=_own(form, InvitationForm, request, {"role": "member", "hours": LIVES[0][0]}),
        asking=_own(form, AskingForm, request, {}),
        refused=None if form is None or form.model in (InvitationForm, AskingForm) else form,
    )  # fmt: skip


@form(InvitationForm, again=people)
async def invite(request: Request, form: Form[InvitationForm]) -> Answer:
    """Invite a colleague; the link goes out by mail."""
    typed = form.clean
    await actions.invite_member(
        request.state.actor, email=typed.email, role=typed.role, hours=typed.hours
    )
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


async def ask_role(request: Request) -> Answer:
    """Say what a colleague gains and loses with another role, before she has it."""
    member, role = str(request.path_params["member"]), request.query_params.get("role", "")
    found = await on_member(request.state.actor, member, role)
    return tabbed(
        request, "portal/company_member_role.html", found=found, member=member,
        name=found.person.reading(request.state.locale).shown_name,
        roles=[(str.__str__(one), role_name(one)) for one in found.others],
        **effects_shown(request, found.effects),
    )  # fmt: skip


async def access(request: Request) -> Answer:
    """Say what a colleague can see here."""
    actor: Actor = request.state.actor
    who = (await member_to_explain(actor, str(request.path_params["member"]))).person
    return tabbed(
        request, "portal/company_member_access.html", name=who.reading(actor.locale).shown_name,
        seen=await what_she_sees(actor, who), tables=TABLES, rows_of=ROWS,
        role_in_words=role_in_words, verbs_in_words=verbs_in_words,
    )  # fmt: skip


@form(RoleForm, again=people)
async def change_role(request: Request, form: Form[RoleForm]) -> Answer:
    """Give a colleague another role."""
    await members.change_role(
        request.state.actor, member=request.path_params["member"], version=form.version or 0,
        role=form.clean.role,
    )  # fmt: skip
    return _back(say("Role changed"))


@form(ReachForm, again=people)
async def set_reach(request: Request, form: Form[ReachForm]) -> Answer:
    """Let a colleague reach the organisations below, or no longer."""
    await below.set_reach(
        request.state.actor, member=request.path_params["member"], version=form.version or 0,
        below=form.clean.below,
    )  # fmt: skip
    return _back(say("Saved"))


@form(SessionForm, again=people)
async def end_sessions(request: Request, form: Form[SessionForm]) -> Answer:
    """Sign a colleague out in one browser, or everywhere."""
    ended = await members.end_member_sessions(
        request.state.actor, member=request.path_params["member"], session=form.clean.session
    )
    return _back(say("Signed out: {n}", n=ended))


@form(AskingForm, again=people)
async def ask_for_administrator(request: Request, form: Form[AskingForm]) -> Answer:
    """Ask the host for the office of administrator, because nobody holds it any more."""
    await members.ask_for_administrator(request.state.actor, reason=form.clean.reason, key=form.key)
    return _back(say("Asked. We answer."))


def _own(
    sent: Form[Any] | None, model: type[FormModel], request: Request, initial: dict[str, Any]
) -> Form[Any]:
    if sent is not None and sent.model is model:
        return sent
    return fresh(request, model, initial)


def _back(toast: Message) -> Answer:
    return see_other("/company/people", toast=toast)
