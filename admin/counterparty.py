"""One counterparty, tab by tab; each tab has its own address. Its basics are edited in `counterparties`."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.counterparties import KIND_LABELS, LIST
from shared.access.actor import Actor
from shared.catalogue import management
from shared.counterparties import actions, care, queries
from shared.counterparties.channel import terms_of
from shared.counterparties.rules import TRANSITIONS, CounterpartyStatus
from shared.counterparties.selling_through import set_distributor as say_distributor
from shared.identity.colleagues import colleagues
from shared.journal.queries import deeds_about
from shared.kernel.paging import PageRequest
from shared.kernel.wording import Message, say
from shared.opportunities.queries.opportunities import OpportunityFilter, list_opportunities
from shared.orders import queries as orders
from shared.orders.credit_limits import credit_of
from shared.reports.record import overview
from shared.tickets.queries.lists import TicketFilter, list_tickets
from shared.web.deeds import shown
from shared.web.forms import Form, FormModel, Label, NoFields, form, fresh
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other

STATUS_VERBS: dict[str, tuple[Message, str]] = {
    "activate": (say("Activate"), "circle-check"),
    "suspend": (say("Suspend"), "pause"),
    "resume": (say("Resume"), "play"),
    "block": (say("Put on blocklist"), "ban"),
    "unblock": (say("Take off blocklist"), "undo-2"),
}


class StatusForm(FormModel):
    """A change of status with its reason."""

    verb: str
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


class CareForm(FormModel):
    """The colleague who is meant."""

    user: Annotated[str, Field(max_length=32), Label(say("Colleague"))]


class NotesForm(FormModel):
    """What only we may read."""

    rating: Annotated[str, Field(max_length=20), Label(say("Rating"))] = ""
    competitor: Annotated[str, Field(max_length=200), Label(say("Competitors"))] = ""
    strategy: Annotated[str, Field(max_length=10_000), Label(say("Strategy"))] = ""


class DistributorForm(FormModel):
    """The number of the distributor of record; empty for none."""

    distributor: Annotated[str, Field(max_length=20), Label(say("Distributor of record"))] = ""


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show the overview: figures, trade by month, what is open, who is who, what was done."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    found = await overview(actor, kept)
    return _tab(
        request, kept, "overview", found=found, deeds=shown(found.deeds, actor.locale), form=form,
        verbs=_verbs(actor, kept["status"]),
    )  # fmt: skip


async def terms(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show what it buys at and through whom, and our notes."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    lists = await management.lists_of(actor, kept["id"]) if actor.may("price_list.read") else []
    told = await terms_of(actor, kept)
    typed = (
        {name: getattr(told.notes, name) for name in NotesForm.model_fields} if told.notes else {}
    )
    named = told.through and told.through.distributor
    choosing = {"distributor": named["number"] if named else ""}
    return _tab(
        request, kept, "terms", lists=lists, notes=told.notes, through=told.through,
        form=_own(request, NotesForm, form, typed, told.notes),
        choosing=_own(request, DistributorForm, form, choosing, told.through),
    )  # fmt: skip


async def order_tab(request: Request) -> Answer:
    """Show its orders and its credit."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    rows = await orders.recent_orders(actor, kept["id"], limit=25)
    limit = await credit_of(actor, kept["id"]) if actor.may("credit_limit.read") else None
    return _tab(request, kept, "orders", orders=rows, limit=limit)


async def opportunity_tab(request: Request) -> Answer:
    """Show the chances to sell to it."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    wanted = OpportunityFilter(tab="all", counterparty=kept["number"])
    found = await list_opportunities(actor, wanted, PageRequest())
    return _tab(request, kept, "opportunities", rows=found.rows)


async def ticket_tab(request: Request) -> Answer:
    """Show its support requests."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    wanted = TicketFilter("all", counterparty=kept["number"])
    found = await list_tickets(actor, wanted, PageRequest(limit=25))
    return _tab(request, kept, "tickets", rows=found.rows)


async def journal(request: Request) -> Answer:
    """Show who did what to the record."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    deeds = await deeds_about(actor, "counterparty", kept["number"])
    return _tab(request, kept, "journal", deeds=shown(deeds, actor.locale))


async def care_tab(request: Request, form: Form[CareForm] | None = None) -> Answer:
    """Show who of us looks after it, to hand it over or to add help."""
    actor: Actor = request.state.actor
    kept = await queries.whole(actor, _number(request))
    people = await colleagues(actor)
    return _tab(
        request, kept, "care", people=[(one["public_id"], one["name"]) for one in people],
        form=form or fresh(request, CareForm),
    )  # fmt: skip


@form(StatusForm, again=show)
async def set_status(request: Request, form: Form[StatusForm]) -> Answer:
    """Change where the organisation stands with us."""
    await actions.set_status(
        request.state.actor, number=_number(request), version=form.version or 0,
        verb=form.clean.verb, reason=form.clean.reason,
    )  # fmt: skip
    return _back(request, toast=say("Saved"))


@form(NotesForm, again=terms)
async def write_notes(request: Request, form: Form[NotesForm]) -> Answer:
    """Save our notes."""
    await actions.write_private(
        request.state.actor, number=_number(request), version=form.version or 0,
        **form.clean.model_dump(),
    )  # fmt: skip
    return _back(request, "/terms", toast=say("Saved"))


@form(DistributorForm, again=terms)
async def set_distributor(request: Request, form: Form[DistributorForm]) -> Answer:
    """Say through which distributor it buys."""
    await say_distributor(
        request.state.actor, number=_number(request), version=form.version or 0,
        distributor=form.clean.distributor,
    )  # fmt: skip
    return _back(request, "/terms", toast=say("Saved"))


@form(CareForm, again=care_tab)
async def hand_over(request: Request, form: Form[CareForm]) -> Answer:
    """Give the account to another account manager; the giver may lose sight of it."""
    number = _number(request)
    await care.assign_account_manager(request.state.actor, number=number, user=form.clean.user)
    return see_other("/counterparties", toast=say("{number} handed over", number=number))


@form(CareForm, again=care_tab)
async def add_help(request: Request, form: Form[CareForm]) -> Answer:
    """Let a colleague help with the account."""
    await care.add_collaborator(request.state.actor, number=_number(request), user=form.clean.user)
    return _back(request, "/care", toast=say("Saved"))


@form(NoFields, again=care_tab)
async def end_help(request: Request, _form: Form[NoFields]) -> Answer:
    """End a collaborator's help."""
    await care.remove_collaborator(
        request.state.actor, number=_number(request), user=request.path_params["user"]
    )
    return _back(request, "/care", toast=say("Saved"))


def tab(request: Request, kept: dict[str, Any], name: str, **context: Any) -> Answer:
    """Answer with one tab of the record (`templates/admin/counterparty_<name>.html`)."""
    return _tab(request, kept, name, **context)


def _tab(request: Request, kept: dict[str, Any], name: str, **context: Any) -> Answer:
    crumbs = [(LIST, "/counterparties"), (name_of(request.state.locale, kept), None)]
    return page(
        request, f"admin/counterparty_{name}.html", kept=kept, tab=name, kinds=KIND_LABELS,
        crumbs=crumbs, **context,
    )  # fmt: skip


def _own(
    request: Request, model: type[FormModel], sent: Form[Any] | None, kept: dict[str, Any],
    record: Any,
) -> Form[Any]:  # fmt: skip
    """Return what was refused of this form of several, else what `record` (or nothing yet) keeps."""
    if sent is not None and sent.model is model:
        return sent
    return fresh(request, model, kept, version=record.version if record else 0)


def _verbs(actor: Actor, status: str) -> list[tuple[str, Message, str]]:
    """Return what may be done to the status now, by this actor."""
    if not actor.may("counterparty.update"):
        return []
    strict = {"block", "unblock"}
    return [
        (verb, *STATUS_VERBS[verb])
        for (state, verb) in TRANSITIONS
        if state == CounterpartyStatus(status)
        and (verb not in strict or actor.may("counterparty.archive"))
    ]


def _number(request: Request) -> str:
    return str(request.path_params["number"])


def _back(request: Request, tab: str = "", *, toast: Message | None = None) -> Answer:
    return see_other(f"/counterparties/{_number(request)}{tab}", toast=toast)
