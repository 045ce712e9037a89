"""What touches the rights of administrators: a second one looks at it and decides."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.roles import LIST, effects_shown
from shared.access import tailoring
from shared.access.actor import Actor
from shared.identity import role_queries as queries
from shared.identity import role_requests as actions
from shared.identity.hats import with_law
from shared.identity.role_queries import Held
from shared.identity.role_rules import effective
from shared.kernel.errors import NotFound
from shared.kernel.wording import say
from shared.reports.role_effects import effects_of
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.role_editor import in_words
from shared.web.role_words import role_name


class RejectionForm(FormModel):
    """Why it stays as it is."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show what was asked, whose access it changes, and who may decide it."""
    actor: Actor = request.state.actor
    asked = await queries.role_request(actor, request.path_params["request"])
    refusing = form if form is not None and form.model is RejectionForm else None
    return page(
        request, "admin/role_requests_show.html", asked=asked, **await _about(request, asked),
        is_mine=asked["requested_by_id"] == actor.user_id,
        form=refusing or fresh(request, RejectionForm, version=asked["version"]),
        refused=None if refusing else form, crumbs=[(LIST, "/roles"), (say("Request"), None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def approve(request: Request, form: Form[NoFields]) -> Answer:
    """Let it count."""
    await actions.approve_request(
        request.state.actor, request=request.path_params["request"], version=form.version or 0
    )
    return see_other("/roles", toast=say("Approved: it counts from now on"))


@form(RejectionForm, again=show)
async def reject(request: Request, form: Form[RejectionForm]) -> Answer:
    """Leave everything as it is."""
    await actions.reject_request(
        request.state.actor, request=request.path_params["request"],
        version=form.version or 0, reason=form.clean.reason,
    )  # fmt: skip
    return see_other("/roles", toast=say("Rejected: everything stays as it is"))


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Take one's own request back."""
    await actions.withdraw_request(
        request.state.actor, request=request.path_params["request"], version=form.version or 0
    )
    return see_other("/roles", toast=say("Withdrawn"))


async def _about(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what differs and whom it concerns; nothing to count where a person gets a role."""
    actor: Actor = request.state.actor
    nothing: dict[str, Any] = {"lines": [], **effects_shown(request, None), "role": None}
    if asked["colleague_id"] is not None:
        role = asked["role"]
        if asked["custom_id"] is None:
            return {**nothing, "role": role_name(role)}
        held = await _still(actor, role)
        lines = in_words({}, held.law) if held else []
        return {**nothing, "lines": lines, "role": role_name(held.hat if held else role)}
    held = await _still(actor, asked["custom__key"])
    if held is None:
        return nothing
    if asked["law"] is None:
        people = await effects_of(actor, held.kept.key, asked["role"])
        return {**nothing, **effects_shown(request, people), "role": role_name(held.hat)}
    law = effective(asked["law"])
    people = await effects_of(actor, held.kept.key, with_law(held.hat, law))
    lines = in_words(held.law, tailoring.stored(asked["law"]))
    return {"lines": lines, **effects_shown(request, people), "role": role_name(held.hat)}


async def _still(actor: Actor, key: str) -> Held | None:
    try:
        return await queries.custom_role(actor, key)
    except NotFound:
        return None
