"""Articles: what support writes down in both languages and publishes."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.wording import Message, say
from shared.tickets.actions import articles as actions
from shared.tickets.actions.articles import ArticleText
from shared.tickets.naming import CATEGORIES
from shared.tickets.queries import articles as queries
from shared.tickets.rules import Category
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.pages import Answer, page, see_other

ARTICLES = say("Articles")
TABS: dict[str, Message] = {
    "all": say("All"), "draft": say("Drafts"), "published": say("Published"),
}  # fmt: skip


class ArticleQuery(ListQuery):
    """Filters of the list."""

    tab: str = "all"


class ArticleForm(FormModel):
    """Both languages side by side."""

    category: Annotated[Category, Label(say("Category"))] = Category.TECHNICAL
    title_zh: Annotated[str, Field(max_length=200), Label(say("Title in Chinese"))] = ""
    title_en: Annotated[str, Field(max_length=200), Label(say("Title in English"))] = ""
    body_zh: Annotated[str, Field(max_length=40_000), Label(say("Text in Chinese"))] = ""
    body_en: Annotated[str, Field(max_length=40_000), Label(say("Text in English"))] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, ArticleQuery)
    tab = wanted.tab if wanted.tab in TABS else "all"
    asked = queries.ArticleFilter(tab, wanted.q[:100])
    found = await queries.list_articles(actor, asked, wanted.page)
    return page(
        request, "admin/articles_index.html", articles=found.rows, wanted=wanted, tab=tab,
        views=view_tabs(request, TABS, {}, tab), categories=CATEGORIES,
        around=neighbours(request, found), crumbs=[(ARTICLES, None)],
    )  # fmt: skip


async def show(request: Request, form: Form[NoFields] | None = None) -> Answer:
    article = await queries.find_article(request.state.actor, _number(request))
    return page(
        request, "admin/articles_show.html", article=article, categories=CATEGORIES, form=form,
        crumbs=[(ARTICLES, "/articles"), (article["number"], None)],
    )  # fmt: skip


async def new(request: Request, form: Form[ArticleForm] | None = None) -> Answer:
    form = form or fresh(request, ArticleForm, {"category": Category.TECHNICAL})
    return _form_page(request, form, "/articles", say("New article"))


@form(ArticleForm, again=new)
async def create(request: Request, form: Form[ArticleForm]) -> Answer:
    text = ArticleText(**form.clean.model_dump())
    number = await actions.write_article(request.state.actor, text=text, key=form.key)
    return see_other(f"/articles/{number}", toast=say("Saved as a draft"))


async def edit(request: Request, form: Form[ArticleForm] | None = None) -> Answer:
    article = await queries.find_article(request.state.actor, _number(request))
    typed = {name: article[name] for name in ArticleForm.model_fields}
    form = form or fresh(request, ArticleForm, typed, version=article["version"])
    return _form_page(request, form, f"/articles/{article['number']}", say("Change the article"))


@form(ArticleForm, again=edit)
async def update(request: Request, form: Form[ArticleForm]) -> Answer:
    text = ArticleText(**form.clean.model_dump())
    await actions.change_article(
        request.state.actor, _number(request), text=text, version=form.version or 0
    )
    return see_other(f"/articles/{_number(request)}", toast=say("Saved"))


@form(NoFields, again=show)
async def publish(request: Request, form: Form[NoFields]) -> Answer:
    await actions.publish(request.state.actor, _number(request), version=form.version or 0)
    return see_other(f"/articles/{_number(request)}", toast=say("Published"))


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    await actions.withdraw(request.state.actor, _number(request), version=form.version or 0)
    return see_other(f"/articles/{_number(request)}", toast=say("A draft again"))


def _form_page(request: Request, form: Form[ArticleForm], action: str, title: Message) -> Answer:
    return page(
        request, "admin/articles_form.html", form=form, action=action, title=title,
        categories=list(CATEGORIES.items()), crumbs=[(ARTICLES, "/articles"), (title, None)],
    )  # fmt: skip


def _number(request: Request) -> str:
    return str(request.path_params["number"])
