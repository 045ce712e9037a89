"""Decisions about purchase orders: by purchasing about lines, by finance about amounts."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field
from starlette.requests import Request

from admin.purchase_orders import MessageForm, board, show
from admin.purchase_words import ORDERS
from shared.kernel import quantity
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import Message, say, say_n
from shared.purchasing.actions.cancelling import cancel_lines
from shared.purchasing.actions.deciding import AGREE, Decision
from shared.purchasing.actions.rippling import agree_to_all_and_tell, decide_and_tell
from shared.purchasing.actions.sending import approve_order, return_order, take_back
from shared.purchasing.actions.talking import remind, say_something
from shared.purchasing.promising import Lot
from shared.purchasing.queries.detail import customers_waiting, line_detail, order_detail
from shared.purchasing.rules.lines import ENDED, MOST_SPLITS, Tells
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.paths import whole_number

TELLING: list[tuple[Tells, Message, Message]] = [
    (Tells.CUSTOMERS, say("Account managers and customers"),
     say("The customers get the new day by message and see it in their order.")),
    (Tells.MANAGERS, say("Account managers only"), say("They decide what their customers hear.")),
    (Tells.NOBODY, say("Nobody"), say("The supplier alone is answered.")),
]  # fmt: skip


class LotRow(FormModel):
    """One delivery as we want it."""

    quantity: Annotated[str, Field(max_length=20), Label(say("Quantity"))] = ""
    day: Annotated[date | None, Label(say("Date"))] = None


class DecisionForm(FormModel):
    """What purchasing says about a line."""

    kind: Annotated[Literal["agree", "counter", "insist"], Label(say("Decision"))]
    lots: Annotated[list[LotRow], Rows("lot")] = []
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""
    tells: Annotated[Tells, Label(say("Who is told"))] = Tells.NOBODY
    words: Annotated[str, Field(max_length=1000), Label(say("Words to them"))] = ""


class TellingForm(FormModel):
    """Whom an agreement tells of a later day."""

    tells: Tells = Tells.NOBODY


class ReasonForm(FormModel):
    """Why."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


class CancelForm(FormModel):
    """Which lines are taken off, and why."""

    positions: list[int] = []
    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


async def line(request: Request, form: Form[DecisionForm] | None = None) -> Answer:
    """Show one line: what the supplier proposes, every date ever promised, our answer."""
    number, position = request.path_params["number"], whole_number(request, "position")
    order, kept = await line_detail(request.state.actor, number, position)
    wanted = [{"quantity": quantity.to_text(kept["quantity"]), "day": kept["needed_on"]}]
    form = form or fresh(
        request, DecisionForm, {"lot": wanted, "tells": Tells.MANAGERS}, version=kept["version"]
    )
    return page(
        request, "admin/purchase_line.html", order=order, line=kept, form=form,
        rows=list(form.rows("lot", 2))[:MOST_SPLITS],
        customers=await customers_waiting(request.state.actor, kept),
        telling=TELLING,
        crumbs=[(ORDERS, "/purchase-orders"), (number, f"/purchase-orders/{number}"),
                (kept["sku"], None)],
    )  # fmt: skip


@form(DecisionForm, again=line)
async def decide(request: Request, form: Form[DecisionForm]) -> Answer:
    """Agree, counter or insist."""
    number = request.path_params["number"]
    decision = Decision(
        whole_number(request, "position"), form.version or 0, form.clean.kind, _lots(form),
        form.clean.reason,
    )  # fmt: skip
    agrees = decision.kind == AGREE
    hurt = await decide_and_tell(
        request.state.actor, number, decision=decision, key=form.key, words=form.clean.words,
        tells=form.clean.tells if agrees else Tells.NOBODY,
    )  # fmt: skip
    done = told(hurt) if hurt else say("Decided; the supplier is told")
    return see_other(f"/purchase-orders/{number}", toast=done)


@form(TellingForm, again=board)
async def accept(request: Request, form: Form[TellingForm]) -> Answer:
    """Agree to what the supplier proposes for one line, from the board."""
    number = request.path_params["number"]
    decision = Decision(whole_number(request, "position"), form.version or 0, AGREE)
    hurt = await decide_and_tell(
        request.state.actor, number, decision=decision, tells=form.clean.tells, key=form.key
    )  # fmt: skip
    done = told(hurt) if hurt else say("Accepted; the supplier is told")
    return see_other("/purchase-orders/board", toast=done)


@form(TellingForm, again=show)
async def agree(request: Request, form: Form[TellingForm]) -> Answer:
    """Agree to everything the supplier proposes."""
    number = request.path_params["number"]
    hurt = await agree_to_all_and_tell(
        request.state.actor, number, version=form.version or 0, tells=form.clean.tells,
        key=form.key,
    )  # fmt: skip
    done = told(hurt) if hurt else say("Agreed; the supplier is told")
    return see_other(f"/purchase-orders/{number}", toast=done)


def told(hurt: list[str]) -> Message:
    """Return what is said after customers' orders were told of a later day."""
    return say_n(
        "Accepted; the supplier and one customer order are told",
        "Accepted; the supplier and {n} customer orders are told", len(hurt),
    )  # fmt: skip


@form(NoFields, again=show)
async def approve(request: Request, form: Form[NoFields]) -> Answer:
    """Approve the amount, which sends the order."""
    number = request.path_params["number"]
    await approve_order(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/purchase-orders/{number}", toast=say("Approved and sent"))


@form(ReasonForm, again=show)
async def give_back(request: Request, form: Form[ReasonForm]) -> Answer:
    """Give the order back to purchasing."""
    number = request.path_params["number"]
    await return_order(
        request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/purchase-orders/{number}", toast=say("Given back to purchasing"))


@form(NoFields, again=show)
async def recall(request: Request, form: Form[NoFields]) -> Answer:
    """Take back what finance was asked."""
    number = request.path_params["number"]
    await take_back(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/purchase-orders/{number}/edit", toast=say("Taken back"))


async def cancelling(request: Request, form: Form[CancelForm] | None = None) -> Answer:
    """Ask which lines are cancelled, and why."""
    detail = await order_detail(request.state.actor, request.path_params["number"])
    order = detail.order
    form = form or fresh(request, CancelForm, version=order["version"])
    return page(
        request, "admin/purchase_cancel.html", order=order, form=form,
        lines=[one for one in detail.lines if one["state"] not in ENDED],
        crumbs=[(ORDERS, "/purchase-orders"), (order["number"], f"/purchase-orders/{order['number']}"),
                (say("Cancel"), None)],
    )  # fmt: skip


@form(CancelForm, again=cancelling)
async def cancel(request: Request, form: Form[CancelForm]) -> Answer:
    """Cancel lines, or ask the supplier to agree."""
    number = request.path_params["number"]
    if not form.clean.positions:
        raise Refusal(say("Choose at least one line."), "positions")
    await cancel_lines(
        request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
        positions=form.clean.positions, key=form.key,
    )  # fmt: skip
    return see_other(f"/purchase-orders/{number}", toast=say("Cancelled, or asked to agree"))


@form(MessageForm, again=show)
async def message(request: Request, form: Form[MessageForm]) -> Answer:
    """Write to the supplier."""
    number = request.path_params["number"]
    await say_something(
        request.state.actor, number, text=form.clean.text, files=form.clean.files, key=form.key
    )
    return see_other(f"/purchase-orders/{number}", toast=say("Message sent"))


@form(NoFields, again=show)
async def chase(request: Request, form: Form[NoFields]) -> Answer:
    """Remind the supplier now."""
    number = request.path_params["number"]
    await remind(request.state.actor, number, key=form.key)
    return see_other(f"/purchase-orders/{number}", toast=say("Reminder sent"))


def _lots(form: Form[Any]) -> tuple[Lot, ...]:
    """Return the deliveries typed; only a counter-proposal has any."""
    if form.clean.kind != "counter":
        return ()
    lots: list[Lot] = []
    wrong: list[Refusal] = []
    for row in form.rows("lot"):
        if not (row.value("quantity") or row.value("day")):
            continue
        try:
            amount = quantity.from_text(row.value("quantity") or "0", row.name("quantity"))
            if not row.value("day"):
                raise Refusal(say("Say when."), row.name("day"))
            lots.append(Lot(amount, date.fromisoformat(row.value("day").strip())))
        except Refusal as refusal:
            wrong.append(refusal)
    if wrong:
        raise Invalid(wrong)
    return tuple(lots)
