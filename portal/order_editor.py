"""The draft of an order: typed, pasted or read from a file, priced as one types, then submitted."""

from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from portal.order_lines import line_rows
from shared.access.actor import Actor
from shared.counterparties.buyers import ShipTo, ship_addresses
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say
from shared.orders import actions, queries
from shared.orders.actions import LineChange, OrderChanged, TypedLine
from shared.orders.lines_by_name import named_lines
from shared.orders.rules import OrderState
from shared.web.forms import (
    Form,
    FormModel,
    Label,
    NoFields,
    Rows,
    Upload,
    form,
    fresh,
)
from shared.web.order_lines import keep_lines, lines_sent, without_gaps
from shared.web.pages import Answer, is_fragment, page, see_other

OTHER = "other"


class LineForm(FormModel):
    """One line as typed; the domain says what is wrong with it."""

    sku: Annotated[str, Field(max_length=80), Label(say("SKU"))] = ""
    quantity: Annotated[str, Field(max_length=40), Label(say("Quantity"))] = ""


class OrderForm(FormModel):
    """The editor's fields; `seen` is what the buyer last saw of prices and stock."""

    address: Annotated[str, Field(max_length=40)] = ""
    other_recipient: Annotated[str, Field(max_length=120), Label(say("Recipient"))] = ""
    other_phone: Annotated[str, Field(max_length=60), Label(say("Phone"))] = ""
    other_line: Annotated[str, Field(max_length=300), Label(say("Street and number"))] = ""
    other_city: Annotated[str, Field(max_length=80), Label(say("City"))] = ""
    other_region: Annotated[str, Field(max_length=80), Label(say("Province or state"))] = ""
    other_postcode: Annotated[str, Field(max_length=20), Label(say("Postcode"))] = ""
    other_country: Annotated[str, Field(pattern="^[A-Z]{2}$"), Label(say("Country"))] = "CN"
    buyer_reference: Annotated[str, Field(max_length=60), Label(say("Your order number"))] = ""
    wished_on: Annotated[date | None, Label(say("Wished date"))] = None
    note: Annotated[str, Field(max_length=2000), Label(say("Note"))] = ""
    lines: Annotated[list[LineForm], Rows("line")] = []
    seen: Annotated[str, Field(max_length=60_000)] = ""
    add: str = ""
    remove: str = ""
    paste: Annotated[str, Field(max_length=60_000)] = ""
    file: Upload | None = None


MEANWHILE = say("This draft was saved elsewhere since you opened it. Look at it again.")


class StartForm(FormModel):
    """How an order begins: empty, with a product, with pasted lines, or with a file."""

    sku: Annotated[str, Field(max_length=80)] = ""
    quantity: Annotated[str, Field(max_length=40)] = ""
    paste: Annotated[str, Field(max_length=60_000), Label(say("Lines"))] = ""
    file: Upload | None = None


async def new(request: Request, form: Form[StartForm] | None = None) -> Answer:
    actor: Actor = request.state.actor
    usual = await queries.usual_products(actor, actor.counterparty_id or 0)
    sku = request.query_params.get("sku", "")[:80]
    return page(
        request, "portal/orders_new.html", usual=usual, sku=sku,
        form=form or fresh(request, StartForm),
    )  # fmt: skip


@form(StartForm, again=new)
async def create(request: Request, form: Form[StartForm]) -> Answer:
    wanted = form.clean
    lines = await lines_sent(wanted.paste, wanted.file)
    if wanted.sku:
        lines.append(TypedLine(wanted.sku, wanted.quantity or "1"))
    actor: Actor = request.state.actor
    # The same form with other lines (after Back) begins another order.
    about = blake2b(repr(lines).encode(), digest_size=8).hexdigest()
    number = await actions.start_draft(actor, key=f"{form.key}-{about}")
    draft = await queries.editing(actor, number)
    if lines and not draft["typed"]:
        lines = await named_lines(actor, lines)
        await actions.save_draft(actor, number, version=draft["version"], lines=lines)
    return see_other(f"/orders/{number}/edit")


async def edit(request: Request, form: Form[OrderForm] | None = None) -> Answer:
    # A button of the page that was refused carries no lines: the stored ones are shown.
    is_own = form is None or form.model is OrderForm
    kept = form if is_own else None
    return await _editor(request, kept, is_quiet=is_fragment(request), is_changed=not is_own)


async def _editor(
    request: Request,
    form: Form[OrderForm] | None,
    changes: tuple[LineChange, ...] = (),
    *,
    status: int = 200,
    is_quiet: bool = False,
    is_changed: bool = False,
) -> Answer:
    """Show the draft with today's prices; `is_quiet` leaves out the summary of errors.

    `is_changed` says that it was saved elsewhere since the reader opened it.
    """
    actor: Actor = request.state.actor
    draft = await queries.editing(actor, request.path_params["number"])
    if draft["state"] != OrderState.DRAFT:
        return see_other(f"/orders/{draft['number']}")
    typed = draft["typed"] if form is None else _typed(form)
    quote = await queries.quote(
        actor, draft["buyer_id"], typed, currency=draft["currency"],
        country=draft["ship_country"],
    )  # fmt: skip
    shown = form or _filled(request, draft)
    if is_changed:
        shown.refuse(Refusal(MEANWHILE))
    return page(
        request, "portal/orders_edit.html", status, draft=draft, quote=quote, is_quiet=is_quiet,
        rows=line_rows(quote, typed, request.state.locale, changes, is_lenient=is_quiet),
        addresses=await ship_addresses(actor, draft["buyer_id"]),
        credit=draft["credit"], form=shown,
    )  # fmt: skip


@form(OrderForm, again=edit)
async def update(request: Request, form: Form[OrderForm]) -> Answer:
    """Save what is typed; htmx gets the priced editor back, a browser the page again."""
    number = request.path_params["number"]
    saved = await _save(request, form)
    if not is_fragment(request):
        return see_other(f"/orders/{number}/edit", toast=say("Draft saved"))
    form.version = saved.version
    return await _editor(request, form, is_quiet=True)


@form(OrderForm, again=edit)
async def submit(request: Request, form: Form[OrderForm]) -> Answer:
    """Save, check everything again, and submit; what changed since it was seen is shown."""
    number, actor = request.path_params["number"], request.state.actor
    draft = await queries.editing(actor, number)
    if draft["state"] == OrderState.DRAFT:
        form.version = (await _save(request, form)).version
    elif draft["submitted_at"]:
        return see_other(f"/orders/{number}")
    try:
        state = await actions.submit_order(
            actor, number, version=form.version or 0, seen=form.clean.seen, key=form.key
        )
    except OrderChanged as changed:
        form.refuse(Refusal(changed.message))
        return await _editor(request, form, tuple(changed.changes), status=422)
    except Invalid as invalid:
        for refusal in invalid.refusals:
            form.refuse(_at_input(refusal))
        return await _editor(request, form, status=422)
    waits = state == OrderState.AWAITING_APPROVAL
    told = say("Sent for approval") if waits else say("Order submitted")
    return see_other(f"/orders/{number}", toast=told)


@form(NoFields, again=edit)
async def discard(request: Request, form: Form[NoFields]) -> Answer:
    number = request.path_params["number"]
    await actions.discard_draft(request.state.actor, number, version=form.version or 0)
    return see_other("/orders", toast=say("The draft {number} is gone", number=number))


def _at_input(refusal: Refusal) -> Refusal:
    """Return the refusal of a line (`lines.2.quantity`) at its input (`line-2-quantity`)."""
    place = (refusal.field or "").replace("lines.", "line-").replace(".", "-")
    return Refusal(refusal.message, place, refusal.fixes)


async def _save(request: Request, form: Form[OrderForm]) -> actions.SavedDraft:
    wanted = form.clean
    lines = [line for line in _typed(form) if line.sku.strip() or line.quantity.strip()]
    free = max((line.place or 0 for line in lines), default=-1) + 1
    sent = await lines_sent(wanted.paste, wanted.file)
    lines += [replace(line, place=place) for place, line in enumerate(sent, start=free)]
    lines = [line for line in lines if str(line.place) != wanted.remove]
    lines = await named_lines(request.state.actor, lines)
    keep_lines(form, lines)
    return await actions.save_draft(
        request.state.actor,
        request.path_params["number"],
        version=form.version or 0,
        lines=lines,
        address=wanted.address if wanted.address != OTHER else None,
        other_address=_other(wanted, is_typing=is_fragment(request)),
        buyer_reference=wanted.buyer_reference,
        wished_on=wanted.wished_on,
        note=wanted.note,
    )


def _other(wanted: OrderForm, *, is_typing: bool) -> ShipTo | None:
    """Return the address typed by hand; while its street is still to come, the draft keeps its own."""
    if wanted.address != OTHER or (is_typing and not wanted.other_line):
        return None
    return ShipTo(
        public_id="", label="", recipient=wanted.other_recipient, phone=wanted.other_phone,
        line=wanted.other_line, city=wanted.other_city, region=wanted.other_region,
        postcode=wanted.other_postcode,
        country=wanted.other_country,
    )  # fmt: skip


def _typed(form: Form[OrderForm]) -> list[TypedLine]:
    """Return every row of the form under its own number, so that nobody's place moves."""
    without_gaps(form)
    rows = form.rows("line")
    return [TypedLine(row.value("sku"), row.value("quantity"), row.number) for row in rows]


def _filled(request: Request, draft: dict[str, Any]) -> Form[OrderForm]:
    known = draft["ship_address__public_id"] or ""
    initial = {
        "address": known or (OTHER if draft["ship_line"] else ""),
        "other_recipient": draft["ship_recipient"], "other_phone": draft["ship_phone"],
        "other_line": draft["ship_line"], "other_city": draft["ship_city"],
        "other_region": draft["ship_region"], "other_postcode": draft["ship_postcode"],
        "other_country": draft["ship_country"],
        "buyer_reference": draft["buyer_reference"], "wished_on": draft["wished_on"],
        "note": draft["note"],
        "line": [{"sku": line.sku, "quantity": line.quantity} for line in draft["typed"]],
    }  # fmt: skip
    if known:
        initial |= {
            name: "" for name in initial if name.startswith("other_") and name != "other_country"
        }
    return fresh(request, OrderForm, initial, version=draft["version"])
