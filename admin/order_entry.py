"""An order entered on a distributor's behalf: choose the buyer, fill the draft, submit it."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.order_words import ORDERS
from admin.orders import show
from shared.access.actor import Actor
from shared.catalogue.queries import find_products
from shared.counterparties.buyers import ShipTo, find_buyers, ship_addresses
from shared.kernel.errors import Refusal
from shared.kernel.two_languages import form_of
from shared.kernel.wording import say
from shared.orders import actions, queries
from shared.orders.lines_by_name import named_lines
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, Upload, form, fresh, query
from shared.web.order_lines import keep_lines, line_words, lines_sent, without_gaps
from shared.web.pages import Answer, is_fragment, page, see_other

NEW = say("New order")
EMPTY_ROWS = 3

_PLACE = ("label", "line", "city")


class BuyerSearch(FormModel):
    """For whom is the order?"""

    q: str = ""


class BuyerForm(FormModel):
    """The buyer chosen."""

    buyer: Annotated[str, Field(max_length=20), Label(say("Buyer"))]


class EntryLine(FormModel):
    """One line as typed."""

    sku: Annotated[str, Field(max_length=80), Label(say("SKU"))] = ""
    quantity: Annotated[str, Field(max_length=40), Label(say("Quantity"))] = ""


class EntryForm(FormModel):
    """The draft as typed. `seen` carries the figures that the page showed."""

    lines: Annotated[list[EntryLine], Rows("line")] = []
    paste: Annotated[str, Field(max_length=60_000), Label(say("Lines"))] = ""
    file: Annotated[Upload | None, Label(say("CSV or Excel file"))] = None
    address: Annotated[str, Label(say("Ship to"))] = ""
    buyer_reference: Annotated[str, Label(say("Buyer's order number"))] = ""
    wished_on: Annotated[date | None, Label(say("Wished date"))] = None
    note: Annotated[str, Label(say("Note"))] = ""
    seen: str = ""


async def new(request: Request, form: Form[BuyerForm] | None = None) -> Answer:
    """Ask for whom the order is."""
    wanted = query(request, BuyerSearch)
    found = await find_buyers(request.state.actor, wanted.q)
    form = form or fresh(request, BuyerForm)
    return page(
        request, "admin/orders_new.html", form=form, wanted=wanted,
        buyers=[{"number": n, "name_zh": zh, "name_en": en} for n, zh, en in found],
        crumbs=[(ORDERS, "/orders"), (NEW, None)],
    )  # fmt: skip


@form(BuyerForm, again=new)
async def create(request: Request, form: Form[BuyerForm]) -> Answer:
    """Begin a draft for the buyer."""
    number = await actions.start_draft(
        request.state.actor, buyer_number=form.clean.buyer, key=form.key
    )
    return see_other(f"/orders/{number}/edit")


MEANWHILE = say("This draft was saved elsewhere since you opened it. Look at it again.")


async def edit(request: Request, form: Form[EntryForm] | None = None) -> Answer:
    """Show the draft with today's answer to every line."""
    actor: Actor = request.state.actor
    draft = await queries.editing(actor, request.path_params["number"])
    number = draft["number"]
    if draft["state"] != "draft":
        return see_other(f"/orders/{number}")
    spare = 0 if form else 1
    form = _entry(request, draft, form)
    # While it is typed the summary would take the focus away; the sentences stand at their fields.
    refused = form.is_stale or (bool(form.errors) and not is_fragment(request))
    lines = _typed(form)
    quote = await queries.quote(
        actor, draft["buyer_id"], lines, currency=draft["currency"], country=draft["ship_country"]
    )
    _point_out(form, quote)
    return page(
        request, "admin/orders_edit.html", form=form, draft=draft, quote=quote,
        shown=_shown(quote, request.state.locale),
        rows=list(form.rows("line", spare)) or list(form.rows("line", EMPTY_ROWS)), refused=refused,
        places=_places(actor.locale, draft, await ship_addresses(actor, draft["buyer_id"])),
        credit=draft["credit"], changes=getattr(request.state, "changes", ()),
        crumbs=[(ORDERS, "/orders"), (number, None)],
    )  # fmt: skip


def _entry(request: Request, draft: dict[str, Any], sent: Form[Any] | None) -> Form[EntryForm]:
    """Return what was typed; a refused button of the page carries nothing, so what is stored."""
    if sent is not None and sent.model is EntryForm:
        return sent
    stored = _fresh(request, draft)
    if sent is not None:
        stored.refuse(Refusal(MEANWHILE))
    return stored


@form(EntryForm, again=edit)
async def update(request: Request, form: Form[EntryForm]) -> Answer:
    """Save the draft, as a page or while it is typed."""
    number = await _save(request, form)
    if is_fragment(request):
        return await edit(request, form=form)
    return see_other(f"/orders/{number}/edit", toast=say("Draft saved"))


@form(EntryForm, again=edit)
async def submit(request: Request, form: Form[EntryForm]) -> Answer:
    """Save the draft and submit it; what has changed since the page was shown is shown first."""
    number = await _save(request, form)
    try:
        state = await actions.submit_order(
            request.state.actor, number, version=form.version or 0, seen=form.clean.seen,
            key=form.key,
        )  # fmt: skip
    except actions.OrderChanged as changed:
        request.state.changes = changed.changes
        raise
    waits = state == "awaiting_approval"
    done = say("Order submitted, it waits for approval") if waits else say("Order submitted")
    return see_other(f"/orders/{number}", toast=done)


async def suggest(request: Request) -> Answer:
    """Answer the SKU field with products at the buyer's prices."""
    actor: Actor = request.state.actor
    draft = await queries.editing(actor, request.path_params["number"])
    asked = query(request, BuyerSearch)
    offers = await find_products(actor, draft["buyer_id"], asked.q)
    return page(request, "admin/orders_suggestions.html", offers=offers)


@form(NoFields, again=show)
async def reorder(request: Request, form: Form[NoFields]) -> Answer:
    """Begin a draft with the lines of an earlier order."""
    earlier = request.path_params["number"]
    number = await actions.reorder(request.state.actor, earlier, key=form.key)
    return see_other(
        f"/orders/{number}/edit", toast=say("Lines taken from {number}", number=earlier)
    )


@form(NoFields, again=edit)
async def discard(request: Request, form: Form[NoFields]) -> Answer:
    """Throw the draft away."""
    number = request.path_params["number"]
    await actions.discard_draft(request.state.actor, number, version=form.version or 0)
    return see_other("/orders?tab=draft", toast=say("Draft {number} discarded", number=number))


async def _save(request: Request, form: Form[EntryForm]) -> str:
    """Save what is typed; the form goes on with the new version."""
    number, typed = request.path_params["number"], form.clean
    lines = await _lines(request.state.actor, form)
    saved = await actions.save_draft(
        request.state.actor, number, version=form.version or 0, lines=lines,
        address=typed.address or None, buyer_reference=typed.buyer_reference,
        wished_on=typed.wished_on, note=typed.note,
    )  # fmt: skip
    form.version = saved.version
    return str(number)


def _shown(quote: actions.Quote, locale: str) -> dict[int, dict[str, str]]:
    """Return what is known of each line, by the number of its row."""
    return {line.index: line_words(line, quote.currency, locale) for line in quote.lines}


def _fresh(request: Request, draft: dict[str, Any]) -> Form[EntryForm]:
    rows = [{"sku": line.sku, "quantity": line.quantity} for line in draft["typed"]]
    initial = {name: draft[name] for name in ("buyer_reference", "wished_on", "note")}
    initial |= {"line": rows, "address": draft["ship_address__public_id"]}
    return fresh(request, EntryForm, initial, version=draft["version"])


def _places(locale: str, draft: dict[str, Any], addresses: list[ShipTo]) -> list[tuple[str, str]]:
    """Return where the goods may go as choices: (public id, one line).

    An order that goes to none of them keeps its address under the empty choice, or has none yet.
    """
    places = [
        (one.public_id, " · ".join(filter(None, (form_of(locale, one, field) for field in _PLACE))))
        for one in addresses
    ]
    if places and draft["ship_address__public_id"] not in dict(places):
        own = (form_of(locale, draft, "ship_line"), form_of(locale, draft, "ship_city"))
        places.insert(0, ("", " · ".join(filter(None, own))))
    return places


async def _lines(actor: Actor, form: Form[EntryForm]) -> list[actions.TypedLine]:
    """Return the lines typed, then those pasted or sent as a file; the form goes on with all."""
    typed = _typed(form)
    free = max((line.place or 0 for line in typed), default=-1) + 1
    sent = await lines_sent(form.clean.paste, form.clean.file)
    added = [replace(line, place=place) for place, line in enumerate(sent, start=free)]
    lines = await named_lines(actor, [*typed, *added])
    keep_lines(form, lines)
    return lines


def _typed(form: Form[Any]) -> list[actions.TypedLine]:
    without_gaps(form)
    return [
        actions.TypedLine(row.value("sku"), row.value("quantity"), row.number)
        for row in form.rows("line")
        if row.value("sku").strip() or row.value("quantity").strip()
    ]


def _point_out(form: Form[Any], quote: actions.Quote) -> None:
    """Say what is wrong with a line while it is typed, but not before it is complete."""
    for line in quote.lines:
        refusal = line.refusal
        complete = line.typed.sku.strip() and line.typed.quantity.strip()
        if refusal and complete and not form.error(refusal.field or ""):
            form.refuse(refusal)
