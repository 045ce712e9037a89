"""Papers that we share: the list, one with its editions, audience and readers."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.counterparties import queries as counterparties
from shared.documents import documents, queries
from shared.documents.rules import Card, DocumentKind
from shared.kernel.paging import PageRequest
from shared.kernel.wording import Message, say
from shared.web.forms import FilesForm, Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.paper_words import AUDIENCES, KIND_LABELS

LIST = say("Documents")
TABS: dict[str, Message] = {"shared": say("Shared"), "withdrawn": say("Withdrawn")}


class DocumentQuery(ListQuery):
    """Which papers."""

    tab: str = "shared"
    kind: str = ""


class CardForm(FormModel):
    """What a paper is and which kinds of organisations it is meant for."""

    title_zh: Annotated[str, Field(max_length=200), Label(say("Title in Chinese"))] = ""
    title_en: Annotated[str, Field(max_length=200), Label(say("Title in English"))] = ""
    kind: Annotated[DocumentKind, Label(say("Kind"))] = DocumentKind.OTHER
    kinds: Annotated[list[str], Label(say("Meant for"))] = []

    @property
    def card(self) -> Card:
        """The card as the domain takes it."""
        return Card(self.title_zh, self.title_en, self.kind, tuple(dict.fromkeys(self.kinds)))


class NewForm(CardForm, FilesForm):
    """A paper with its first edition."""

    note: Annotated[str, Field(max_length=500), Label(say("What is new"))] = ""


class EditionForm(FilesForm):
    """A new edition of a paper."""

    note: Annotated[str, Field(max_length=500), Label(say("What is new"))] = ""


class ShareForm(FormModel):
    """With whom."""

    counterparty: Annotated[str, Field(max_length=20), Label(say("Organisation"))]


class SuggestionQuery(FormModel):
    """What is typed."""

    q: Annotated[str, Field(max_length=100)] = ""


async def index(request: Request) -> Answer:
    """Show the papers."""
    actor: Actor = request.state.actor
    wanted = query(request, DocumentQuery)
    tab = wanted.tab if wanted.tab in TABS else "shared"
    rows = await queries.documents(actor, wanted.page, tab=tab, kind=wanted.kind)
    counts = await queries.document_counts(actor)
    return page(
        request, "admin/documents_index.html", rows=rows.rows, kinds=KIND_LABELS,
        audiences=AUDIENCES, views=view_tabs(request, TABS, counts, tab), crumbs=[(LIST, None)],
        **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one paper; `form` is a new edition, a share or a button that was refused."""
    actor: Actor = request.state.actor
    kept = await queries.document(actor, _public_id(request))
    return page(
        request, "admin/documents_show.html", kept=kept, refused=form, kinds=KIND_LABELS,
        audiences=AUDIENCES, **await queries.whole_paper(actor, kept.id),
        edition_form=_own(form, EditionForm, request, kept.version),
        share_form=_own(form, ShareForm, request, kept.version),
        crumbs=[(LIST, "/documents"), (name_of(request.state.locale, kept, field="title"), None)],
    )  # fmt: skip


async def new(request: Request, form: Form[NewForm] | None = None) -> Answer:
    """Show an empty paper."""
    return _form_page(request, form or fresh(request, NewForm), None)


@form(NewForm, again=new)
async def create(request: Request, form: Form[NewForm]) -> Answer:
    """File it."""
    clean = form.clean
    public_id = await documents.file_document(
        request.state.actor, card=clean.card, files=clean.files, note=clean.note, key=form.key
    )
    return see_other(f"/documents/{public_id}", toast=say("Document filed"))


async def edit(request: Request, form: Form[CardForm] | None = None) -> Answer:
    """Show titles, kind and audience to be changed."""
    kept = await queries.document(request.state.actor, _public_id(request))
    typed = {**{name: getattr(kept, name) for name in ("title_zh", "title_en", "kind")},
             "kinds": kept.kinds}  # fmt: skip
    return _form_page(request, form or fresh(request, CardForm, typed, version=kept.version), kept)


@form(CardForm, again=edit)
async def update(request: Request, form: Form[CardForm]) -> Answer:
    """Save them."""
    public_id = _public_id(request)
    await documents.update_document(
        request.state.actor, public_id, version=form.version or 0, card=form.clean.card
    )
    return see_other(f"/documents/{public_id}", toast=say("Saved"))


@form(EditionForm, again=show)
async def add_edition(request: Request, form: Form[EditionForm]) -> Answer:
    """Add a new edition."""
    public_id = _public_id(request)
    number = await documents.add_edition(
        request.state.actor, public_id, version=form.version or 0, files=form.clean.files,
        note=form.clean.note, key=form.key,
    )  # fmt: skip
    toast = say("Edition {number} is shared", number=number)
    return see_other(f"/documents/{public_id}", toast=toast)


@form(NoFields, again=show)
async def withdraw(request: Request, form: Form[NoFields]) -> Answer:
    """Close it to everybody outside."""
    return await _set_shared(request, form, is_shared=False)


@form(NoFields, again=show)
async def share_again(request: Request, form: Form[NoFields]) -> Answer:
    """Open it again."""
    return await _set_shared(request, form, is_shared=True)


@form(ShareForm, again=show)
async def share(request: Request, form: Form[ShareForm]) -> Answer:
    """Open it to one organisation."""
    public_id = _public_id(request)
    await documents.share_with(request.state.actor, public_id, counterparty=form.clean.counterparty)
    return see_other(f"/documents/{public_id}", toast=say("Shared"))


@form(NoFields, again=show)
async def unshare(request: Request, _form: Form[NoFields]) -> Answer:
    """Close it to one organisation."""
    public_id = _public_id(request)
    await documents.end_share(
        request.state.actor, public_id, counterparty=request.path_params["number"]
    )
    return see_other(f"/documents/{public_id}", toast=say("No longer shared"))


async def suggest(request: Request) -> Answer:
    """Suggest organisations by what is typed."""
    wanted = counterparties.Wanted(search=query(request, SuggestionQuery).q)
    found = await counterparties.counterparties(request.state.actor, wanted, PageRequest(limit=8))
    return page(request, "admin/opportunities_suggestions.html", rows=found.rows)


async def _set_shared(request: Request, form: Form[NoFields], *, is_shared: bool) -> Answer:
    public_id = _public_id(request)
    await documents.set_shared(
        request.state.actor, public_id, version=form.version or 0, is_shared=is_shared
    )
    return see_other(
        f"/documents/{public_id}", toast=say("Shared") if is_shared else say("Withdrawn")
    )


def _form_page(request: Request, form: Form[Any], kept: Any) -> Answer:
    title = say("Edit") if kept else say("New document")
    kinds = [(key, label) for key, label in KIND_LABELS.items()]
    return page(
        request, "admin/documents_form.html", form=form, kept=kept, title=title, kinds=kinds,
        audiences=AUDIENCES, crumbs=[(LIST, "/documents"), (title, None)],
    )  # fmt: skip


def _own(form: Form[Any] | None, model: type[Any], request: Request, version: int) -> Form[Any]:
    """The form that was refused, or an empty one of that kind."""
    if form is not None and form.model is model:
        return form
    return fresh(request, model, version=version)


def _public_id(request: Request) -> str:
    return str(request.path_params["document"])
