"""What a supplier ships next: due lines in one grid, new days with one reason, notices sent from it."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.quantity import to_text
from shared.kernel.wording import Message, say
from shared.purchasing.actions.announcing import Packed, Way, send_delivery
from shared.purchasing.actions.moving import Moved, move_dates
from shared.purchasing.queries.deliveries import DeliveryFilter, deliveries, delivery_counts
from shared.purchasing.queries.due import due_counts, due_lines, lines_at
from shared.purchasing.rules.lines import REASONS
from shared.web.forms import Form, FormModel, Label, Rows, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page, see_other

LIST = say("Deliveries")
TABS: dict[str, Message] = {
    "soon": say("Due in 14 days"),
    "late": say("Late"),
    "all": say("All open lines"),
}
NOTICE_TABS: dict[str, Message] = {
    "coming": say("On the way"),
    "arrived": say("Arrived"),
    "discrepancy": say("Discrepancies"),
    "done": say("Done"),
    "all": say("All"),
}
_LONGEST_NUMBER = 20
_ON_THE_ROAD = timedelta(days=2)


class DueList(ListQuery):
    """Which lines the grid shows."""

    tab: str = "soon"


class NoticeList(ListQuery):
    """Which notices the list shows."""

    tab: str = "coming"


class PackedLine(FormModel):
    """One row: a line of an order, whether it is packed, how many, and its new day."""

    order: Annotated[str, Field(max_length=_LONGEST_NUMBER)] = ""
    position: int = 0
    version: int = 0
    packed: bool = False
    quantity: Annotated[str, Field(max_length=20), Label(say("Quantity"))] = ""
    batch: Annotated[str, Field(max_length=80), Label(say("Batch"))] = ""
    day: Annotated[date | None, Label(say("Date"))] = None
    was: date | None = None


class NoticeForm(FormModel):
    """How the goods travel; the rows that are packed go with them."""

    lines: Annotated[list[PackedLine], Rows("line")] = []
    carrier: Annotated[str, Field(max_length=80), Label(say("Carrier"))] = ""
    tracking_number: Annotated[str, Field(max_length=80), Label(say("Tracking number"))] = ""
    packages: Annotated[int, Label(say("Packages"))] = 1
    expected_on: Annotated[date | None, Label(say("Expected arrival"))] = None
    supplier_reference: Annotated[str, Field(max_length=60), Label(say("Your delivery note"))] = ""
    note: Annotated[str, Field(max_length=2000), Label(say("Note"))] = ""
    reason: Annotated[str, Field(max_length=40), Label(say("Reason"))] = ""
    words: Annotated[str, Field(max_length=900), Label(say("Reason in words"))] = ""

    @property
    def way(self) -> Way:
        """The same for the domain."""
        return Way(self.carrier, self.tracking_number, self.packages, self.expected_on,
                   self.supplier_reference, self.note)  # fmt: skip


async def index(request: Request, form: Form[NoticeForm] | None = None) -> Answer:
    """Show the lines that are due, or what was typed about them."""
    actor: Actor = request.state.actor
    wanted = query(request, DueList)
    tab = wanted.tab if wanted.tab in TABS else "soon"
    around: dict[str, Any] = {"newer": None, "older": None}
    if form is not None:
        rows = await shown_rows(actor, form)
    else:
        found = await due_lines(actor, tab, wanted.q, wanted.page)
        around = neighbours(request, found)
        form = fresh(request, NoticeForm, {
            "line": [_begun(line) for line in found.rows], "packages": "1",
            "expected_on": clock.today(actor.zone) + _ON_THE_ROAD,
        })  # fmt: skip
        rows = list(zip(form.rows("line"), found.rows, strict=True))
    return page(
        request, "portal/deliveries_index.html", form=form, rows=rows,
        wanted=wanted, reasons=list(REASONS.items()), crumbs=[(LIST, None)],
        tabs=view_tabs(request, TABS, await due_counts(actor), tab), **around,
    )  # fmt: skip


async def notices(request: Request) -> Answer:
    """Show the notices that were sent: on the way, arrived, with a discrepancy."""
    actor: Actor = request.state.actor
    wanted = query(request, NoticeList)
    tab = wanted.tab if wanted.tab in NOTICE_TABS else "coming"
    asked = DeliveryFilter(tab, wanted.q)
    found = await deliveries(actor, asked, wanted.page)
    return page(
        request, "portal/deliveries_notices.html", rows=found.rows, wanted=wanted,
        tabs=view_tabs(request, NOTICE_TABS, await delivery_counts(actor, asked), tab),
        here=lambda **c: address(request, **c), again=this_page(request),
        crumbs=[(LIST, "/deliveries"), (say("Notices"), None)], **neighbours(request, found),
    )  # fmt: skip


@form(NoticeForm, again=index)
async def create(request: Request, form: Form[NoticeForm]) -> Answer:
    """Send the rows that are ticked as one delivery."""
    return await send(request, form, [row for row in form.rows("line") if row.value("packed")])


@form(NoticeForm, again=index)
async def move(request: Request, form: Form[NoticeForm]) -> Answer:
    """Propose the days that were changed, with one reason for all."""
    moves = [
        Moved(one.order, one.position, one.version, one.day, row.number)
        for row, one in zip(form.rows_sent("line"), form.clean.lines, strict=True)
        if one.day and one.day != one.was
    ]
    moved = await move_dates(
        request.state.actor,
        moves=moves,
        reason=form.clean.words,
        reason_code=form.clean.reason,
        key=form.key,
    )
    return see_other("/deliveries", toast=say("{n} new dates sent", n=moved))


async def send(request: Request, form: Form[NoticeForm], rows: list[Any]) -> Answer:
    """Send these rows of a form as one delivery and show it."""
    lines = [
        Packed(row.value("order"), int(row.value("position") or 0), row.value("quantity"),
               row.value("batch"), row.number)
        for row in rows
    ]  # fmt: skip
    number = await send_delivery(request.state.actor, lines=lines, way=form.clean.way, key=form.key)
    return see_other(f"/deliveries/{number}", toast=say("Notice {number} sent", number=number))


async def shown_rows(actor: Actor, form: Form[Any]) -> list[tuple[Any, dict[str, Any]]]:
    """Return (row of the form, line) for every row that names a line of ours."""
    typed = list(form.rows("line"))
    places = [
        (row.value("order")[:_LONGEST_NUMBER], _whole(row.value("position"))) for row in typed
    ]
    known = await lines_at(actor, places)
    if typed and not known:
        raise NotFound
    return [(row, known[place]) for row, place in zip(typed, places, strict=True) if place in known]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _begun(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "order": line["order__number"], "position": line["position"], "version": line["version"],
        "quantity": to_text(line["open"]), "day": line["promised_on"], "was": line["promised_on"],
    }  # fmt: skip
