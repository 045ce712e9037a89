"""Deputies: who decides in whose place, from when until when."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties import care, queries
from shared.counterparties.care import STAND_IN_ROLES
from shared.identity.colleagues import colleagues
from shared.kernel.wording import say
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.pages import Answer, page, see_other

LIST = say("Deputies")


class DeputyForm(FormModel):
    """Who stands in, from the first to the last day."""

    owner: Annotated[str, Field(max_length=32), Label(say("Who is away"))] = ""
    deputy: Annotated[str, Field(max_length=32), Label(say("Deputy"))]
    starts_on: Annotated[date, Label(say("First day"))]
    ends_on: Annotated[date, Label(say("Last day"))]


async def index(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show deputies now and later, and the form that names one."""
    actor: Actor = request.state.actor
    rows = await queries.deputies(actor)
    people = await colleagues(actor, STAND_IN_ROLES)
    is_own = form is not None and form.model is DeputyForm
    return page(
        request, "admin/deputies_index.html", rows=rows,
        people=[(one["public_id"], one["name"]) for one in people],
        form=form if is_own else fresh(request, DeputyForm), refused=None if is_own else form,
        crumbs=[(LIST, None)],
    )  # fmt: skip


@form(DeputyForm, again=index)
async def create(request: Request, form: Form[DeputyForm]) -> Answer:
    """Name the deputy."""
    typed = form.clean.model_dump()
    await care.name_deputy(request.state.actor, **typed, key=form.key)  # type: ignore[call-arg]
    return see_other("/deputies", toast=say("Deputy named"))


@form(NoFields, again=index)
async def end(request: Request, form: Form[NoFields]) -> Answer:
    """End it now."""
    await care.end_deputy(
        request.state.actor, deputy=request.path_params["deputy"], version=form.version or 0
    )
    return see_other("/deputies", toast=say("Ended"))
