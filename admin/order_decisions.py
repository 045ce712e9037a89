"""Decisions about an order: approve, confirm with dates, reject and the like with a reason."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.order_words import ORDERS, needs
from admin.orders import show
from shared.kernel import clock
from shared.kernel.wording import Message, say
from shared.orders import actions, queries
from shared.orders.rules import day_to_promise
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, form, fresh
from shared.web.pages import Answer, page, see_other

Endpoint = Callable[[Request], Awaitable[Answer]]


class PromiseLine(FormModel):
    """The date promised for one line."""

    position: int
    promised_on: Annotated[date | None, Label(say("Promised date"))] = None


class PromiseForm(FormModel):
    """Dates for all lines."""

    lines: Annotated[list[PromiseLine], Rows("line")] = []

    @property
    def promised(self) -> dict[int, date | None]:
        """The same for the domain."""
        return {line.position: line.promised_on for line in self.lines}


class ReasonForm(FormModel):
    """Why."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


@dataclass(frozen=True)
class Reasoned:
    """A decision with a reason: what its page says and which verb it calls."""

    noun: str
    verb: Callable[..., Awaitable[str]]
    title: Message
    lead: Message
    button: Message
    done: Message
    is_grave: bool = True


REASONED = {
    one.noun: one
    for one in (
        Reasoned(
            "rejection", actions.reject_order, say("Reject this order"),
            say("The buyer reads the reason. Stock and credit are given back."),
            say("Reject"), say("Order rejected"),
        ),
        Reasoned(
            "hold", actions.hold_order, say("Put this order on hold"),
            say("Nothing is shipped until it is released."),
            say("Put on hold"), say("Order put on hold"), is_grave=False,
        ),
        Reasoned(
            "cancellation", actions.cancel_order, say("Cancel this order"),
            say("It is not confirmed yet. Stock and credit are given back."),
            say("Cancel order"), say("Order cancelled"),
        ),
        Reasoned(
            "cancellation-request", actions.request_cancellation,
            say("Ask for the cancellation"),
            say("Write down what the buyer asked for. It is decided afterwards."),
            say("Ask for cancellation"), say("Cancellation asked for"), is_grave=False,
        ),
        Reasoned(
            "cancellation-refusal", actions.decline_cancellation, say("Decline the cancellation"),
            say("The buyer reads the reason. The order goes on."),
            say("Decline"), say("Cancellation declined"), is_grave=False,
        ),
        Reasoned(
            "closing", actions.close_order, say("Close this order"),
            say("What has not been shipped is given back and needs a reason."),
            say("Close order"), say("Order closed"), is_grave=False,
        ),
    )
}  # fmt: skip


def reason_pages(noun: str) -> tuple[Endpoint, Endpoint]:
    """Return the page that asks for the reason of a decision, and the verb behind it."""
    asked = REASONED[noun]

    async def new(request: Request, form: Form[ReasonForm] | None = None) -> Answer:
        detail = await queries.order_detail(request.state.actor, request.path_params["number"])
        number, version = detail.order["number"], detail.order["version"]
        form = form or fresh(request, ReasonForm, version=version)
        return page(
            request, "admin/orders_reason.html", form=form, asked=asked, order=detail.order,
            detail=detail, crumbs=[(ORDERS, "/orders"), (number, f"/orders/{number}"),
                                   (asked.title, None)],
        )  # fmt: skip

    @form(ReasonForm, again=new)
    async def create(request: Request, form: Form[ReasonForm]) -> Answer:
        number = request.path_params["number"]
        await asked.verb(
            request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
            key=form.key,
        )  # fmt: skip
        return see_other(f"/orders/{number}", toast=asked.done)

    return new, create


async def new_confirmation(request: Request, form: Form[PromiseForm] | None = None) -> Answer:
    """Show the lines with the dates we would promise, to confirm or approve."""
    detail = await queries.order_detail(request.state.actor, request.path_params["number"])
    order = detail.order
    today = clock.today(request.state.zone)
    rows = [
        {
            "position": line["position"],
            "promised_on": day_to_promise(order["wished_on"], line["expected_on"], today),
        }
        for line in detail.lines
    ]
    form = form or fresh(request, PromiseForm, {"line": rows}, version=order["version"])
    number = order["number"]
    return page(
        request, "admin/orders_confirm.html", form=form, detail=detail, order=order,
        needs=needs(order), lines={line["position"]: line for line in detail.lines}, today=today,
        crumbs=[(ORDERS, "/orders"), (number, f"/orders/{number}"), (say("Confirm"), None)],
    )  # fmt: skip


@form(PromiseForm, again=new_confirmation)
async def confirm(request: Request, form: Form[PromiseForm]) -> Answer:
    """Confirm a submitted order with its dates."""
    number = request.path_params["number"]
    await actions.confirm_order(
        request.state.actor, number, version=form.version or 0, promised=form.clean.promised,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/orders/{number}", toast=say("Order confirmed"))


@form(PromiseForm, again=new_confirmation)
async def approve(request: Request, form: Form[PromiseForm]) -> Answer:
    """Approve an order that waits for it, which confirms it."""
    number = request.path_params["number"]
    await actions.approve_order(
        request.state.actor, number, version=form.version or 0, promised=form.clean.promised,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/orders/{number}", toast=say("Order approved"))


def plain_verb(verb: Callable[..., Awaitable[Any]], done: Message) -> Endpoint:
    """Return the endpoint of a button without fields; a refusal shows the order again."""

    @form(NoFields, again=show)
    async def endpoint(request: Request, form: Form[NoFields]) -> Answer:
        number = request.path_params["number"]
        await verb(request.state.actor, number, version=form.version or 0, key=form.key)
        return see_other(f"/orders/{number}", toast=done)

    return endpoint


release = plain_verb(actions.release_order, say("Order released"))
agree = plain_verb(actions.agree_cancellation, say("Order cancelled"))
pay = plain_verb(actions.record_payment, say("Payment recorded"))
new_rejection, reject = reason_pages("rejection")
new_hold, hold = reason_pages("hold")
new_cancellation, cancel = reason_pages("cancellation")
new_request, ask = reason_pages("cancellation-request")
new_refusal, decline = reason_pages("cancellation-refusal")
new_closing, close = reason_pages("closing")
