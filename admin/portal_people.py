"""People of a counterparty in the portal: invite, send again, withdraw, suspend."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin import counterparty
from shared.access.actor import Actor
from shared.access.grants import ORGANISATION_ADMIN
from shared.counterparties import queries
from shared.database.uow import reading
from shared.identity import actions, below, session_list
from shared.identity import members as people
from shared.identity.rules import INVITATION_HOURS
from shared.kernel.two_languages import form_of
from shared.kernel.wording import Message, say
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, see_other
from shared.web.role_words import LIVES, labels_with, roles_offered


class InvitationForm(FormModel):
    """Who is invited as what."""

    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))]
    role: Annotated[str, Field(max_length=20), Label(say("Role"))] = "member"
    hours: Annotated[int, Label(say("Valid for"))] = INVITATION_HOURS[0]


class RescueForm(FormModel):
    """Who becomes administrator, why, and whether those who are gone are suspended."""

    member: Annotated[str, Field(max_length=32), Label(say("Member"))]
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))]
    suspends: bool = False


class ParentForm(FormModel):
    """The number of the organisation that this one belongs to; empty for none."""

    parent: Annotated[str, Field(max_length=20), Label(say("Belongs to"))] = ""


class ReachForm(FormModel):
    """Whether a member reaches the organisations below."""

    below: bool = False


class AnswerForm(FormModel):
    """Why somebody does not become administrator."""

    answer: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def index(
    request: Request, form: Form[Any] | None = None, link: str = "", *, is_again: bool = False
) -> Answer:
    """Show members and open invitations; `link` is a fresh one, shown this once.

    `is_again` says that an earlier link died for it.
    """
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    found = await session_list.people_of(actor, kept["id"])
    members, asked = found["members"], found.get("asked", [])
    return counterparty.tab(
        request, kept, "people", members=members, waiting=found["waiting"],
        roles=roles_offered(found["roles"]),
        role_labels=labels_with(found["roles"]), hours=LIVES, link=link, is_again=is_again, asked=asked,
        looked=found.get("views", []), family=(family := found["family"]),
        placing=_own(form, ParentForm, request, {"parent": (family.above or {}).get("number", "")}),
        has_administrator=any(_is_administrator(one) for one in members),
        candidates=[(one.public_id, form_of(actor.locale, one.user, "name")) for one in members
                    if one.is_active and not _is_administrator(one)],
        form=_own(form, InvitationForm, request, {"role": "member", "hours": LIVES[0][0]}),
        rescue=_own(form, RescueForm, request, {"member": asked[0]["candidate__public_id"]} if asked else {}),
        refused=form if form and form.model not in (InvitationForm, RescueForm, ParentForm) else None,
    )  # fmt: skip


@form(InvitationForm, again=index)
async def invite(request: Request, form: Form[InvitationForm]) -> Answer:
    """Invite an address; the link goes out by mail."""
    sent = await actions.invite_member(
        request.state.actor, email=form.clean.email, role=form.clean.role,
        counterparty_number=_number(request), hours=form.clean.hours,
    )  # fmt: skip
    return await _with_link(request, sent)


@form(NoFields, again=index)
async def resend(request: Request, _form: Form[NoFields]) -> Answer:
    """Send a fresh link; the old one is dead."""
    sent = await actions.resend_invitation(
        request.state.actor, invitation=_invitation(request), of=_number(request)
    )
    return await _with_link(request, sent, is_again=True)


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


@form(ParentForm, again=index)
async def set_parent(request: Request, form: Form[ParentForm]) -> Answer:
    """Say which organisation this one belongs to."""
    await below.set_parent(
        request.state.actor, number=_number(request), parent=form.clean.parent,
        version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Saved"))


@form(ReachForm, again=index)
async def set_reach(request: Request, form: Form[ReachForm]) -> Answer:
    """Let a member reach the organisations below, or no longer."""
    await below.set_reach(
        request.state.actor, member=request.path_params["member"], version=form.version or 0,
        below=form.clean.below, of=_number(request),
    )  # fmt: skip
    return _back(request, say("Saved"))


@form(RescueForm, again=index)
async def name_administrator(request: Request, form: Form[RescueForm]) -> Answer:
    """Make a member administrator because the only one is gone."""
    typed = form.clean
    await people.name_administrator(
        request.state.actor, of=_number(request), member=typed.member, reason=typed.reason,
        suspend_others=typed.suspends,
    )  # fmt: skip
    return _back(request, say("Administrator named; every member is told by mail"))


@form(AnswerForm, again=index)
async def decline_administrator(request: Request, form: Form[AnswerForm]) -> Answer:
    """Tell a member that she does not become administrator."""
    await people.decline_administrator(
        request.state.actor, of=_number(request), asked=request.path_params["asked"],
        answer=form.clean.answer,
    )  # fmt: skip
    return _back(request, say("Declined"))


def _is_administrator(one: Any) -> bool:
    return bool(one.is_active and one.role == ORGANISATION_ADMIN)


def _own(
    sent: Form[Any] | None, model: type[FormModel], request: Request, initial: dict[str, Any]
) -> Form[Any]:
    if sent is not None and sent.model is model:
        return sent
    return fresh(request, model, initial)


async def _with_link(request: Request, sent: actions.Issued, *, is_again: bool = False) -> Answer:
    """Show the page with the link of the invitation: whoever invites may hand it over herself."""
    home = request.app.state.settings.portal_url.rstrip("/")
    link = f"{home}/invitations/{sent.token}"
    return await reading(lambda: index(request, link=link, is_again=is_again))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _invitation(request: Request) -> str:
    return str(request.path_params["invitation"])


def _back(request: Request, toast: Message) -> Answer:
    return see_other(f"/counterparties/{_number(request)}/people", toast=toast)
