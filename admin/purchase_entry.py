"""Writing a purchase order, or the next version of one: choose the supplier, fill the lines, send."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field
from starlette.requests import Request

from admin.purchase_orders import DrawingsForm, show
from admin.purchase_words import ORDERS
from shared.access.actor import Actor
from shared.kernel.two_languages import name_in
from shared.kernel.wording import say
from shared.language.formatting import formats
from shared.purchasing.actions.drafts import (
    discard_draft,
    save_draft,
    start_order,
    start_revision,
)
from shared.purchasing.actions.sending import send_order
from shared.purchasing.pricing import Quote, QuotedLine, TypedLine
from shared.purchasing.queries.detail import editing
from shared.purchasing.queries.items import find_offers, quote
from shared.purchasing.queries.suppliers import find_suppliers
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, form, fresh, query
from shared.web.order_lines import without_gaps
from shared.web.pages import Answer, is_fragment, page, see_other

EMPTY_ROWS = 3


class SupplierSearch(FormModel):
    """From whom do we buy?"""

    q: str = ""


class SupplierForm(FormModel):
    """The supplier chosen."""

    supplier: Annotated[str, Field(max_length=20), Label(say("Supplier"))]


class EntryLine(FormModel):
    """One line as typed."""

    sku: Annotated[str, Field(max_length=80), Label(say("Product"))] = ""
    quantity: Annotated[str, Field(max_length=40), Label(say("Quantity"))] = ""
    needed_on: Annotated[str, Field(max_length=20), Label(say("Needed"))] = ""
    price: Annotated[str, Field(max_length=40), Label(say("Price"))] = ""


class EntryForm(FormModel):
    """What is being written, as typed."""

    lines: Annotated[list[EntryLine], Rows("line")] = []
    answer_by: Annotated[date | None, Label(say("Answer by"))] = None
    deliver_to: Annotated[str, Field(max_length=300), Label(say("Deliver to"))] = ""
    note: Annotated[str, Label(say("Note"))] = ""
    reason: Annotated[str, Field(max_length=1000), Label(say("What changed"))] = ""


async def new(request: Request, form: Form[SupplierForm] | None = None) -> Answer:
    """Ask from whom we buy."""
    wanted = query(request, SupplierSearch)
    found = await find_suppliers(request.state.actor, wanted.q, "purchase_order.create")
    return page(
        request, "admin/purchase_orders_new.html", form=form or fresh(request, SupplierForm),
        wanted=wanted, suppliers=found,
        crumbs=[(ORDERS, "/purchase-orders"), (say("New"), None)],
    )  # fmt: skip


@form(SupplierForm, again=new)
async def create(request: Request, form: Form[SupplierForm]) -> Answer:
    """Begin a draft for the supplier."""
    number = await start_order(
        request.state.actor, supplier=form.clean.supplier, key=form.key
    )  # fmt: skip
    return see_other(f"/purchase-orders/{number}/edit")


async def edit(request: Request, form: Form[EntryForm] | None = None) -> Answer:
    """Show what is being written with today's answer to every line."""
    actor: Actor = request.state.actor
    order = await editing(actor, request.path_params["number"])
    spare = 0 if form else 1
    form = form or _fresh(request, order)
    refused = bool(form.errors) or form.is_stale
    answer = await quote(actor, order["supplier_id"], _typed(form), currency=order["currency"])
    _point_out(form, answer)
    return page(
        request, "admin/purchase_orders_edit.html", form=form, order=order, quote=answer,
        shown=_shown(answer.lines, answer.currency, request.state.locale), refused=refused,
        rows=list(form.rows("line", spare)) or list(form.rows("line", EMPTY_ROWS)),
        is_revision=order["stage"] == "sent", drawings=[], waiting=order["waiting"],
        is_written=True, may_draw=not order["draft"]["approval_asked_at"],
        drawing_form=fresh(request, DrawingsForm),
        crumbs=[(ORDERS, "/purchase-orders"), (order["number"], None)],
    )  # fmt: skip


@form(EntryForm, again=edit)
async def update(request: Request, form: Form[EntryForm]) -> Answer:
    """Save what is written, as a page or while it is typed."""
    number = await _save(request, form)
    if is_fragment(request):
        return await edit(request, form=form)
    return see_other(f"/purchase-orders/{number}/edit", toast=say("Draft saved"))


@form(EntryForm, again=edit)
async def submit(request: Request, form: Form[EntryForm]) -> Answer:
    """Save and send to the supplier; over the limit finance is asked."""
    number = await _save(request, form)
    state = await send_order(
        request.state.actor, number, version=form.version or 0, key=form.key
    )  # fmt: skip
    done = say("Sent to finance for approval") if state == "asked" else say("Sent to the supplier")
    return see_other(f"/purchase-orders/{number}", toast=done)


async def suggest(request: Request) -> Answer:
    """Answer the product field with what the supplier offers."""
    actor: Actor = request.state.actor
    order = await editing(actor, request.path_params["number"])
    asked = query(request, SupplierSearch)
    offers = await find_offers(actor, order["supplier_id"], asked.q)
    return page(request, "admin/purchase_suggested.html", offers=offers)


@form(NoFields, again=show)
async def revise(request: Request, form: Form[NoFields]) -> Answer:
    """Begin the next version."""
    number = await start_revision(
        request.state.actor, request.path_params["number"], key=form.key
    )  # fmt: skip
    return see_other(f"/purchase-orders/{number}/edit")


@form(NoFields, again=edit)
async def discard(request: Request, form: Form[NoFields]) -> Answer:
    """Throw away what is written."""
    number = request.path_params["number"]
    stage = await discard_draft(request.state.actor, number, version=form.version or 0)
    if stage == "sent":
        return see_other(f"/purchase-orders/{number}", toast=say("Changes discarded"))
    return see_other("/purchase-orders", toast=say("Draft {number} discarded", number=number))


async def _save(request: Request, form: Form[EntryForm]) -> str:
    number, typed = request.path_params["number"], form.clean
    zone = ZoneInfo(request.state.zone)
    until = datetime.combine(typed.answer_by, time(17), zone) if typed.answer_by else None
    saved = await save_draft(
        request.state.actor, number, version=form.version or 0, lines=_typed(form),
        note=typed.note, deliver_to=typed.deliver_to, answer_by=until, reason=typed.reason,
    )  # fmt: skip
    form.version = saved.version
    return str(number)


def _fresh(request: Request, order: dict[str, Any]) -> Form[EntryForm]:
    draft, zone = order["draft"], ZoneInfo(request.state.zone)
    rows = [
        {"sku": one.sku, "quantity": one.quantity, "needed_on": one.needed_on, "price": one.price}
        for one in order["typed"]
    ]
    until = draft["answer_by"]
    initial = {
        "line": rows, "note": order["note"], "deliver_to": order["deliver_to"],
        "reason": draft["reason"],
        "answer_by": until.astimezone(zone).date() if until else None,
    }  # fmt: skip
    return fresh(request, EntryForm, initial, version=draft["version"])


def _typed(form: Form[Any]) -> list[TypedLine]:
    without_gaps(form)
    return [
        TypedLine(row.value("sku"), row.value("quantity"), row.value("needed_on"),
                  row.value("price"), row.number)
        for row in form.rows("line") if row.value("sku").strip() or row.value("quantity").strip()
    ]  # fmt: skip


def _point_out(form: Form[Any], answer: Quote) -> None:
    """Say what is wrong with a line while it is typed, but not before it is complete."""
    for line in answer.lines:
        complete = line.typed.sku.strip() and line.typed.quantity.strip()
        if line.refusal and complete and not form.error(line.refusal.field or ""):
            form.refuse(line.refusal)


def _shown(lines: Iterable[QuotedLine], currency: str, locale: str) -> dict[int, dict[str, str]]:
    """Return what is known of each line, written out."""
    written = formats(locale)
    found: dict[int, dict[str, str]] = {}
    for line in lines:
        if line.offer is None:
            continue
        per = f" / {line.offer.per}" if line.offer.per != 1 else ""
        found[line.index] = {
            "description": name_in(locale, line.offer.name_zh, line.offer.name_en),
            "code": line.offer.supplier_code,
            "price": written.money(line.offer.price, currency) + per,
            "day": line.needed_on.isoformat() if line.needed_on else "",
            "total": written.money(line.net, currency) if line.is_good else "",
        }
    return found
