"""A request opened for somebody who called, and what the desk keeps of one: who has it, what it concerns."""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from admin.tickets import DESK
from shared.access.actor import Actor
from shared.identity.colleagues import colleagues
from shared.kernel.wording import say
from shared.tickets.actions import desk, requests
from shared.tickets.actions.desk import Particulars
from shared.tickets.naming import CATEGORIES, PRIORITIES
from shared.tickets.queries import threads
from shared.tickets.rules import Category, Priority
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.pages import Answer, page, see_other


class StartQuery(FormModel):
    """For whom, from its record."""

    counterparty: Annotated[str, Field(max_length=20)] = ""
    order: Annotated[str, Field(max_length=20)] = ""


class TicketForm(FormModel):
    """What somebody told us by other ways."""

    counterparty: Annotated[str, Field(max_length=20), Label(say("Counterparty"))]
    category: Annotated[Category, Label(say("Category"))]
    priority: Annotated[Priority, Label(say("Priority"))] = Priority.NORMAL
    subject: Annotated[str, Field(max_length=200), Label(say("Subject"))]
    text: Annotated[str, Field(max_length=20_000), Label(say("What happened?"))]
    order: Annotated[str, Field(max_length=20), Label(say("Order"))] = ""
    product: Annotated[str, Field(max_length=60), Label(say("Product"))] = ""


class ParticularsForm(FormModel):
    """What the desk keeps of a request."""

    subject: Annotated[str, Field(max_length=200), Label(say("Subject"))]
    category: Annotated[Category, Label(say("Category"))]
    priority: Annotated[Priority, Label(say("Priority"))]
    order: Annotated[str, Field(max_length=20), Label(say("Order"))] = ""
    product: Annotated[str, Field(max_length=60), Label(say("Product"))] = ""
    opportunity: Annotated[str, Field(max_length=20), Label(say("Opportunity"))] = ""


class AssignForm(FormModel):
    """Who gets it."""

    to: Annotated[str, Field(max_length=32), Label(say("Colleague"))]


async def new(request: Request, form: Form[TicketForm] | None = None) -> Answer:
    started = query(request, StartQuery).model_dump()
    form = form or fresh(request, TicketForm, {**started, "priority": Priority.NORMAL})
    return page(
        request, "admin/tickets_new.html", form=form, categories=list(CATEGORIES.items()),
        priorities=list(PRIORITIES.items()), crumbs=[(DESK, "/tickets"), (say("New request"), None)],
    )  # fmt: skip


@form(TicketForm, again=new)
async def create(request: Request, form: Form[TicketForm]) -> Answer:
    said = form.clean.model_dump(exclude={"counterparty"})
    number = await requests.open_ticket(
        request.state.actor, request=requests.Request(**said),
        counterparty=form.clean.counterparty, key=form.key,
    )  # fmt: skip
    return see_other(f"/tickets/{number}", toast=say("{number} opened", number=number))


async def edit(request: Request, form: Form[Any] | None = None) -> Answer:
    actor: Actor = request.state.actor
    ticket = await threads.one_ticket(actor, _number(request))
    people = await colleagues(actor, ("support",)) if actor.may("ticket.assign") else []
    typed = {
        "subject": ticket["subject"], "category": ticket["category"],
        "priority": ticket["priority"], "order": ticket["order__number"],
        "product": ticket["product__sku"], "opportunity": ticket["opportunity__number"],
    }  # fmt: skip
    is_assigning = form is not None and form.model is AssignForm
    return page(
        request, "admin/tickets_edit.html", ticket=ticket,
        people=[(one["public_id"], one["name"]) for one in people],
        form=form if form is not None and not is_assigning
        else fresh(request, ParticularsForm, typed, version=ticket["version"]),
        assigning=form if is_assigning
        else fresh(request, AssignForm, {"to": ticket["assignee__public_id"]}),
        categories=list(CATEGORIES.items()), priorities=list(PRIORITIES.items()),
        crumbs=[(DESK, "/tickets"), (ticket["number"], f"/tickets/{ticket['number']}"),
                (say("Particulars"), None)],
    )  # fmt: skip


@form(ParticularsForm, again=edit)
async def update(request: Request, form: Form[ParticularsForm]) -> Answer:
    kept = Particulars(**form.clean.model_dump())
    number = _number(request)
    await desk.change_ticket(request.state.actor, number, kept=kept, version=form.version or 0)
    return see_other(f"/tickets/{number}", toast=say("Saved"))


@form(AssignForm, again=edit)
async def assign(request: Request, form: Form[AssignForm]) -> Answer:
    number = _number(request)
    await desk.assign(request.state.actor, number, to=form.clean.to, key=form.key)
    return see_other(f"/tickets/{number}", toast=say("Assigned"))


def _number(request: Request) -> str:
    return str(request.path_params["number"])
