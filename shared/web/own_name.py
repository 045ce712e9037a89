"""The page on which a person says how she is named, in both languages."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.identity import preferences
from shared.kernel.wording import say
from shared.web.forms import Form, FormModel, Label, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.routing import WebRoute, get, post

_WHY = "Everybody's name is her own to write"


class NameForm(FormModel):
    """Name and job title as typed."""

    name: Annotated[str, Field(max_length=120), Label(say("Name"))]
    name_other: Annotated[str, Field(max_length=120), Label(say("Name in the other language"))] = ""
    title: Annotated[str, Field(max_length=120), Label(say("Job title"))] = ""
    title_other: Annotated[
        str, Field(max_length=120), Label(say("Job title in the other language"))
    ] = ""


async def edit(request: Request, form: Form[NameForm] | None = None) -> Answer:
    """Show one's own name to be changed."""
    actor: Actor = request.state.actor
    kept = await preferences.own_name(actor)
    typed = {name: getattr(kept, name) for name in NameForm.model_fields}
    form = form or fresh(request, NameForm, typed, version=kept.version)
    return page(request, "shared/own_name_edit.html", form=form, crumbs=[(say("Your name"), None)])


@form(NameForm, again=edit)
async def update(request: Request, form: Form[NameForm]) -> Answer:
    """Save it; the next page greets by it."""
    await preferences.write_own_name(
        request.state.actor, version=form.version or 0, **form.clean.model_dump()
    )
    return see_other("/me/name", toast=say("Saved"))


def routes() -> list[WebRoute]:
    """Return the routes of one's own name."""
    return [
        get("/me/name", edit, name="own_name_edit", signed_in=_WHY),
        post("/me/name", update, name="own_name_update", signed_in=_WHY),
    ]
