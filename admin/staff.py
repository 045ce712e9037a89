"""The staff: who wears which hats, who is invited, whose door is closed. For administrators."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.access.policy import STAFF_ROLES
from shared.database.uow import reading
from shared.identity import actions, colleagues, staff
from shared.kernel.wording import Message, say
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, page, see_other

LIST = say("Staff")
ROLE_LABELS: dict[str, Message] = {
    "account_manager": say("Account manager"), "sales_manager": say("Sales manager"),
    "purchasing": say("Purchasing"), "support": say("Support"), "finance": say("Finance"),
    "administrator": say("Administrator"), "auditor": say("Auditor"),
}  # fmt: skip


class InvitationForm(FormModel):
    """Who is invited as what."""

    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))]
    role: Annotated[str, Label(say("Role"))] = "account_manager"


class RoleForm(FormModel):
    """A hat."""

    role: str


async def index(request: Request, form: Form[Any] | None = None, link: str = "") -> Answer:
    """Show everybody with her roles; `link` is a fresh invitation, shown this once."""
    actor: Actor = request.state.actor
    people = await colleagues.staff(actor)
    invited = await colleagues.invited_colleagues(actor) if actor.may("staff_role.create") else []
    is_invitation = form is not None and form.model is InvitationForm
    return page(
        request, "admin/staff_index.html", people=people, invited=invited, labels=ROLE_LABELS,
        roles=[(role, ROLE_LABELS[role]) for role in STAFF_ROLES], link=link,
        free={one.user: colleagues.roles_to_give(one.roles) for one in people},
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
    return await _with_link(request, sent.token)


@form(NoFields, again=index)
async def revoke(request: Request, _form: Form[NoFields]) -> Answer:
    """Withdraw an invitation."""
    invitation = request.path_params["invitation"]
    await actions.revoke_invitation(request.state.actor, invitation=invitation)
    return see_other("/staff", toast=say("Invitation withdrawn"))


@form(RoleForm, again=index)
async def give(request: Request, form: Form[RoleForm]) -> Answer:
    """Give a colleague another role."""
    await actions.give_staff_role(
        request.state.actor, user=request.path_params["user"], role=form.clean.role
    )
    return see_other("/staff", toast=say("Saved"))


@form(RoleForm, again=index)
async def take(request: Request, form: Form[RoleForm]) -> Answer:
    """Take a role from a colleague."""
    await staff.take_staff_role(
        request.state.actor, user=request.path_params["user"], role=form.clean.role
    )
    return see_other("/staff", toast=say("Saved"))


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


async def _with_link(request: Request, token: str) -> Answer:
    home = request.app.state.settings.admin_url.rstrip("/")
    return await reading(lambda: index(request, link=f"{home}/invitations/{token}"))
