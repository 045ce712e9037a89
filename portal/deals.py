"""Deal registrations of the actor's company: list, register with a conflict check, one in full.

What a member does with one that is submitted (answer, withdraw, extend) stands in `deal_steps`.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.catalogue.product_lines import product_lines
from shared.counterparties.queries import own_organisation
from shared.exchange.funnel_papers import deal_sheet
from shared.kernel import money
from shared.kernel.errors import NotFound
from shared.kernel.wording import Message, say
from shared.opportunities.actions import deals as actions
from shared.opportunities.actions.deals import DealFields
from shared.opportunities.queries import deals as queries
from shared.opportunities.rules import DealState
from shared.settings import load
from shared.web.files import Format, sheet_file
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.pages import Answer, page, see_other

DEALS = say("Deals")
TABS: dict[str, Message] = {
    "all": say("All"),
    "asked": say("Needs your reply"),
    "waiting": say("In review"),
    "protected": say("Protected"),
    "drafts": say("Drafts"),
    "ended": say("Ended"),
}


class DealQuery(ListQuery):
    """Filters of the list, as they stand in the address."""

    tab: str = "all"
    kind: Format = "xlsx"

    def asked(self) -> queries.DealFilter:
        """Return the filter of the domain."""
        return queries.DealFilter(self.tab if self.tab in TABS else "all", self.q[:100])


class DealForm(FormModel):
    """The four questions of a registration."""

    customer_name: Annotated[str, Field(max_length=200), Label(say("End customer"))]
    customer_city: Annotated[str, Field(max_length=80), Label(say("City"))] = ""
    customer_city_other: Annotated[
        str, Field(max_length=80), Label(say("City in the other language"))
    ] = ""
    customer_contact: Annotated[str, Field(max_length=200), Label(say("Contact there"))] = ""
    product_line: Annotated[str, Field(max_length=80), Label(say("Product line"))] = ""
    amount: Annotated[str, Field(max_length=30), Label(say("Expected value"))] = "0"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$"), Label(say("Currency"))] = "CNY"
    closes_on: Annotated[date | None, Label(say("Order expected"))] = None
    story: Annotated[str, Field(max_length=4000), Label(say("What is going on?"))] = ""
    intent: Literal["submit", "draft"] = "submit"

    def fields(self) -> DealFields:
        """Return the same for the domain; refuses an amount that is none."""
        values = self.model_dump(exclude={"intent", "amount"})
        return DealFields(**values, amount=money.from_text(self.amount, self.currency, "amount"))


class ConflictQuery(FormModel):
    """What is asked while typing."""

    customer_name: Annotated[str, Field(max_length=200)] = ""
    product_line: Annotated[str, Field(max_length=80)] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, DealQuery)
    deals = await queries.list_deals(actor, wanted.asked(), wanted.page)
    counts = await queries.count_tabs(actor)
    return page(
        request, "portal/deals_index.html", deals=deals.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab),
        exports=address(request).replace("/deals", "/deals/export", 1),
        around=neighbours(request, deals),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, DealQuery)
    rows = await queries.export_deals(actor, wanted.asked())
    return await sheet_file(request, deal_sheet(actor, rows), wanted.kind)


async def new(request: Request, form: Form[DealForm] | None = None) -> Answer:
    """Show the form; without script, its Check button brings what was typed as parameters."""
    if form is None:
        asked = query(request, ConflictQuery)
        own = await own_organisation(request.state.actor)
        form = fresh(request, DealForm, {**asked.model_dump(), "currency": own.currency})
    return await _form_page(request, form, "/deals", say("Register a deal"))


@form(DealForm, again=new)
async def create(request: Request, form: Form[DealForm]) -> Answer:
    is_submitted = form.clean.intent == "submit"
    number = await actions.start_deal(
        request.state.actor, fields=form.clean.fields(), submit=is_submitted, key=form.key
    )
    told = say("Registered. We answer within one working day.") if is_submitted else say("Saved")
    return see_other(f"/deals/{number}", toast=told)


async def conflict(request: Request) -> Answer:
    """Answer the check while somebody types: one block of the form."""
    asked = query(request, ConflictQuery)
    found = await queries.check_conflict(
        request.state.actor, asked.customer_name, asked.product_line
    )
    return page(
        request, "portal/deals_conflict.html",
        conflict=found if asked.customer_name and asked.product_line else None,
    )  # fmt: skip


async def edit(request: Request, form: Form[DealForm] | None = None) -> Answer:
    deal = await queries.find_deal(request.state.actor, request.path_params["number"])
    if deal["state"] != DealState.DRAFT:
        raise NotFound
    if form is None:
        typed = {name: deal[name] for name in DealForm.model_fields if name in deal}
        typed["amount"] = money.to_decimal(deal["amount"], deal["currency"])
        form = fresh(request, DealForm, typed, version=deal["version"])
    return await _form_page(request, form, f"/deals/{deal['number']}", say("Change the draft"))


@form(DealForm, again=edit)
async def update(request: Request, form: Form[DealForm]) -> Answer:
    number, actor = request.path_params["number"], request.state.actor
    version = form.version or 0
    submit = form.clean.intent == "submit"
    await actions.save_deal(
        actor, number, fields=form.clean.fields(), version=version, submit=submit
    )
    told = say("Registered. We answer within one working day.") if submit else say("Saved")
    return see_other(f"/deals/{number}", toast=told)


async def _form_page(request: Request, form: Form[DealForm], action: str, title: Message) -> Answer:
    actor: Actor = request.state.actor
    customer, line = form.value("customer_name"), form.value("product_line")
    if form.error("customer_name") or form.error("product_line"):
        customer = ""
    found = await queries.check_conflict(
        actor, customer, line, besides=action.rpartition("/")[2]
    ) if customer else None  # fmt: skip
    lines = [(one.name, one.label(actor.locale), "") for one in await product_lines(actor)]
    return page(
        request, "portal/deals_new.html", form=form, action=action, title=title, lines=lines,
        conflict=found, days=load().deal_protection_days,
        crumbs=[(DEALS, "/deals"), (title, None)],
    )  # fmt: skip
