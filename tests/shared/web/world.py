"""A face with a handful of routes, for the tests of the web stack itself."""

import asyncio
from typing import Annotated

from pydantic import Field
from starlette.requests import Request
from tortoise.exceptions import DBConnectionError

from shared.access.models import User
from shared.database.uow import dialect
from shared.identity.models import StaffRole
from shared.identity.preferences import choose_language
from shared.kernel import clock
from shared.kernel.errors import Invalid, NotFound, Refusal, Stale
from shared.kernel.wording import say
from shared.settings import Settings
from shared.web.application import WebApp, build
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, Upload, form, fresh, query
from shared.web.pages import Answer, page, see_other
from shared.web.routing import WebRoute, get, post

PAGES = {
    "test/plain.html": "<title>t</title>{% block card %}<p id='card'>{{ word }}</p>{% endblock %}"
    "{% for toast in toasts %}<i>{{ toast.text }}</i>{% endfor %}",
    "test/form.html": """{% block ask %}<form id="ask">
        {% for name, sentence in form.errors %}<li>{{ name }}={{ sentence }}</li>{% endfor %}
        {% for name, theirs in form.conflict.items() %}<b>{{ name }}={{ theirs }}</b>{% endfor %}
        <input name="key" value="{{ form.key }}"><input name="version" value="{{ form.version }}">
        <input name="title" value="{{ form.value('title') }}">
        {% for row in form.rows('line', 1) %}<input name="{{ row.name('sku') }}"
        value="{{ row.value('sku') }}">{{ row.error('sku')|join }}{% endfor %}
        </form>{% endblock %}""",
}


class LineForm(FormModel):
    sku: Annotated[str, Field(max_length=10)]
    quantity: Annotated[int, Field(gt=0)]


class DealForm(FormModel):
    title: Annotated[str, Field(max_length=20), Label(say("Title"))]
    note: str | None = None
    tags: list[str] = []
    is_urgent: bool = False
    lines: Annotated[list[LineForm], Rows("line")] = []
    paper: Upload | None = None


class Filter(FormModel):
    sort: str = "name"
    page_size: Annotated[int, Field(le=100)] = 50


async def show(request: Request, form: Form[NoFields] | None = None) -> Answer:
    return page(request, "test/plain.html", word=request.path_params.get("word", "hello"))


async def words(request: Request) -> Answer:
    wanted = query(request, Filter)
    return page(request, "test/plain.html", word=f"{wanted.sort} {wanted.page_size}")


async def record(request: Request) -> Answer:
    raise NotFound


async def broken(request: Request) -> Answer:
    raise RuntimeError("secret detail of the inside")


async def away(request: Request) -> Answer:
    raise DBConnectionError("gone")


async def slow(request: Request) -> Answer:
    await asyncio.sleep(0)
    return page(request, "test/plain.html", word=dialect())


async def new(request: Request, form: Form[DealForm] | None = None) -> Answer:
    return page(request, "test/form.html", form=form or fresh(request, DealForm, {"title": "old"}))


@form(DealForm, again=new, max_file_size=1000)
async def create(request: Request, form: Form[DealForm]) -> Answer:
    deal = form.clean
    match deal.title:
        case "refuse":
            raise Refusal(say("Too early for {what}.", what="that"), "title")
        case "refuse all":
            raise Refusal(say("Closed on Sundays."))
        case "invalid":
            raise Invalid([Refusal(say("Not this."), "title"), Refusal(say("Nor that."), "note")])
        case "stale":
            raise Stale({"title": "theirs"}, 8)
    word = f"{deal.title}|{deal.note}|{deal.tags}|{deal.is_urgent}|{form.version}|" + ";".join(
        f"{line.sku}x{line.quantity}" for line in deal.lines
    )
    paper = f"|{deal.paper.name}:{len(deal.paper.content)}" if deal.paper else ""
    return page(request, "test/plain.html", word=word + paper)


@form(NoFields, again=show)
async def submit(request: Request, form: Form[NoFields]) -> Answer:
    return see_other("/words/done", toast=say("Order {number} submitted", number="SO-1"))


async def raw(request: Request) -> Answer:
    raise Refusal(say("Closed on Sundays."))


async def lock(request: Request) -> Answer:
    """Write while another program holds the database."""
    await choose_language(request.state.actor, "en")
    return see_other("/")


async def hook(request: Request) -> Answer:
    return page(request, "test/plain.html", word="from elsewhere")


ROUTES: list[WebRoute] = [
    get("/", show, name="home", signed_in="Home shows what each may see"),
    get("/open", show, name="open", public="test"),
    get("/broken", broken, name="broken", public="test"),
    get("/away", away, name="away", public="test"),
    get("/slow", slow, name="slow", signed_in="test"),
    get("/words", words, name="words_index", public="test"),
    get("/words/{word}", show, name="words_show", permission="sales_order.read"),
    get("/records/{number}", record, name="records_show", permission="sales_order.read"),
    get("/deals/new", new, name="deals_new", permission="sales_order.read"),
    post("/deals", create, name="deals_create", permission="sales_order.read"),
    post("/open-deals", create, name="open_deals", public="test", max_body_size=4000),
    post("/submission", submit, name="submission", permission="sales_order.read"),
    post("/forbidden", submit, name="forbidden", permission="no_table.no_verb"),
    post("/raw", raw, name="raw", permission="sales_order.read"),
    post("/lock", lock, name="lock", permission="sales_order.read"),
    post("/hook", hook, name="hook", public="test", cross_origin="signed by the provider"),
]


def admin(**settings: str) -> WebApp:
    """Return the test routes as an admin."""
    chosen = Settings(environment="development", secret_key="k" * 32, **settings)  # type: ignore[arg-type]
    return build(chosen, "admin", ROUTES)


async def colleague(*roles: str, locale: str = "en") -> User:
    """Put a colleague with these roles into the database."""
    now = clock.now()
    user = await User.create(
        public_id=f"u{now.timestamp():.0f}{len(roles)}", name="Lin Wei", email="lin@haorui.example",
        locale=locale, created_at=now,
    )  # fmt: skip
    for role in roles:
        await StaffRole.create(user=user, role=role, created_at=now)
    return user
