"""Writing a request for quotation: what is needed, by when, and whom we ask."""

from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field
from starlette.requests import Request

from shared.kernel import clock, quantity
from shared.kernel.state import may
from shared.kernel.wording import say
from shared.language.countries import CURRENCIES
from shared.language.formatting import zone_name
from shared.language.units import UNITS
from shared.purchasing.actions.rfqs import publish_rfq, save_rfq, start_rfq
from shared.purchasing.asking import AskedLine, RfqCard
from shared.purchasing.queries.rfqs import rfq_page
from shared.purchasing.queries.suppliers import find_suppliers
from shared.purchasing.rules.rfqs import TRANSITIONS
from shared.settings import load
from shared.web.forms import Form, FormModel, Label, NoFields, Rows, form, fresh
from shared.web.names import name_of
from shared.web.pages import Answer, page, see_other

LIST = say("Requests for quotation")
USUAL = time(17)  # of the day, when the time for bids ends where nobody says otherwise
_SPARE = 3  # empty rows after those that were typed


class LineForm(FormModel):
    """One thing that is needed."""

    item: Annotated[str, Field(max_length=200), Label(say("Item"))] = ""
    quantity: Annotated[str, Field(max_length=20), Label(say("Quantity"))] = ""
    unit: Annotated[str, Field(max_length=20), Label(say("Unit"))] = "pcs"
    needed_on: Annotated[str, Field(max_length=20), Label(say("Needed"))] = ""


class RfqForm(FormModel):
    """A request as typed."""

    title: Annotated[str, Field(max_length=120), Label(say("Title"))] = ""
    note: Annotated[str, Field(max_length=2000), Label(say("Note to the suppliers"))] = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$"), Label(say("Currency"))] = "CNY"
    closes_on: Annotated[date | None, Label(say("Deadline"))] = None
    closes_time: Annotated[time, Label(say("Time"))] = USUAL
    suppliers: Annotated[list[str], Label(say("Suppliers"))] = []
    lines: Annotated[list[LineForm], Rows("line")] = []


_BEGUN = {"currency": "CNY", "closes_time": "17:00"}


async def new(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show an empty request."""
    return await _form_page(request, form or fresh(request, RfqForm, _BEGUN), None)


@form(RfqForm, again=new)
async def create(request: Request, form: Form[RfqForm]) -> Answer:
    """Keep it as a draft."""
    number = await start_rfq(request.state.actor, card=_card(form), key=form.key)
    return see_other(f"/rfqs/{number}", toast=say("Draft made"))


async def edit(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show a draft to be changed."""
    kept = await rfq_page(request.state.actor, request.path_params["number"])
    if not may(TRANSITIONS, kept["stage"], "save"):
        return see_other(f"/rfqs/{kept['number']}")
    return await _form_page(request, form or _filled(request, kept), kept)


@form(RfqForm, again=edit)
async def update(request: Request, form: Form[RfqForm]) -> Answer:
    """Save the draft."""
    number = request.path_params["number"]
    await save_rfq(request.state.actor, number, version=form.version or 0, card=_card(form))
    return see_other(f"/rfqs/{number}", toast=say("Saved"))


@form(NoFields, again=edit)
async def publish(request: Request, form: Form[NoFields]) -> Answer:
    """Send it to everybody invited."""
    number = request.path_params["number"]
    await publish_rfq(request.state.actor, number, version=form.version or 0, key=form.key)
    return see_other(f"/rfqs/{number}", toast=say("Published; the suppliers are told"))


def deadline(day: date, hour: time) -> datetime:
    """Return the moment at which the time for bids ends: that hour of the day where the company is."""
    return datetime.combine(day, hour, ZoneInfo(load().zone))


def zone_of_us(request: Request) -> str:
    """Return what the company's zone is called in the reader's language."""
    return zone_name(request.state.locale, load().zone, clock.now())


def clock_face(hour: time) -> str:
    """Return an hour as a field of time shows it: 17:00."""
    return hour.strftime("%H:%M")


def _card(form: Form[RfqForm]) -> RfqCard:
    typed = form.clean
    lines = [
        AskedLine(row.value("item"), row.value("quantity"), row.value("unit"),
                  row.value("needed_on"), row.number)
        for row in form.rows("line") if row.value("item").strip() or row.value("quantity").strip()
    ]  # fmt: skip
    until = deadline(typed.closes_on, typed.closes_time) if typed.closes_on else None
    return RfqCard(typed.title, typed.note, typed.currency, until, typed.suppliers, lines)


def _filled(request: Request, kept: dict[str, Any]) -> Form[RfqForm]:
    rows = [
        {"item": line["sku"] or line["name_zh"], "quantity": quantity.to_text(line["quantity"]),
         "unit": line["unit"], "needed_on": line["needed_on"]}
        for line in kept["lines"]
    ]  # fmt: skip
    until = kept["closes_at"].astimezone(ZoneInfo(load().zone)) if kept["closes_at"] else None
    initial = {
        "title": kept["title"], "note": kept["note"], "currency": kept["currency"], "line": rows,
        "closes_on": until.date() if until else None,
        "closes_time": clock_face(until.time() if until else USUAL),
        "suppliers": [one["supplier__number"] for one in kept["invited"]],
    }  # fmt: skip
    return fresh(request, RfqForm, initial, version=kept["version"])


async def _form_page(request: Request, form: Form[Any], kept: dict[str, Any] | None) -> Answer:
    actor, locale = request.state.actor, request.state.locale
    suppliers = await find_suppliers(actor, "", "rfq.create", 500)
    last = (say("New request"), None) if kept is None else (kept["number"], None)
    return page(
        request, "admin/rfqs_form.html", form=form, kept=kept, rows=list(form.rows("line", _SPARE)),
        suppliers=[(one["number"], name_of(locale, one)) for one in suppliers],
        currencies=[(code, code) for code in CURRENCIES], units=list(UNITS.items()),
        crumbs=[(LIST, "/rfqs"), last], zone_of_us=zone_of_us(request),
    )  # fmt: skip
