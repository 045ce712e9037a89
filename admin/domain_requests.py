"""How people come in by a mail domain: a second administrator looks at it and decides."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.counterparties import LIST
from shared.access.actor import Actor
from shared.identity import domain_queries as queries
from shared.identity import domain_requests as actions
from shared.kernel.wording import Message, say
from shared.web import bound_providers
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.role_words import MEMBER_LABELS


class AnswerForm(FormModel):
    """Why it stays as it is."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show what was asked, what it is now, and who may decide it."""
    actor: Actor = request.state.actor
    asked = await queries.domain_request(actor, _name(request))
    refusing = form if form is not None and form.model is AnswerForm else None
    place = f"/counterparties/{asked['counterparty__number']}"
    return page(
        request, "admin/domain_requests_show.html", asked=asked, place=f"{place}/sign-in",
        is_mine=asked["requested_by_id"] == actor.user_id, roles=MEMBER_LABELS,
        provider=lambda name: _caption(request, name),
        form=refusing or fresh(request, AnswerForm, version=asked["version"]),
        refused=None if refusing else form,
        crumbs=[(LIST, "/counterparties"),
                (name_of(request.state.locale, asked, "counterparty__"), place),
                (say("Request"), None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def approve(request: Request, form: Form[NoFields]) -> Answer:
    """Let it count; the provider is looked at again, for settings may have changed."""
    actor: Actor = request.state.actor
    asked = await queries.domain_request(actor, _name(request))
    bound_providers.check_bound(
        request.app.state.settings,
        asked["counterparty__number"],
        asked["domain"],
        asked["provider"],
    )
    number = await actions.approve_domain(actor, request=_name(request), version=form.version or 0)
    return _back(number, say("Approved: it counts from now on"))


@form(AnswerForm, again=show)
async def reject(request: Request, form: Form[AnswerForm]) -> Answer:
    """Leave everything as it is."""
    number = await actions.reject_domain(
        request.state.actor, request=_name(request), version=form.version or 0,
        reason=form.clean.reason,
    )  # fmt: skip
    return _back(number, say("Rejected: everything stays as it is"))


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Take one's own request back."""
    number = await actions.take_back_domain(
        request.state.actor, request=_name(request), version=form.version or 0
    )
    return _back(number, say("Withdrawn"))


def _caption(request: Request, name: str) -> Message | str:
    return bound_providers.caption(request.app.state.settings, name, request.state.locale)


def _back(number: str, toast: Message) -> Answer:
    return see_other(f"/counterparties/{number}/sign-in", toast=toast)


def _name(request: Request) -> str:
    return str(request.path_params["request"])
