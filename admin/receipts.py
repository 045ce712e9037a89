"""Receiving: what was counted of each line, what the inspection says, in part or the last of it."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.kernel import quantity
from shared.kernel.errors import Invalid, Refusal
from shared.kernel.wording import say
from shared.purchasing.actions.inspecting import inspect_line
from shared.purchasing.actions.receiving import receive_delivery
from shared.purchasing.queries.deliveries import delivery_row
from shared.purchasing.rules.deliveries import DiscrepancyKind, Inspection
from shared.purchasing.rules.receiving import FINDINGS, INSPECTION_NAMES, KIND_NAMES, Counted
from shared.web.forms import FilesForm, Form, FormModel, Label, Rows, form, fresh
from shared.web.pages import Answer, page, see_other
from shared.web.paths import whole_number


class CountedLine(FormModel):
    """What was found of the line whose position is the row's number."""

    counted: Annotated[str, Field(max_length=20), Label(say("Counted"))] = ""
    refused: Annotated[str, Field(max_length=20), Label(say("Not good"))] = ""
    finding: Annotated[str, Label(say("What is wrong"))] = DiscrepancyKind.DAMAGED
    inspection: Annotated[str, Label(say("Inspection"))] = Inspection.PASSED
    story: Annotated[str, Field(max_length=2000), Label(say("Finding in words"))] = ""


class ReceiptForm(FilesForm):
    """The count with photos; with `more` the rest of the delivery is still to come."""

    lines: Annotated[list[CountedLine], Rows("line", first=1)] = []
    more: bool = False
    note: Annotated[str, Field(max_length=2000), Label(say("Note"))] = ""


async def new(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show every line with what was announced, already filled in as counted and good."""
    delivery, lines = await delivery_row(request.state.actor, request.path_params["number"])
    form = form or _filled(request, delivery, lines)
    known = {line["position"]: line for line in lines}
    rows = [(row, known[row.number]) for row in form.rows("line") if row.number in known]
    return page(
        request, "admin/receipts_new.html", delivery=delivery, form=form, rows=rows,
        inspections=list(INSPECTION_NAMES.items()),
        findings=[(kind, KIND_NAMES[kind]) for kind in FINDINGS],
        crumbs=[(say("Deliveries"), "/deliveries"),
                (delivery["number"], f"/deliveries/{delivery['number']}"), (say("Receive"), None)],
    )  # fmt: skip


@form(ReceiptForm, again=new)
async def create(request: Request, form: Form[ReceiptForm]) -> Answer:
    """Receive what was counted."""
    number = request.path_params["number"]
    counts: dict[int, Counted] = {}
    wrong: list[Refusal] = []
    for row in form.rows("line"):
        try:
            if row.value("counted").strip():
                counts[row.number] = _counted(row, f"line-{row.number}")
        except Refusal as refusal:
            wrong.append(refusal)
    if wrong:
        raise Invalid(wrong)
    receipt = await receive_delivery(
        request.state.actor, number, version=form.version or 0, counts=counts,
        is_last=not form.clean.more, note=form.clean.note, files=form.clean.files, key=form.key,
    )  # fmt: skip
    return see_other(f"/deliveries/{number}", toast=say("Received: {number}", number=receipt))


class InspectionForm(CountedLine, FilesForm):
    """What the inspection of a line found, with photos of it."""


async def inspection(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show the form of an inspection that comes after the count."""
    delivery, lines = await delivery_row(request.state.actor, request.path_params["number"])
    position = whole_number(request, "position")
    line = next((one for one in lines if one["position"] == position), None)
    return page(
        request, "admin/receipts_inspect.html", delivery=delivery, line=line,
        receipt=request.path_params["receipt"], position=position,
        form=form or fresh(request, InspectionForm, version=1),
        inspections=[one for one in INSPECTION_NAMES.items() if one[0] != Inspection.PENDING],
        findings=[(kind, KIND_NAMES[kind]) for kind in FINDINGS],
        crumbs=[(say("Deliveries"), "/deliveries"),
                (delivery["number"], f"/deliveries/{delivery['number']}"),
                (say("Inspection"), None)],
    )  # fmt: skip


@form(InspectionForm, again=inspection)
async def inspect(request: Request, form: Form[InspectionForm]) -> Answer:
    """Say what the inspection found."""
    clean = form.clean
    refused = _amount(clean.refused, "refused")
    result = Counted(0, refused, _finding(clean.finding), _result(clean.inspection), clean.story)
    try:
        number = await inspect_line(
            request.state.actor, request.path_params["receipt"], whole_number(request, "position"),
            version=form.version or 0, result=result, files=clean.files, key=form.key,
        )  # fmt: skip
    except Refusal as refusal:
        place = (refusal.field or "").removeprefix("line-")
        raise Refusal(refusal.message, place or None) from None
    return see_other(f"/deliveries/{number}", toast=say("Inspected"))


def _filled(
    request: Request, delivery: dict[str, Any], lines: list[dict[str, Any]]
) -> Form[ReceiptForm]:
    begun: dict[str, Any] = {}
    for line in lines:
        left = line["quantity"] - line["received"]
        place = f"line-{line['position']}"
        begun |= {
            f"{place}-counted": quantity.to_text(left) if left > 0 else "",
            f"{place}-inspection": Inspection.PASSED,
            f"{place}-finding": DiscrepancyKind.DAMAGED,
        }
    return fresh(request, ReceiptForm, begun, version=delivery["version"])


def _counted(row: Any, field: str) -> Counted:
    return Counted(
        _amount(row.value("counted"), f"{field}-counted"),
        _amount(row.value("refused"), f"{field}-refused"),
        _finding(row.value("finding")), _result(row.value("inspection")), row.value("story"),
    )  # fmt: skip


def _amount(text: str, field: str) -> int:
    return 0 if text.strip(" 0.") == "" else quantity.from_text(text, field)


def _finding(text: str) -> str:
    return text if text in FINDINGS else DiscrepancyKind.DAMAGED


def _result(text: str) -> Inspection:
    return Inspection(text) if text in INSPECTION_NAMES else Inspection.PASSED
