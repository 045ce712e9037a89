"""A face with one form that files hang on, for the tests of the one attachment path."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.files.actions import attach
from shared.files.queries import attachments_of
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.settings import Settings
from shared.web.application import WebApp, build
from shared.web.attachments import WITH_FILES
from shared.web.forms import FilesForm, Form, Label, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.routing import get, post

PAGES = {
    "test/filing.html": """{% from "macros/forms.html" import error_summary, field, hidden_key %}
        {% from "macros/files.html" import upload_field, file_list %}
        {% block ask %}<form id="ask" method="post" enctype="multipart/form-data">
        {{ error_summary(form) }}{{ hidden_key(form) }}{{ field(form, 'text', 'Text') }}
        {{ upload_field(form, most=3) }}</form>{% endblock %}{{ file_list(rows) }}"""
}


class NoteForm(FilesForm):
    text: Annotated[str, Field(max_length=200), Label(say("Title"))]


async def new(request: Request, form: Form[NoteForm] | None = None) -> Answer:
    actor: Actor = request.state.actor
    place = actor.counterparty_id or 1
    rows = (await attachments_of(actor, "counterparty", [place]))[place]
    return page(request, "test/filing.html", form=form or fresh(request, NoteForm), rows=rows)


@form(NoteForm, again=new)
async def create(request: Request, form: Form[NoteForm]) -> Answer:
    actor: Actor = request.state.actor
    if form.clean.text == "refuse":
        raise Refusal(say("Closed on Sundays."), "text")
    await attach(actor, form.clean.files, "counterparty", actor.counterparty_id or 1, most=3)
    return see_other("/notes")


def face(name: str) -> WebApp:
    """Return the portal or the admin with this form."""
    settings = Settings(environment="development", secret_key="k" * 32)
    may = "attachment.upload"
    return build(settings, name, [  # type: ignore[arg-type]
        get("/", new, name="home", signed_in="test"),
        get("/notes", new, name="notes", signed_in="test"),
        post("/notes", create, name="notes_create", permission=may, max_body_size=WITH_FILES),
    ])  # fmt: skip
