"""A supplier's answers: everything at once, line by line, or one line in several deliveries."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from portal.purchase_orders import LIST, show
from shared.kernel import quantity
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say
from shared.purchasing.actions.answering import (
    ACCEPT,
    CANNOT,
    PROPOSE,
    LineAnswer,
    answer_lines,
    confirm_all,
)
from shared.purchasing.promising import Lot
from shared.purchasing.queries.detail import line_detail, order_detail
from shared.purchasing.rules.lines import MOST_SPLITS, REASONS
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.paths import whole_number

_QUANTITY = Annotated[str, Field(max_length=20), Label(say("Quantity"))]
_DAY = Annotated[date | None, Label(say("Date"))]


class AnsweredLine(FormModel):
    """What is said about the line whose position is the row's number."""

    answer: Annotated[str, Label(say("Answer"))] = ""
    quantity: _QUANTITY = ""
    day: _DAY = None
    rest: Annotated[date | None, Label(say("Date of the rest"))] = None
    reason: Annotated[str, Label(say("Reason"))] = ""
    version: int = 0


class AnswerForm(FormModel):
    """The answers; `rest` accepts every line that is not answered here."""

    lines: Annotated[list[AnsweredLine], Rows("line", first=1)] = []
    note: Annotated[str, Field(max_length=2000), Label(say("Note"))] = ""
    others: str = ""


class LotRow(FormModel):
    """One delivery."""

    quantity: _QUANTITY = ""
    day: _DAY = None


class LotsForm(FormModel):
    """A line in several deliveries, each on its day."""

    lots: Annotated[list[LotRow], Rows("lot")] = []
    reason: Annotated[str, Label(say("Reason"))] = ""
    words: Annotated[str, Field(max_length=900), Label(say("Reason in words"))] = ""


@form(NoFields, again=show)
async def accept_all(request: Request, form: Form[NoFields]) -> Answer:
    """Accept everything, as ordered or as purchasing asked last: one click."""
    number = request.path_params["number"]
    await confirm_all(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/purchase-orders/{number}", toast=say("All lines accepted"))


@form(AnswerForm, again=show)
async def answer(request: Request, form: Form[AnswerForm]) -> Answer:
    """Send the answers to all lines that have one."""
    number = request.path_params["number"]
    detail = await order_detail(request.state.actor, number)
    lines = {line["position"]: line for line in detail.lines}
    answers = _answers(form, lines)
    if form.clean.others == ACCEPT:
        said = {one.position for one in answers}
        answers += [
            LineAnswer(line["position"], line["version"], ACCEPT)
            for line in detail.to_answer if line["position"] not in said
        ]  # fmt: skip
    await answer_lines(
        request.state.actor, number, answers=answers, note=form.clean.note, key=form.key
    )
    return see_other(f"/purchase-orders/{number}", toast=say("Answer sent"))


async def line(request: Request, form: Form[LotsForm] | None = None) -> Answer:
    """Show one line: every date ever promised, and a form for other days."""
    number, position = request.path_params["number"], whole_number(request, "position")
    order, kept = await line_detail(request.state.actor, number, position)
    lots = kept["lots"] or [{"quantity": kept["quantity"], "promised_on": kept["needed_on"]}]
    typed = [
        {"quantity": quantity.to_text(one["quantity"]), "day": one["promised_on"]} for one in lots
    ]
    form = form or fresh(request, LotsForm, {"lot": typed}, version=kept["version"])
    rows = list(form.rows("lot", 2))[:MOST_SPLITS]
    return page(
        request, "portal/purchase_orders_line.html", order=order, line=kept, form=form, rows=rows,
        reasons=list(REASONS.items()),
        crumbs=[(LIST, "/purchase-orders"), (number, f"/purchase-orders/{number}"),
                (kept["sku"], None)],
    )  # fmt: skip


@form(LotsForm, again=line)
async def propose(request: Request, form: Form[LotsForm]) -> Answer:
    """Propose other days or quantities for one line."""
    number, position = request.path_params["number"], whole_number(request, "position")
    typed, wrong = _lots(form)
    if wrong:
        raise Invalid(wrong)
    offered = LineAnswer(
        position, form.version or 0, PROPOSE, tuple(typed), form.clean.words, form.clean.reason
    )
    try:
        await answer_lines(request.state.actor, number, answers=[offered], key=form.key)
    except Invalid as invalid:
        raise Invalid([_at_lot(one) for one in invalid.refusals]) from None
    return see_other(f"/purchase-orders/{number}", toast=say("Proposal sent"))


def _at_lot(refusal: Refusal) -> Refusal:
    """Put what is said about a line's fields beside the fields of this page."""
    column = (refusal.field or "").rpartition("-")[2]
    place = "reason" if column == "reason" else f"lot-0-{column or 'quantity'}"
    return Refusal(refusal.message, place, refusal.fixes)


def _lots(form: Form[Any]) -> tuple[list[Lot], list[Refusal]]:
    lots: list[Lot] = []
    wrong: list[Refusal] = []
    for row in form.rows("lot"):
        if not (row.value("quantity") or row.value("day")):
            continue
        try:
            lots.append(_lot(row.value("quantity"), row.value("day"), f"lot-{row.number}"))
        except Refusal as refusal:
            wrong.append(refusal)
    return lots, wrong


def _lot(amount: str, day: str, field: str) -> Lot:
    if not day:
        raise Refusal(say("Say when."), f"{field}-day")
    return Lot(
        quantity.from_text(amount or "0", f"{field}-quantity"), date.fromisoformat(day.strip())
    )


def _answers(form: Form[AnswerForm], lines: dict[int, dict[str, Any]]) -> list[LineAnswer]:
    answers: list[LineAnswer] = []
    wrong: list[Refusal] = []
    for row in form.rows("line"):
        kind, kept = row.value("answer"), lines.get(row.number)
        if not kind or kept is None:
            continue
        try:
            answers.append(_answer(row, kind, kept))
        except Refusal as refusal:
            wrong.append(refusal)
    if wrong:
        raise Invalid(wrong)
    return answers


def _answer(row: Any, kind: str, kept: dict[str, Any]) -> LineAnswer:
    version = int(row.value("version") or 0)
    code = row.value("reason")
    if kind == "accept":
        return LineAnswer(row.number, version, ACCEPT)
    if kind == "cannot":
        return LineAnswer(row.number, version, CANNOT, reason_code=code)
    field = f"line-{row.number}"
    if kind == "date":
        return LineAnswer(
            row.number, version, PROPOSE,
            (_lot(quantity.to_text(kept["quantity"]), row.value("day"), field),), reason_code=code,
        )  # fmt: skip
    if kind != "quantity":
        raise Refusal(say("Choose one of the answers."), field)
    lots = [_lot(row.value("quantity"), kept["needed_on"].isoformat(), field)]
    left = kept["quantity"] - lots[0].quantity
    if row.value("rest") and left > 0:
        lots.append(Lot(left, date.fromisoformat(row.value("rest").strip())))
    return LineAnswer(row.number, version, PROPOSE, tuple(lots), reason_code=code)
