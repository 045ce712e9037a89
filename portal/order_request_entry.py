"""Writing an order request: for which end customer, what, and how much."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from portal.order_requests import LIST, ORDERS
from shared.access.actor import Actor
from shared.kernel import quantity
from shared.kernel.wording import say
from shared.orders import channel_requests as queries
from shared.orders.checking import TypedLine
from shared.orders.request_rules import RequestCard
from shared.orders.requesting import save_request, start_request
from shared.web.forms import Form, FormModel, Label, Rows, form, fresh
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other

NEW = say("New order request")
_SPARE = 3  # empty rows after those that were typed


class LineForm(FormModel):
    """One product that is asked for."""

    sku: Annotated[str, Field(max_length=80), Label(say("SKU"))] = ""
    quantity: Annotated[str, Field(max_length=40), Label(say("Quantity"))] = ""


class RequestForm(FormModel):
    """A request as typed; `customer` is one of our end customers."""

    customer: Annotated[str, Field(max_length=20), Label(say("End customer"))] = ""
    lines: Annotated[list[LineForm], Rows("line")] = []
    wished_on: Annotated[date | None, Label(say("Wished date"))] = None
    buyer_reference: Annotated[str, Field(max_length=60), Label(say("Its order number"))] = ""
    note: Annotated[str, Field(max_length=2000), Label(say("Note to the end customer"))] = ""


async def new(request: Request, form: Form[RequestForm] | None = None) -> Answer:
    """Show an empty request."""
    return await _form_page(request, form or fresh(request, RequestForm), None)


@form(RequestForm, again=new)
async def create(request: Request, form: Form[RequestForm]) -> Answer:
    """Keep it as a draft."""
    number = await start_request(request.state.actor, card=_card(form), key=form.key)
    return see_other(f"/order-requests/{number}", toast=say("Draft made"))


async def edit(request: Request, form: Form[RequestForm] | None = None) -> Answer:
    """Show a draft to be changed."""
    detail = await queries.request_page(request.state.actor, request.path_params["number"])
    if "update" not in detail.can:
        return see_other(f"/order-requests/{detail.row['number']}")
    return await _form_page(request, form, detail)


@form(RequestForm, again=edit)
async def update(request: Request, form: Form[RequestForm]) -> Answer:
    """Save the draft."""
    number = request.path_params["number"]
    await save_request(request.state.actor, number, version=form.version or 0, card=_card(form))
    return see_other(f"/order-requests/{number}", toast=say("Saved"))


def _card(form: Form[RequestForm]) -> RequestCard:
    typed = form.clean
    lines = [
        TypedLine(row.value("sku"), row.value("quantity"), row.number) for row in form.rows("line")
    ]
    return RequestCard(typed.customer, lines, typed.wished_on, typed.buyer_reference, typed.note)


def _filled(
    request: Request, detail: queries.RequestDetail, known: list[dict[str, Any]]
) -> Form[RequestForm]:
    row = detail.row
    here = [str(one["id"]) for one in known if one["counterparty_id"] == row["customer_id"]]
    initial = {
        "customer": here[0] if here else "",
        **{name: row[name] for name in ("wished_on", "buyer_reference", "note")},
        "line": [
            {"sku": one["sku"], "quantity": quantity.to_text(one["quantity"])}
            for one in detail.lines
        ],
    }
    return fresh(request, RequestForm, initial, version=row["version"])


async def _form_page(
    request: Request, form: Form[RequestForm] | None, detail: queries.RequestDetail | None
) -> Answer:
    actor: Actor = request.state.actor
    known = await queries.customers(actor)
    if form is None and detail is not None:
        form = _filled(request, detail, known)
    form = form or fresh(request, RequestForm)
    customers = [
        (str(one["id"]), " · ".join(filter(None, (name_of(actor.locale, one), one["city"]))))
        for one in known
    ]
    kept = detail.row if detail else None
    return page(
        request, "portal/order_requests_form.html", form=form, kept=kept, customers=customers,
        rows=list(form.rows("line", _SPARE)),
        crumbs=[(ORDERS, "/orders"), (LIST, "/order-requests"),
                (kept["number"] if kept else NEW, None)],
    )  # fmt: skip
