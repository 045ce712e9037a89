"""Goods of an order: ship it in parts, mark a shipment as delivered."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.order_words import ORDERS
from admin.orders import show
from shared.kernel.quantity import to_text
from shared.kernel.wording import say
from shared.orders import actions, queries
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, form, fresh
from shared.web.pages import Answer, page, see_other


class PartLine(FormModel):
    """How much of one line leaves."""

    position: int
    quantity: Annotated[str, Field(max_length=40), Label(say("Quantity"))] = ""


class ShipmentForm(FormModel):
    """One shipment."""

    carrier: Annotated[str, Field(max_length=80), Label(say("Carrier"))] = ""
    tracking_number: Annotated[str, Field(max_length=80), Label(say("Tracking number"))] = ""
    expected_on: Annotated[date | None, Label(say("Expected arrival"))] = None
    lines: Annotated[list[PartLine], Rows("line")] = []


async def new(request: Request, form: Form[ShipmentForm] | None = None) -> Answer:
    """Show what is still open, filled with what lies reserved."""
    detail = await queries.order_detail(request.state.actor, request.path_params["number"])
    number = detail.order["number"]
    rows = {
        line["position"] - 1: {
            "position": line["position"],
            "quantity": to_text(_proposed(line)),
        }
        for line in detail.lines
        if line["open"]
    }
    initial = {
        f"line-{n}-{name}": str(value) for n, row in rows.items() for name, value in row.items()
    }
    form = form or fresh(request, ShipmentForm, initial, version=detail.order["version"])
    return page(
        request, "admin/orders_ship.html", form=form, detail=detail, order=detail.order,
        lines={line["position"]: line for line in detail.lines},
        crumbs=[(ORDERS, "/orders"), (number, f"/orders/{number}"), (say("Ship"), None)],
    )  # fmt: skip


def _proposed(line: dict[str, Any]) -> int:
    """What is reserved leaves; a line that reserved nothing and waits for nothing leaves whole."""
    return int(line["reserved"] or (0 if line["backordered"] else line["open"]))


@form(ShipmentForm, again=new)
async def create(request: Request, form: Form[ShipmentForm]) -> Answer:
    """Send the goods on their way."""
    number, typed = request.path_params["number"], form.clean
    shipment = await actions.ship_order(
        request.state.actor, number, version=form.version or 0, key=form.key,
        quantities_by_position={line.position: line.quantity for line in typed.lines},
        carrier=typed.carrier, tracking_number=typed.tracking_number,
        expected_on=typed.expected_on,
    )  # fmt: skip
    return see_other(f"/orders/{number}", toast=say("{number} is on its way", number=shipment))


@form(NoFields, again=show)
async def deliver(request: Request, form: Form[NoFields]) -> Answer:
    """Mark a shipment as arrived."""
    number, shipment = request.path_params["number"], request.path_params["shipment"]
    await actions.mark_delivered(
        request.state.actor, shipment, version=form.version or 0, of=number, key=form.key
    )
    return see_other(f"/orders/{number}", toast=say("{number} has arrived", number=shipment))
