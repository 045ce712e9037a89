"""A face with one form that files hang on, for the tests of the one attachment path.

A test imports the fixtures `form_lent` and `company` under their own names.
"""

from collections.abc import Iterator
from typing import Annotated

import pytest
from jinja2 import ChoiceLoader, DictLoader
from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.files.actions import attach
from shared.files.queries import attachments_of
from shared.identity.models import Membership
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.settings import Settings
from shared.web.application import WebApp, build
from shared.web.attachments import WITH_FILES
from shared.web.forms import FilesForm, Form, Label, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.render import environment
from shared.web.routing import get, post
from tests.shared.counterparties.company import Company, found_company, outsider
from tests.web import Browser

PAGES = {
    "test/filing.html": """{% from "macros/forms.html" import error_summary, field %}
        {% from "macros/files.html" import upload_field, file_list %}
        {% block ask %}<form id="ask" method="post" enctype="multipart/form-data">
        {{ error_summary(form) }}{{ field(form, 'text', 'Text') }}
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


PORTAL, ADMIN = face("portal"), face("admin")


@pytest.fixture(autouse=True)
def form_lent() -> Iterator[None]:
    """Lend the page of the form to the environment."""
    env = environment("en")
    before = env.loader
    assert before is not None
    env.loader = ChoiceLoader([DictLoader(PAGES), before])
    yield
    env.loader = before


@pytest.fixture
async def company(database: str) -> Company:
    """A small company with its organisations."""
    return await found_company()


async def member(number: str, role: str = "member") -> Browser:
    """Sign somebody of this organisation in to the portal."""
    actor = await outsider(number)
    user = await User.get(id=actor.user_id)
    place = await Counterparty.get(number=number)
    await Membership.create(
        public_id=f"m{user.id}", user=user, counterparty=place, role=role, created_at=clock.now()
    )
    browser = Browser(PORTAL)
    await browser.sign_in(user, place)
    return browser
