"""Support requests of the actor's organisation: the list, opening one, one with its conversation.

What a member does with one that is open stands in `ticket_steps`.
"""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.ticket_papers import ticket_sheet
from shared.kernel.wording import Message, say
from shared.orders.queries import recent_orders
from shared.tickets.actions import requests as actions
from shared.tickets.naming import CATEGORIES, MEANINGS
from shared.tickets.queries import lists, threads
from shared.tickets.queries.articles import suggest
from shared.tickets.rules import Category
from shared.tickets.rules.life import REOPEN_DAYS
from shared.web.files import Format, sheet_file
from shared.web.forms import FilesForm, Form, FormModel, Label, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, this_page, view_tabs
from shared.web.pages import Answer, page, see_other

SUPPORT = say("Support")
TABS: dict[str, Message] = {
    "all": say("All"),
    "answer": say("Needs your reply"),
    "open": say("Open"),
    "resolved": say("Resolved"),
    "ended": say("Ended"),
}
LATEST_ORDERS = 15


class TicketQuery(ListQuery):
    """Filters of the list, as they stand in the address."""

    tab: str = "all"
    kind: Format = "xlsx"

    def asked(self) -> lists.TicketFilter:
        """Return the filter of the domain."""
        return lists.TicketFilter(self.tab if self.tab in TABS else "all", self.q[:100])


class StartQuery(FormModel):
    """With what a form begins: from an order or a product, or with what was typed without script."""

    category: str = ""
    subject: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    order: Annotated[str, Field(max_length=20)] = ""
    product: Annotated[str, Field(max_length=60)] = ""


class TicketForm(FilesForm):
    """What somebody says when opening a request."""

    category: Annotated[Category, Label(say("What do you need help with?"))]
    subject: Annotated[str, Field(max_length=200), Label(say("Subject"))]
    text: Annotated[str, Field(max_length=20_000), Label(say("What happened?"))]
    order: Annotated[str, Field(max_length=20), Label(say("Order"))] = ""
    product: Annotated[str, Field(max_length=60), Label(say("Product"))] = ""


class MessageForm(FilesForm):
    """One message."""

    text: Annotated[str, Field(max_length=20_000), Label(say("Your answer"))]


class RatingForm(FormModel):
    """One to five, and why."""

    stars: Annotated[int, Label(say("Rating"))]
    comment: Annotated[str, Field(max_length=2000), Label(say("A word about it"))] = ""


class ThreadQuery(FormModel):
    """Which part of a conversation: before or after a place, and the state that was shown."""

    before: Annotated[str, Field(max_length=200)] = ""
    after: Annotated[str, Field(max_length=200)] = ""
    state: Annotated[str, Field(max_length=30)] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, TicketQuery)
    found = await lists.list_tickets(actor, wanted.asked(), wanted.page)
    counts = await lists.count_tabs(actor)
    return page(
        request, "portal/tickets_index.html", tickets=found.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab), categories=CATEGORIES,
        exports=address(request).replace("/tickets", "/tickets/export", 1),
        around=neighbours(request, found), again=this_page(request),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, TicketQuery)
    rows = await lists.export_tickets(actor, wanted.asked())
    return await sheet_file(request, ticket_sheet(actor, rows), wanted.kind)


async def new(request: Request, form: Form[TicketForm] | None = None) -> Answer:
    actor: Actor = request.state.actor
    if form is None:
        started = query(request, StartQuery).model_dump()
        form = fresh(request, TicketForm, started)
    orders = await recent_orders(actor, limit=LATEST_ORDERS) if _orders(actor) else []
    numbers = [(row["number"], row["number"]) for row in orders]
    named = form.value("order")
    if named and _orders(actor) and named not in dict(numbers):
        numbers.insert(0, (named, named))
    return page(
        request, "portal/tickets_new.html", form=form, orders=numbers,
        categories=[(key, label, "") for key, label in CATEGORIES.items()],
        articles=await suggest(actor, form.value("subject") or ""),
        crumbs=[(SUPPORT, "/tickets"), (say("New request"), None)],
    )  # fmt: skip


@form(TicketForm, again=new)
async def create(request: Request, form: Form[TicketForm]) -> Answer:
    number = await actions.open_ticket(
        request.state.actor, request=actions.Request(**form.clean.model_dump(exclude={"files"})),
        files=form.clean.files, key=form.key,
    )  # fmt: skip
    return see_other(f"/tickets/{number}", toast=say("{number} is with us now.", number=number))


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, ThreadQuery)
    thread = await threads.thread(actor, _number(request), before=wanted.before)
    return page(
        request, "portal/tickets_show.html", thread=thread, ticket=thread.ticket, sent=form,
        files=await threads.files_of(actor, thread),
        is_earlier=bool(wanted.before), meanings=MEANINGS, categories=CATEGORIES,
        writing=_or_fresh(request, form, MessageForm), rating=_or_fresh(request, form, RatingForm),
        days=REOPEN_DAYS, crumbs=[(SUPPORT, "/tickets"), (thread.ticket["number"], None)],
    )  # fmt: skip


async def news(request: Request) -> Answer:
    """Answer with what was written since; the page asks every few seconds."""
    wanted = query(request, ThreadQuery)
    actor: Actor = request.state.actor
    thread = await threads.news(actor, _number(request), wanted.after)
    moved = bool(wanted.state) and wanted.state != thread.ticket["state"]
    return page(
        request, "portal/tickets_news.html", thread=thread, ticket=thread.ticket, moved=moved,
        files=await threads.files_of(actor, thread),
        meanings=MEANINGS, writing=fresh(request, MessageForm), rating=fresh(request, RatingForm),
        days=REOPEN_DAYS, sent=None,
    )  # fmt: skip


def _orders(actor: Actor) -> bool:
    return actor.may("sales_order.read")


def _or_fresh(request: Request, sent: Form[Any] | None, model: type[FormModel]) -> Form[Any]:
    return sent if sent is not None and sent.model is model else fresh(request, model)


def _number(request: Request) -> str:
    return str(request.path_params["number"])
