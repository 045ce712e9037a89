"""Opportunities shared with the actor's company: list, one in full, its next step, stage and notes."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.funnel_papers import STAGES, opportunity_sheet
from shared.kernel.wording import Message, say
from shared.opportunities.actions import opportunities as actions
from shared.opportunities.actions import steps
from shared.opportunities.queries import opportunities as queries
from shared.opportunities.rules import Stage
from shared.web.files import Format, sheet_file
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.pages import Answer, page, see_other

OPPORTUNITIES = say("Opportunities")
TABS: dict[str, Message] = {
    "open": say("Open"),
    "due": say("Next step due"),
    "won": say("Won"),
    "lost": say("Lost"),
    "all": say("All"),
}


class OpportunityQuery(ListQuery):
    """Filters of the list, as they stand in the address."""

    tab: str = "open"
    kind: Format = "xlsx"

    def asked(self) -> queries.OpportunityFilter:
        """Return the filter of the domain."""
        tab = self.tab if self.tab in TABS else "open"
        return queries.OpportunityFilter(tab, self.q[:100])


class StepForm(FormModel):
    """What happens next, and when."""

    next_step: Annotated[str, Field(max_length=300), Label(say("Next step"))] = ""
    next_step_on: Annotated[date | None, Label(say("On"))] = None


class NoteForm(FormModel):
    """A note to the account manager."""

    text: Annotated[str, Field(max_length=4000), Label(say("Note"))]


class StageForm(FormModel):
    """Where the opportunity stands now."""

    stage: Annotated[Stage, Label(say("Stage"))]


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, OpportunityQuery)
    found = await queries.list_opportunities(actor, wanted.asked(), wanted.page)
    counts = await queries.count_tabs(actor)
    return page(
        request, "portal/opportunities_index.html", rows=found.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab), stages=list(Stage),
        exports=address(request).replace("/opportunities", "/opportunities/export", 1),
        around=neighbours(request, found),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, OpportunityQuery)
    rows = await queries.export_opportunities(actor, wanted.asked())
    return await sheet_file(request, opportunity_sheet(actor, rows), wanted.kind)


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    actor: Actor = request.state.actor
    detail = await queries.show_opportunity(actor, request.path_params["number"])
    row = detail.row
    step = {"next_step": row["next_step"], "next_step_on": row["next_step_on"]}
    return page(
        request, "portal/opportunities_show.html", row=row, detail=detail, sent=form,
        planning=_or_fresh(request, form, StepForm, row["step_version"], step),
        moving=_or_fresh(request, form, StageForm, row["version"], {"stage": row["stage"]}),
        noting=_or_fresh(request, form, NoteForm, row["version"], {}),
        stages=list(Stage), stage_names=STAGES,
        crumbs=[(OPPORTUNITIES, "/opportunities"), (row["number"], None)],
    )  # fmt: skip


@form(StepForm, again=show)
async def plan(request: Request, form: Form[StepForm]) -> Answer:
    number = request.path_params["number"]
    await steps.plan_next_step(
        request.state.actor, number, step=form.clean.next_step, on=form.clean.next_step_on,
        version=form.version or 0,
    )  # fmt: skip
    return see_other(f"/opportunities/{number}", toast=say("Next step saved"))


@form(NoteForm, again=show)
async def add_note(request: Request, form: Form[NoteForm]) -> Answer:
    number = request.path_params["number"]
    await actions.add_note(request.state.actor, number, text=form.clean.text, key=form.key)
    return see_other(f"/opportunities/{number}", toast=say("Note sent"))


@form(StageForm, again=show)
async def move(request: Request, form: Form[StageForm]) -> Answer:
    number = request.path_params["number"]
    await actions.move_opportunity(
        request.state.actor, number, stage=form.clean.stage, version=form.version or 0
    )
    return see_other(f"/opportunities/{number}", toast=say("Stage changed"))


def _or_fresh(
    request: Request, sent: Form[Any] | None, model: type[FormModel], version: int,
    initial: dict[str, Any],
) -> Form[Any]:  # fmt: skip
    """Return the form that was sent, if it is this one, else a fresh one."""
    if sent is not None and sent.model is model:
        return sent
    return fresh(request, model, initial, version=version)
