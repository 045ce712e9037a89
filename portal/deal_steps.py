"""One deal registration in the portal, and what a member does with it after submitting."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.wording import say
from shared.opportunities.actions import deals as actions
from shared.opportunities.queries import deals as queries
from shared.opportunities.rules.deals import EXTENSION_DAYS
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, page, see_other


class AnswerForm(FormModel):
    """What our question gets."""

    answer: Annotated[str, Field(max_length=4000), Label(say("Your answer"))]


class ExtensionForm(FormModel):
    """Until when, and why."""

    until: Annotated[date, Label(say("Protected until"))]
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))]


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    actor: Actor = request.state.actor
    detail = await queries.show_deal(actor, request.path_params["number"])
    deal = detail.row
    return page(
        request, "portal/deals_show.html", deal=deal, sent=form,
        answering=_or_fresh(request, form, AnswerForm, deal),
        extending=_or_fresh(request, form, ExtensionForm, deal, until=_later(deal)),
        crumbs=[(say("Deals"), "/deals"), (deal["number"], None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def submit(request: Request, form: Form[NoFields]) -> Answer:
    number = request.path_params["number"]
    await actions.submit_deal(request.state.actor, number, version=form.version or 0)
    return _back(request, say("Registered. We answer within one working day."))


@form(AnswerForm, again=show)
async def answer(request: Request, form: Form[AnswerForm]) -> Answer:
    await actions.answer_question(
        request.state.actor, request.path_params["number"], answer=form.clean.answer,
        version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Sent. The review goes on."))


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    number = request.path_params["number"]
    await actions.withdraw_deal(request.state.actor, number, version=form.version or 0)
    return _back(request, say("Withdrawn"))


@form(ExtensionForm, again=show)
async def ask_extension(request: Request, form: Form[ExtensionForm]) -> Answer:
    await actions.ask_extension(
        request.state.actor, request.path_params["number"], until=form.clean.until,
        reason=form.clean.reason, version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Asked. We answer within one working day."))


def _back(request: Request, told: Any) -> Answer:
    return see_other(f"/deals/{request.path_params['number']}", toast=told)


def _or_fresh(
    request: Request, sent: Form[Any] | None, model: type[FormModel], deal: dict[str, Any],
    **initial: Any,
) -> Form[Any]:  # fmt: skip
    """Return the form that was sent, if it is this one, else a fresh one."""
    if sent is not None and sent.model is model:
        return sent
    return fresh(request, model, initial, version=deal["version"])


def _later(deal: dict[str, Any]) -> date | None:
    until = deal["protected_until"]
    return until + timedelta(days=EXTENSION_DAYS) if until else None
