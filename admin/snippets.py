"""Answers that are used again: the list, keeping one, and those that fit what is typed after `/`."""

from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.two_languages import name_in
from shared.kernel.wording import Message, say
from shared.tickets.actions import snippets as actions
from shared.tickets.actions.snippets import SnippetText
from shared.tickets.queries import snippets as queries
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.pages import Answer, page, see_other

SNIPPETS = say("Snippets")
OFFERED = 8


class SnippetQuery(FormModel):
    """Words to find, and whether those put away are shown."""

    q: Annotated[str, Field(max_length=100)] = ""
    away: bool = False


class OfferQuery(FormModel):
    """What stands after the slash, in which language, to whom and about which number."""

    q: Annotated[str, Field(max_length=100)] = ""
    language: Annotated[str, Field(pattern="^(zh|en)$")] = "zh"
    name: Annotated[str, Field(max_length=120)] = ""
    number: Annotated[str, Field(max_length=20)] = ""


class SnippetForm(FormModel):
    """A shortcut and the answer in each language."""

    shortcut: Annotated[str, Field(max_length=40), Label(say("Shortcut"))]
    text_zh: Annotated[str, Field(max_length=10_000), Label(say("Answer in Chinese"))] = ""
    text_en: Annotated[str, Field(max_length=10_000), Label(say("Answer in English"))] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, SnippetQuery)
    found = await queries.snippets(actor, wanted.q, archived=wanted.away)
    return page(
        request, "admin/snippets_index.html", snippets=found, wanted=wanted,
        crumbs=[(SNIPPETS, None)],
    )  # fmt: skip


async def offer(request: Request) -> Answer:
    """Answer with the snippets that fit, filled in for the request that is open."""
    wanted = query(request, OfferQuery)
    found = await queries.snippets(request.state.actor, wanted.q.removeprefix("/"))
    texts = [
        (one.shortcut, name_in(wanted.language, one.text_zh, one.text_en)
         .replace("{name}", wanted.name).replace("{number}", wanted.number))
        for one in found[:OFFERED]
    ]  # fmt: skip
    return page(request, "admin/snippets_offer.html", texts=texts)


async def new(request: Request, form: Form[SnippetForm] | None = None) -> Answer:
    return _form_page(request, form or fresh(request, SnippetForm), "/snippets", say("New snippet"))


@form(SnippetForm, again=new)
async def create(request: Request, form: Form[SnippetForm]) -> Answer:
    text = SnippetText(**form.clean.model_dump())
    await actions.keep_snippet(request.state.actor, text=text, key=form.key)
    return see_other("/snippets", toast=say("Saved"))


async def edit(request: Request, form: Form[SnippetForm] | None = None) -> Answer:
    kept = await queries.find_snippet(request.state.actor, _id(request))
    typed = {name: getattr(kept, name) for name in SnippetForm.model_fields}
    form = form or fresh(request, SnippetForm, typed, version=kept.version)
    return _form_page(
        request, form, f"/snippets/{kept.public_id}", say("Change the snippet"),
        is_away=kept.is_archived,
    )  # fmt: skip


@form(SnippetForm, again=edit)
async def update(request: Request, form: Form[SnippetForm]) -> Answer:
    text = SnippetText(**form.clean.model_dump())
    await actions.change_snippet(
        request.state.actor, _id(request), text=text, version=form.version or 0
    )
    return see_other("/snippets", toast=say("Saved"))


@form(NoFields, again=edit)
async def archive(request: Request, form: Form[NoFields]) -> Answer:
    await actions.put_away(request.state.actor, _id(request), version=form.version or 0)
    return see_other("/snippets", toast=say("Put away"))


@form(NoFields, again=edit)
async def restore(request: Request, form: Form[NoFields]) -> Answer:
    await actions.put_away(request.state.actor, _id(request), version=form.version or 0, away=False)
    return see_other("/snippets", toast=say("Offered again"))


def _form_page(
    request: Request, form: Form[SnippetForm], action: str, title: Message, *, is_away: bool = False
) -> Answer:
    return page(
        request, "admin/snippets_form.html", form=form, action=action, title=title,
        is_away=is_away, crumbs=[(SNIPPETS, "/snippets"), (title, None)],
    )  # fmt: skip


def _id(request: Request) -> str:
    return str(request.path_params["snippet"])
