"""What support has written down: a search, one article, and what fits a request being typed."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from portal.tickets import SUPPORT
from shared.kernel.wording import say
from shared.tickets.actions import articles as actions
from shared.tickets.naming import CATEGORIES
from shared.tickets.queries import articles as queries
from shared.web.forms import Form, FormModel, NoFields, form, fresh, query
from shared.web.lists import ListQuery, neighbours
from shared.web.pages import Answer, page, see_other

ARTICLES = say("Help articles")


class HintQuery(FormModel):
    """The sentence that is being typed."""

    subject: Annotated[str, Field(max_length=200)] = ""


async def index(request: Request) -> Answer:
    wanted = query(request, ListQuery)
    asked = queries.ArticleFilter(words=wanted.q[:100])
    found = await queries.list_articles(request.state.actor, asked, wanted.page)
    return page(
        request, "portal/articles_index.html", articles=found.rows, wanted=wanted,
        categories=CATEGORIES, around=neighbours(request, found),
        crumbs=[(SUPPORT, "/tickets"), (ARTICLES, None)],
    )  # fmt: skip


async def suggestions(request: Request) -> Answer:
    """Answer with the articles that fit, while somebody types: one block of the form."""
    wanted = query(request, HintQuery)
    found = await queries.suggest(request.state.actor, wanted.subject)
    return page(request, "portal/articles_hints.html", articles=found)


async def show(request: Request, form: Form[NoFields] | None = None) -> Answer:
    article = await queries.find_article(request.state.actor, request.path_params["number"])
    return page(
        request, "portal/articles_show.html", article=article, categories=CATEGORIES,
        form=form or fresh(request, NoFields),
        crumbs=[(SUPPORT, "/tickets"), (ARTICLES, "/articles"), (article["title"], None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def thank(request: Request, form: Form[NoFields]) -> Answer:
    number = request.path_params["number"]
    await actions.thank(request.state.actor, number, key=form.key)
    return see_other("/tickets", toast=say("Good. No request was needed."))
