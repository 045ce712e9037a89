"""One opportunity in full, and what its account manager does with it."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.opportunities import PIPELINE
from shared.access.actor import Actor
from shared.exchange.funnel_papers import STAGES
from shared.kernel import money
from shared.kernel.wording import Message, say
from shared.opportunities.actions import opportunities as actions
from shared.opportunities.actions import sharing, steps
from shared.opportunities.queries import opportunities as queries
from shared.opportunities.rules import Stage
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, page, see_other


class StageForm(FormModel):
    """A move; `back` says whether it was made on the opportunity's page or on the board."""

    stage: Annotated[Stage, Label(say("Stage"))]
    back: str = ""


class StepForm(FormModel):
    """What happens next, and when."""

    next_step: Annotated[str, Field(max_length=300), Label(say("Next step"))] = ""
    next_step_on: Annotated[date | None, Label(say("On"))] = None


class NoteForm(FormModel):
    """A note that partners on this opportunity read as well."""

    text: Annotated[str, Field(max_length=4000), Label(say("Note"))]


class ShareForm(FormModel):
    """With whom it is shared."""

    counterparty: Annotated[str, Field(max_length=20), Label(say("Distributor"))]


class PrivateForm(FormModel):
    """What partners never see."""

    competitor: Annotated[str, Field(max_length=200), Label(say("Competitor"))] = ""
    forecast: Annotated[str, Field(max_length=30), Label(say("Forecast"))] = ""
    internal_note: Annotated[str, Field(max_length=4000), Label(say("Internal note"))] = ""


class ReasonForm(FormModel):
    """Why it is lost, or open again."""

    reason: Annotated[str, Field(max_length=300), Label(say("Reason"))]


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    actor: Actor = request.state.actor
    detail = await queries.show_opportunity(actor, request.path_params["number"])
    row = detail.row
    return page(
        request, "admin/opportunities_show.html", row=row, detail=detail, sent=form,
        stages=list(Stage), stage_names=STAGES, forms=_forms(request, form, detail),
        crumbs=[(PIPELINE, "/pipeline"), (row["number"], None)],
    )  # fmt: skip


def _forms(
    request: Request, sent: Form[Any] | None, detail: queries.OpportunityDetail
) -> dict[str, Form[Any]]:
    """Return the forms of the page; the one that was sent keeps what was typed."""
    row = detail.row
    side = dict(detail.private or queries.EMPTY_SIDE)
    version = side.pop("version")
    if side["forecast"] is not None:
        side["forecast"] = money.to_decimal(side["forecast"], row["currency"])
    step = {"next_step": row["next_step"], "next_step_on": row["next_step_on"]}
    made: dict[str, Form[Any]] = {
        "moving": fresh(request, StageForm, {"stage": row["stage"]}, version=row["version"]),
        "planning": fresh(request, StepForm, step, version=row["step_version"]),
        "noting": fresh(request, NoteForm),
        "sharing": fresh(request, ShareForm),
        "private": fresh(request, PrivateForm, side, version=version),
        "giving_reason": fresh(request, ReasonForm, version=row["version"]),
    }
    if sent is not None:
        made = {name: sent if sent.model is one.model else one for name, one in made.items()}
    return made


@form(StageForm, again=show)
async def move(request: Request, form: Form[StageForm]) -> Answer:
    number, version = _number(request), form.version or 0
    await actions.move_opportunity(
        request.state.actor, number, stage=form.clean.stage, version=version
    )
    # The board's own script tells of the move and offers Undo; a form without it gets a toast.
    by_script = request.headers.get("hx-request") == "true"
    told = say("{number} → {stage}", number=number, stage=STAGES[form.clean.stage])
    path = f"/opportunities/{number}" if form.clean.back else "/pipeline"
    return see_other(
        path, toast=None if by_script else told, headers={"wl-version": str(version + 1)}
    )


@form(StepForm, again=show)
async def plan(request: Request, form: Form[StepForm]) -> Answer:
    await steps.plan_next_step(
        request.state.actor, _number(request), step=form.clean.next_step,
        on=form.clean.next_step_on, version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Next step saved"))


@form(NoteForm, again=show)
async def add_note(request: Request, form: Form[NoteForm]) -> Answer:
    await actions.add_note(
        request.state.actor, _number(request), text=form.clean.text, key=form.key
    )
    return _back(request, say("Note added"))


@form(ShareForm, again=show)
async def share(request: Request, form: Form[ShareForm]) -> Answer:
    partner = form.clean.counterparty
    await sharing.share_opportunity(request.state.actor, _number(request), partner=partner)
    return _back(request, say("Shared with {number}", number=partner))


@form(NoFields, again=show)
async def unshare(request: Request, form: Form[NoFields]) -> Answer:
    del form
    partner = request.path_params["partner"]
    await sharing.unshare_opportunity(request.state.actor, _number(request), partner=partner)
    return _back(request, say("No longer shared with {number}", number=partner))


@form(PrivateForm, again=show)
async def keep_private(request: Request, form: Form[PrivateForm]) -> Answer:
    actor, number, typed = request.state.actor, _number(request), form.clean
    row = await queries.find_opportunity(actor, number)
    forecast = (
        money.from_text(typed.forecast, row["currency"], "forecast") if typed.forecast else None
    )
    await sharing.keep_private_side(
        actor, number, competitor=typed.competitor, forecast=forecast,
        internal_note=typed.internal_note, version=form.version or 0,
    )  # fmt: skip
    return _back(request, say("Saved"))


@form(NoFields, again=show)
async def win(request: Request, form: Form[NoFields]) -> Answer:
    await actions.win_opportunity(request.state.actor, _number(request), version=form.version or 0)
    return _back(request, say("Won. Well done."))


async def ask_loss(request: Request, form: Form[ReasonForm] | None = None) -> Answer:
    row = await queries.find_opportunity(request.state.actor, _number(request))
    return page(
        request, "admin/opportunities_loss.html", row=row,
        form=form or fresh(request, ReasonForm, version=row["version"]),
        crumbs=[(PIPELINE, "/pipeline"), (row["number"], f"/opportunities/{row['number']}"),
                (say("Lost"), None)],
    )  # fmt: skip


@form(ReasonForm, again=ask_loss)
async def lose(request: Request, form: Form[ReasonForm]) -> Answer:
    await actions.lose_opportunity(
        request.state.actor, _number(request), reason=form.clean.reason, version=form.version or 0
    )
    return _back(request, say("Closed as lost"))


@form(ReasonForm, again=show)
async def reopen(request: Request, form: Form[ReasonForm]) -> Answer:
    await actions.reopen_opportunity(
        request.state.actor, _number(request), reason=form.clean.reason, version=form.version or 0
    )
    return _back(request, say("Open again"))


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _back(request: Request, told: Message) -> Answer:
    return see_other(f"/opportunities/{_number(request)}", toast=told)
