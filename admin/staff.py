"""The staff: who wears which hats, who is invited, whose door is closed. For administrators."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.roles import WAITS, effects_shown
from shared.access.actor import Actor
from shared.access.policy import STAFF_ROLES
from shared.database.uow import reading
from shared.identity import actions, colleagues, staff
from shared.identity.role_asking import ASKED
from shared.kernel.wording import say
from shared.reports.one_role import on_colleague
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.role_words import role_name

LIST = say("Staff")


class InvitationForm(FormModel):
    """Who is invited as what."""

    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))]
    role: Annotated[str, Field(max_length=20), Label(say("Role"))] = "account_manager"


class RoleForm(FormModel):
    """A hat."""

    role: Annotated[str, Field(max_length=20)]


async def index(
    request: Request, form: Form[Any] | None = None, link: str = "", *, is_again: bool = False
) -> Answer:
    """Show everybody with her roles; `link` is a fresh invitation, shown this once.

    `is_again` says that an earlier link died for it.
    """
    actor: Actor = request.state.actor
    people, invited, custom = await colleagues.staff_and_invited(actor)
    roles = [(str.__str__(role), role_name(role)) for role in (*STAFF_ROLES, *custom)]
    is_invitation = form is not None and form.model is InvitationForm
    return page(
        request, "admin/staff_index.html", people=people, invited=invited, roles=roles,
        role_name=role_name, labels=dict(roles), link=link, is_again=is_again,
        free={one.user: colleagues.roles_to_give(one.roles, custom) for one in people},
        form=form if is_invitation else fresh(request, InvitationForm, {"role": "account_manager"}),
        refused=None if is_invitation else form, crumbs=[(LIST, None)],
    )  # fmt: skip


@form(InvitationForm, again=index)
async def invite(request: Request, form: Form[InvitationForm]) -> Answer:
    """Invite an address to the staff."""
    sent = await actions.invite_colleague(
        request.state.actor, email=form.clean.email, role=form.clean.role
    )
    return await _with_link(request, sent.token)


@form(NoFields, again=index)
async def resend(request: Request, _form: Form[NoFields]) -> Answer:
    """Send a fresh link; the old one is dead."""
    invitation = request.path_params["invitation"]
    sent = await actions.resend_invitation(request.state.actor, invitation=invitation)
    return await _with_link(request, sent.token, is_again=True)


@form(NoFields, again=index)
async def revoke(request: Request, _form: Form[NoFields]) -> Answer:
    """Withdraw an invitation."""
    invitation = request.path_params["invitation"]
    await actions.revoke_invitation(request.state.actor, invitation=invitation)
    return see_other("/staff", toast=say("Invitation withdrawn"))


async def ask_giving(request: Request) -> Answer:
    """Say what a colleague gains with another role, before she has it."""
    return await _ask(request, takes=False)


async def ask_taking(request: Request) -> Answer:
    """Say what a colleague loses without a role, before it is taken."""
    return await _ask(request, takes=True)


async def _ask(request: Request, *, takes: bool) -> Answer:
    role = request.query_params.get("role", "")
    user = str(request.path_params["user"])
    found = await on_colleague(request.state.actor, user, role, takes=takes)
    name = found.person.reading(request.state.locale).shown_name
    return page(
        request, "admin/staff_role.html", found=found, user=user, takes=takes, name=name,
        roles=[(str.__str__(one), role_name(one)) for one in found.others],
        **effects_shown(request, found.effects), crumbs=[(LIST, "/staff"), (name, None)],
    )  # fmt: skip


@form(RoleForm, again=index)
async def give(request: Request, form: Form[RoleForm]) -> Answer:
    """Give a colleague another role."""
    told = await actions.give_staff_role(
        request.state.actor, user=request.path_params["user"], role=form.clean.role
    )
    return _done(told)


@form(RoleForm, again=index)
async def take(request: Request, form: Form[RoleForm]) -> Answer:
    """Take a role from a colleague."""
    told = await staff.take_staff_role(
        request.state.actor, user=request.path_params["user"], role=form.clean.role
    )
    return _done(told)


@form(NoFields, again=index)
async def suspend(request: Request, form: Form[NoFields]) -> Answer:
    """Close the door to a colleague at once."""
    await staff.set_colleague_active(
        request.state.actor, user=request.path_params["user"], version=form.version or 0,
        is_active=False,
    )  # fmt: skip
    return see_other("/staff", toast=say("Suspended"))


@form(NoFields, again=index)
async def reinstate(request: Request, form: Form[NoFields]) -> Answer:
    """Let a colleague in again."""
    await staff.set_colleague_active(
        request.state.actor, user=request.path_params["user"], version=form.version or 0,
        is_active=True,
    )  # fmt: skip
    return see_other("/staff", toast=say("May sign in again"))


async def _with_link(request: Request, token: str, *, is_again: bool = False) -> Answer:
    link = f"{request.app.state.settings.admin_url.rstrip('/')}/invitations/{token}"
    return await reading(lambda: index(request, link=link, is_again=is_again))


def _done(told: str) -> Answer:
    if told == ASKED:
        return see_other("/roles", toast=WAITS, tone="note")
    return see_other("/staff", toast=say("Saved"))
