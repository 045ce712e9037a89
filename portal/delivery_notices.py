"""One notice: begun from a packing list, shown with its receipts, corrected, taken back, on paper."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from portal.deliveries import LIST, NoticeForm, send, shown_rows
from shared.access.actor import Actor
from shared.kernel.errors import Refusal
from shared.kernel.quantity import to_text
from shared.kernel.wording import say
from shared.purchasing.actions.announcing import cancel_delivery, depart, update_delivery
from shared.purchasing.actions.settling import answer_difference, say_about
from shared.purchasing.queries.deliveries import delivery_detail, delivery_row, must_differ
from shared.purchasing.queries.due import match_packing_list
from shared.purchasing.rules.receiving import (
    INSPECTION_NAMES,
    KIND_NAMES,
    MOST_LINES,
    REMEDY_NAMES,
)
from shared.web.delivery_files import label_file, packing_file, packing_list_sent
from shared.web.difference_parts import PartQuery, address_of_part
from shared.web.forms import FilesForm, Form, FormModel, Label, NoFields, Upload, form, fresh, query
from shared.web.pages import Answer, page, see_other


class PackingForm(FormModel):
    """A packing list: pasted, or as a file."""

    paste: Annotated[str, Field(max_length=60_000), Label(say("Lines"))] = ""
    file: Annotated[Upload | None, Label(say("CSV or Excel file"))] = None


class WayForm(NoticeForm):
    """What is corrected about a notice that is on its way."""


class ReasonForm(FormModel):
    """Why a notice is taken back."""

    reason: Annotated[str, Field(max_length=1000), Label(say("Reason"))] = ""


class ThreadForm(FilesForm):
    """A sentence with photos about a difference; `accepts` answers it."""

    text: Annotated[str, Field(max_length=2000), Label(say("Message"))] = ""
    accepts: Annotated[str, Label(say("Answer"))] = ""


async def new(request: Request, form: Form[Any] | None = None) -> Answer:
    """Begin a notice from a packing list; after that every row is there to be looked over."""
    return page(
        request, "portal/deliveries_new.html", form=form or fresh(request, PackingForm), rows=[],
        crumbs=[(LIST, "/deliveries"), (say("New notice"), None)],
    )  # fmt: skip


async def _rows(request: Request, form: Form[Any]) -> Answer:
    actor: Actor = request.state.actor
    return page(
        request, "portal/deliveries_new.html", form=form, rows=await shown_rows(actor, form),
        crumbs=[(LIST, "/deliveries"), (say("New notice"), None)],
    )  # fmt: skip


@form(PackingForm, again=new)
async def match(request: Request, form: Form[PackingForm]) -> Answer:
    """Spread a packing list over the open lines and show them; nothing is sent yet."""
    wanted = await packing_list_sent(form.clean.paste, form.clean.file)
    found = await match_packing_list(request.state.actor, wanted)
    if not found.rows:
        raise Refusal(say("None of these codes is open. Check the codes."), "paste")
    begun = fresh(request, NoticeForm, {
        "line": [
            {"order": row["order__number"], "position": row["position"], "packed": True,
             "version": row["version"], "quantity": to_text(row["packed"]), "batch": row["batch"]}
            for row in found.rows[:MOST_LINES]
        ],
        "packages": "1",
    })  # fmt: skip
    for place, left in found.left_over:
        begun.refuse(
            Refusal(say("{code}: nothing is open for {quantity}.", code=wanted[place].code,
                        quantity=to_text(left)))
        )  # fmt: skip
    return await _rows(request, begun)


@form(NoticeForm, again=_rows)
async def create(request: Request, form: Form[NoticeForm]) -> Answer:
    """Send the rows that were looked over."""
    return await send(request, form, [row for row in form.rows("line") if row.value("packed")])


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show a notice with what was received of it and what differs."""
    wanted = query(request, PartQuery)
    detail = await delivery_detail(
        request.state.actor, request.path_params["number"], of=wanted.of, before=wanted.before
    )
    row = detail.delivery
    names = ("carrier", "tracking_number", "packages", "expected_on", "supplier_reference", "note")
    return page(
        request, "portal/deliveries_show.html", detail=detail, delivery=row, failed=form,
        again=address_of_part(request),
        form=form if isinstance(form, Form) and form.model is WayForm
        else fresh(request, WayForm, {name: row[name] for name in names}, version=row["version"]),
        thread=fresh(request, ThreadForm), kinds=KIND_NAMES, remedies=REMEDY_NAMES,
        inspections=INSPECTION_NAMES, crumbs=[(LIST, "/deliveries"), (row["number"], None)],
    )  # fmt: skip


@form(WayForm, again=show)
async def update(request: Request, form: Form[WayForm]) -> Answer:
    """Correct how the goods travel and when they arrive."""
    number = request.path_params["number"]
    reason = form.clean.words
    try:
        await update_delivery(
            request.state.actor, number, version=form.version or 0, way=form.clean.way,
            reason=reason, key=form.key,
        )  # fmt: skip
    except Refusal as refusal:
        raise Refusal(
            refusal.message, "words" if refusal.field == "reason" else refusal.field
        ) from None
    return see_other(f"/deliveries/{number}", toast=say("Saved"))


@form(NoFields, again=show)
async def leave(request: Request, form: Form[NoFields]) -> Answer:
    """Say that the goods have left."""
    number = request.path_params["number"]
    await depart(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/deliveries/{number}", toast=say("On its way"))


@form(ReasonForm, again=show)
async def cancel(request: Request, form: Form[ReasonForm]) -> Answer:
    """Take a notice back."""
    number = request.path_params["number"]
    await cancel_delivery(
        request.state.actor, number, version=form.version or 0, reason=form.clean.reason,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/deliveries/{number}", toast=say("The notice is taken back"))


@form(ThreadForm, again=show)
async def write(request: Request, form: Form[ThreadForm]) -> Answer:
    """Write about a difference, or answer it."""
    number, of = request.path_params["difference"], request.path_params["number"]
    await must_differ(request.state.actor, of, number)
    actor, clean = request.state.actor, form.clean
    if clean.accepts in ("yes", "no"):
        await answer_difference(
            actor, number, version=form.version or 0, accepts=clean.accepts == "yes",
            text=clean.text, files=clean.files, key=form.key,
        )  # fmt: skip
        told = say("Accepted") if clean.accepts == "yes" else say("Disputed")
    else:
        await say_about(actor, number, text=clean.text, files=clean.files, key=form.key)
        told = say("Sent")
    return see_other(f"/deliveries/{of}#{number}", toast=told)


async def paper(request: Request) -> Answer:
    """Download the packing list as PDF."""
    delivery, lines = await delivery_row(request.state.actor, request.path_params["number"])
    return await packing_file(request, delivery, lines)


async def label(request: Request) -> Answer:
    """Download a label for every package as PDF, with a code that our warehouse scans."""
    delivery, _ = await delivery_row(request.state.actor, request.path_params["number"])
    return await label_file(request, delivery)
