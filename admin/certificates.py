"""Certificates: the board of what waits and ends, the review of one, what is required of whom."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.counterparties import KIND_LABELS as KIND_TAGS
from shared.access.actor import Actor
from shared.counterparties import queries as counterparties
from shared.documents import certificate_queries as queries
from shared.documents import certificates
from shared.documents.queries import shared_with
from shared.kernel.wording import Message, say
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import ListQuery, neighbours, view_tabs
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other
from shared.web.paper_words import AUDIENCES, KIND_LABELS

BOARD, REQUIRED = say("Certificates"), say("Requirements")
TABS: dict[str, Message] = {
    "review": say("To review"),
    "ending": say("Expiring"),
    "ended": say("Expired"),
    "valid": say("Valid"),
}


class BoardQuery(ListQuery):
    """Which certificates."""

    tab: str = "review"


class AcceptForm(FormModel):
    """The day that stands on the paper."""

    expires_on: Annotated[date, Label(say("Valid until"))]


class RefuseForm(FormModel):
    """Why not."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


class RequirementForm(FormModel):
    """What is required of which kinds of organisations."""

    name_zh: Annotated[str, Field(max_length=120), Label(say("Name in Chinese"))] = ""
    name_en: Annotated[str, Field(max_length=120), Label(say("Name in English"))] = ""
    kinds: Annotated[list[str], Label(say("Required of"))] = []
    is_gating: bool = False
    is_active: bool = False


async def index(request: Request) -> Answer:
    """Show what waits for review, what ends soon, what has ended."""
    actor: Actor = request.state.actor
    wanted = query(request, BoardQuery)
    tab = wanted.tab if wanted.tab in TABS else "review"
    rows = await queries.board(actor, tab, wanted.page)
    counts = await queries.board_counts(actor)
    return page(
        request, "admin/certificates_index.html",
        rows=[(row, queries.standing_of(row)) for row in rows.rows],
        views=view_tabs(request, TABS, counts, tab), crumbs=[(BOARD, None)],
        **neighbours(request, rows),
    )  # fmt: skip


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show one certificate with its files and the decision."""
    actor: Actor = request.state.actor
    kept = await queries.certificate(actor, _public_id(request))
    name = name_of(request.state.locale, kept.requirement)
    return page(
        request, "admin/certificates_show.html", kept=kept, state=queries.standing_of(kept),
        files=await queries.files_of(actor, kept.id), refused=form,
        accepting=_own(form, AcceptForm, request, kept, {"expires_on": kept.expires_on}),
        refusing=_own(form, RefuseForm, request, kept, {}),
        crumbs=[(BOARD, "/certificates"), (name, None)],
    )  # fmt: skip


@form(AcceptForm, again=show)
async def accept(request: Request, form: Form[AcceptForm]) -> Answer:
    """Accept it until its day."""
    await certificates.accept_certificate(
        request.state.actor, _public_id(request), version=form.version or 0,
        expires_on=form.clean.expires_on,
    )  # fmt: skip
    return see_other("/certificates", toast=say("Certificate accepted"))


@form(RefuseForm, again=show)
async def refuse(request: Request, form: Form[RefuseForm]) -> Answer:
    """Send it back."""
    await certificates.refuse_certificate(
        request.state.actor, _public_id(request), version=form.version or 0,
        reason=form.clean.reason,
    )  # fmt: skip
    return see_other("/certificates", toast=say("Certificate sent back"))


async def requirements(request: Request) -> Answer:
    """Show what is required."""
    rows = await queries.requirements(request.state.actor)
    return page(
        request, "admin/requirements_index.html", rows=rows, audiences=AUDIENCES,
        crumbs=[(BOARD, "/certificates"), (REQUIRED, None)],
    )  # fmt: skip


async def new(request: Request, form: Form[RequirementForm] | None = None) -> Answer:
    """Show an empty requirement."""
    initial = {"is_active": True, "is_gating": True}
    return _form_page(request, form or fresh(request, RequirementForm, initial), None)


@form(RequirementForm, again=new)
async def create(request: Request, form: Form[RequirementForm]) -> Answer:
    """Require it from now on."""
    clean = form.clean
    await certificates.require(
        request.state.actor, name_zh=clean.name_zh, name_en=clean.name_en,
        kinds=tuple(clean.kinds), is_gating=clean.is_gating, key=form.key,
    )  # fmt: skip
    return see_other("/certificate-requirements", toast=say("Required from now on"))


async def edit(request: Request, form: Form[RequirementForm] | None = None) -> Answer:
    """Show a requirement to be changed."""
    kept = await queries.requirement(request.state.actor, _public_id(request))
    names = ("name_zh", "name_en", "is_gating", "is_active")
    typed = {**{name: getattr(kept, name) for name in names}, "kinds": kept.kinds}
    form = form or fresh(request, RequirementForm, typed, version=kept.version)
    return _form_page(request, form, kept)


@form(RequirementForm, again=edit)
async def update(request: Request, form: Form[RequirementForm]) -> Answer:
    """Save it."""
    clean = form.clean
    await certificates.update_requirement(
        request.state.actor, _public_id(request), version=form.version or 0,
        name_zh=clean.name_zh, name_en=clean.name_en, kinds=tuple(clean.kinds),
        is_gating=clean.is_gating, is_active=clean.is_active,
    )  # fmt: skip
    return see_other("/certificate-requirements", toast=say("Saved"))


async def of_counterparty(request: Request) -> Answer:
    """Show the certificates and papers of one counterparty (a tab of its record)."""
    actor: Actor = request.state.actor
    kept = await counterparties.whole(actor, str(request.path_params["number"]))
    papers = []
    if actor.may("document.read"):
        papers = await shared_with(actor, kept["id"], kept["kinds"])
    return page(
        request, "admin/counterparty_documents.html", kept=kept, tab="documents", kinds=KIND_TAGS,
        cards=await queries.cards_of(actor, kept["id"], kept["kinds"]), papers=papers,
        paper_kinds=KIND_LABELS,
        crumbs=[(say("Counterparties"), "/counterparties"),
                (name_of(request.state.locale, kept), None)],
    )  # fmt: skip


def _form_page(request: Request, form: Form[Any], kept: Any) -> Answer:
    title = say("Edit") if kept else say("New requirement")
    return page(
        request, "admin/requirements_form.html", form=form, kept=kept, title=title,
        audiences=AUDIENCES,
        crumbs=[(BOARD, "/certificates"), (REQUIRED, "/certificate-requirements"), (title, None)],
    )  # fmt: skip


def _own(
    form: Form[Any] | None, model: type[Any], request: Request, kept: Any, initial: dict[str, Any]
) -> Form[Any]:
    if form is not None and form.model is model:
        return form
    return fresh(request, model, initial, version=kept.version)


def _public_id(request: Request) -> str:
    named = request.path_params
    return str(named.get("certificate") or named["requirement"])
