"""The support desk: its queues, one request with its conversation, and what stands beside it.

What is done with a request stands in `ticket_steps`, its particulars in `ticket_particulars`.
"""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.ticket_papers import ticket_sheet
from shared.kernel.paging import PageRequest
from shared.kernel.wording import Message, say
from shared.orders.queries import recent_orders
from shared.tickets.naming import CATEGORIES, PRIORITIES
from shared.tickets.queries import lists, threads
from shared.web.files import Format, sheet_file
from shared.web.forms import FilesForm, Form, FormModel, Label, fresh, query
from shared.web.lists import ListQuery, address, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page
from shared.web.taking import carries

DESK = say("Support desk")
TABS: dict[str, Message] = {
    "mine": say("Mine"),
    "team": say("All open"),
    "unassigned": say("Unassigned"),
    "breaching": say("Breaching"),
    "waiting": say("With customer"),
    "ended": say("Ended"),
    "all": say("All"),
}
BESIDE = 8  # of each kind in the history beside a conversation
IN_PANE = 25


class TicketQuery(ListQuery):
    """Filters of the queues, as they stand in the address."""

    tab: str = "team"
    counterparty: str = ""
    kind: Format = "xlsx"

    def asked(self) -> lists.TicketFilter:
        """Return the filter of the domain."""
        tab = self.tab if self.tab in TABS else "team"
        return lists.TicketFilter(tab, self.q[:100], self.counterparty)


class MessageForm(FilesForm):
    """What is written to the customer, and whether we wait or think it solved."""

    text: Annotated[str, Field(max_length=20_000), Label(say("Message"))] = ""
    intent: Annotated[str, Field(max_length=10)] = "send"


class NoteForm(FilesForm):
    """What only we read, with files that only we open."""

    note: Annotated[str, Field(max_length=20_000), Label(say("Internal note"))]


class ReasonForm(FormModel):
    """Why it is escalated."""

    reason: Annotated[str, Field(max_length=2000), Label(say("Reason"))]


class MergeForm(FormModel):
    """Under which number it goes on."""

    into: Annotated[str, Field(max_length=20), Label(say("Goes on under"))]


class ThreadQuery(FormModel):
    """Which part of a conversation: before or after a place, and the state that was shown."""

    before: Annotated[str, Field(max_length=200)] = ""
    after: Annotated[str, Field(max_length=200)] = ""
    state: Annotated[str, Field(max_length=30)] = ""


class PaneQuery(FormModel):
    """Which queue stands beside the conversation, and which request is open."""

    tab: Annotated[str, Field(max_length=20)] = "team"
    at: Annotated[str, Field(max_length=20)] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, TicketQuery)
    found = await lists.list_tickets(actor, wanted.asked(), wanted.page)
    counts = await lists.count_tabs(actor)
    return page(
        request, "admin/tickets_index.html", tickets=found.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab), tab=wanted.asked().tab,
        categories=CATEGORIES, priorities=PRIORITIES, here=lambda **some: address(request, **some),
        exports=address(request).replace("/tickets", "/tickets/export", 1),
        around=neighbours(request, found), again=this_page(request), crumbs=[(DESK, None)],
    )  # fmt: skip


async def export(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, TicketQuery)
    rows = await lists.export_tickets(actor, wanted.asked())
    carries(request, "ticket.export", (row["counterparty__number"] for row in rows))
    return await sheet_file(request, ticket_sheet(actor, rows), wanted.kind)


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, ThreadQuery)
    thread = await threads.thread(actor, _number(request), before=wanted.before)
    return page(
        request, "admin/tickets_show.html", thread=thread, ticket=thread.ticket, sent=form,
        files=await threads.files_of(actor, thread),
        is_earlier=bool(wanted.before), categories=CATEGORIES, priorities=PRIORITIES,
        forms=_forms(request, form), crumbs=[(DESK, "/tickets"), (thread.ticket["number"], None)],
    )  # fmt: skip


async def news(request: Request) -> Answer:
    """Answer with what was written since; the page asks every few seconds."""
    wanted = query(request, ThreadQuery)
    actor: Actor = request.state.actor
    thread = await threads.news(actor, _number(request), wanted.after)
    moved = bool(wanted.state) and wanted.state != thread.ticket["state"]
    return page(
        request, "admin/tickets_news.html", thread=thread, ticket=thread.ticket, moved=moved,
        files=await threads.files_of(actor, thread),
        categories=CATEGORIES, priorities=PRIORITIES, forms=_forms(request, None),
    )  # fmt: skip


async def pane(request: Request) -> Answer:
    """Show a queue in short, beside the conversation that is open."""
    wanted = query(request, PaneQuery)
    tab = wanted.tab if wanted.tab in TABS else "team"
    found = await lists.list_tickets(
        request.state.actor, lists.TicketFilter(tab), PageRequest(limit=IN_PANE)
    )
    return page(
        request, "admin/tickets_queue.html", tickets=found.rows, at=wanted.at, tab=tab,
        label=TABS[tab], crumbs=[(DESK, "/tickets"), (TABS[tab], None)],
    )  # fmt: skip


async def history(request: Request) -> Answer:
    """Show what else there is of the organisation: its requests and its orders."""
    actor: Actor = request.state.actor
    ticket = await threads.one_ticket(actor, _number(request))
    others = await lists.list_tickets(
        actor, lists.TicketFilter("all", counterparty=ticket["counterparty__number"]),
        PageRequest(limit=BESIDE),
    )  # fmt: skip
    orders = []
    if actor.may("sales_order.read"):
        orders = await recent_orders(actor, ticket["counterparty_id"], limit=BESIDE)
    return page(
        request, "admin/tickets_history.html", ticket=ticket, orders=orders,
        others=[row for row in others.rows if row["number"] != ticket["number"]],
        crumbs=[(DESK, "/tickets"), (ticket["number"], f"/tickets/{ticket['number']}"),
                (say("History"), None)],
    )  # fmt: skip


def _forms(request: Request, sent: Form[Any] | None) -> dict[str, Form[Any]]:
    """Return the forms of the page; the one that was sent keeps what was typed."""
    models: dict[str, type[FormModel]] = {
        "writing": MessageForm, "noting": NoteForm, "escalating": ReasonForm, "merging": MergeForm,
    }  # fmt: skip
    return {
        name: sent if sent is not None and sent.model is model else fresh(request, model)
        for name, model in models.items()
    }


def _number(request: Request) -> str:
    return str(request.path_params["number"])
