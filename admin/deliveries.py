"""Deliveries at our door: what comes and when, found by a scan, one with all that hangs on it."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel.wording import Message, say
from shared.purchasing.actions.receiving import arrive as note_arrival
from shared.purchasing.actions.settling import (
    say_about,
    settle_difference,
    withdraw_difference,
)
from shared.purchasing.queries.deliveries import (
    DeliveryFilter,
    deliveries,
    delivery_counts,
    delivery_detail,
    find_delivery,
    must_differ,
)
from shared.purchasing.rules.deliveries import Remedy
from shared.purchasing.rules.receiving import INSPECTION_NAMES, KIND_NAMES, REMEDY_NAMES
from shared.web.difference_parts import PartQuery, address_of_part
from shared.web.forms import FilesForm, Form, FormModel, Label, NoFields, form, fresh, query
from shared.web.lists import ListQuery, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page, see_other

LIST = say("Deliveries")
TABS: dict[str, Message] = {
    "coming": say("On the way"),
    "arrived": say("Arrived"),
    "discrepancy": say("Discrepancies"),
    "done": say("Done"),
    "all": say("All"),
}


class DeliveryList(ListQuery):
    """Which deliveries the list shows."""

    tab: str = "coming"
    supplier: str = ""


class ScanForm(FormModel):
    """What a scanner typed."""

    code: Annotated[str, Field(max_length=300), Label(say("Scan or type"))] = ""


class ThreadForm(FilesForm):
    """A sentence with photos about a difference; `what` settles it or takes it back."""

    text: Annotated[str, Field(max_length=2000), Label(say("Message"))] = ""
    what: str = ""
    remedy: Annotated[str, Label(say("Remedy"))] = ""


async def index(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show what comes by the day it is expected; a scan leads to the delivery."""
    actor: Actor = request.state.actor
    wanted = query(request, DeliveryList)
    tab = wanted.tab if wanted.tab in TABS else "coming"
    asked = DeliveryFilter(tab, wanted.q, wanted.supplier)
    found = await deliveries(actor, asked, wanted.page)
    return page(
        request, "admin/deliveries_index.html", rows=found.rows, wanted=wanted,
        form=form or fresh(request, ScanForm), again=this_page(request), crumbs=[(LIST, None)],
        tabs=view_tabs(request, TABS, await delivery_counts(actor, asked), tab),
        **neighbours(request, found),
    )  # fmt: skip


@form(ScanForm, again=index)
async def scan(request: Request, form: Form[ScanForm]) -> Answer:
    """Lead to the delivery that was scanned; changes nothing."""
    return see_other(f"/deliveries/{await find_delivery(request.state.actor, form.clean.code)}")


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show a delivery with its receipts and differences; `form` is one that was refused."""
    wanted = query(request, PartQuery)
    detail = await delivery_detail(
        request.state.actor, request.path_params["number"], of=wanted.of, before=wanted.before
    )
    return page(
        request, "admin/deliveries_show.html", detail=detail, delivery=detail.delivery,
        again=address_of_part(request),
        failed=form, thread=fresh(request, ThreadForm), kinds=KIND_NAMES, remedies=REMEDY_NAMES,
        inspections=INSPECTION_NAMES,
        crumbs=[(LIST, "/deliveries"), (detail.delivery["number"], None)],
    )  # fmt: skip


@form(NoFields, again=show)
async def arrive(request: Request, form: Form[NoFields]) -> Answer:
    """Note that the goods are here."""
    number = request.path_params["number"]
    await note_arrival(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/deliveries/{number}", toast=say("Arrived"))


@form(ThreadForm, again=show)
async def write(request: Request, form: Form[ThreadForm]) -> Answer:
    """Write about a difference, settle it, or take it back."""
    of, number = request.path_params["number"], request.path_params["difference"]
    actor, clean, version = request.state.actor, form.clean, form.version or 0
    await must_differ(actor, of, number)
    told = {"settle": say("Settled"), "withdraw": say("Withdrawn")}.get(clean.what, say("Sent"))
    if clean.what == "settle":
        remedy = Remedy(clean.remedy) if clean.remedy in REMEDY_NAMES else Remedy.REPLACE
        await settle_difference(
            actor, number, version=version, remedy=remedy, text=clean.text, key=form.key
        )
    elif clean.what == "withdraw":
        await withdraw_difference(actor, number, version=version, reason=clean.text, key=form.key)
    else:
        await say_about(actor, number, text=clean.text, files=clean.files, key=form.key)
    return see_other(f"/deliveries/{of}#{number}", toast=told)
