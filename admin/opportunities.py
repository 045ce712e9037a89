"""Opportunities of the accounts in one's care: the table, a new one, changing one.

One in full and what is done with it stand in `opportunity`, the board in `pipeline`.
"""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.catalogue.product_lines import product_lines
from shared.counterparties import queries as counterparties
from shared.exchange.funnel_papers import STAGES, opportunity_sheet
from shared.kernel import clock, money
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest
from shared.kernel.wording import Message, say
from shared.opportunities.actions import opportunities as actions
from shared.opportunities.actions.opportunities import OpportunityFields
from shared.opportunities.queries import opportunities as queries
from shared.opportunities.rules import Stage
from shared.settings import load
from shared.web.files import Format, sheet_file
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.pages import Answer, page, see_other
from shared.web.taking import carries

PIPELINE = say("Pipeline")
TABS: dict[str, Message] = {
    "open": say("Open"),
    "due": say("Next step due"),
    "cold": say("Cold"),
    "won": say("Won"),
    "lost": say("Lost"),
    "all": say("All"),
}
SORTS: dict[str, Message] = {
    "updated": say("Last changed"),
    "closes": say("Closes first"),
    "amount": say("Largest first"),
}
CLOSES_IN = timedelta(days=60)


class OpportunityQuery(ListQuery):
    """Filters of the table, as they stand in the address."""

    tab: str = "open"
    stage: str = ""
    owner: str = ""
    counterparty: str = ""
    sort: str = "updated"
    kind: Format = "xlsx"

    def asked(self) -> queries.OpportunityFilter:
        """Return the filter of the domain."""
        tab = self.tab if self.tab in TABS else "open"
        return queries.OpportunityFilter(
            tab, self.q[:100], self.owner, self.stage, self.counterparty, self.sort
        )


class OpportunityForm(FormModel):
    """What is written down about an opportunity."""

    name: Annotated[str, Field(max_length=200), Label(say("Opportunity"))]
    product_line: Annotated[str, Field(max_length=80), Label(say("Product line"))] = ""
    amount: Annotated[str, Field(max_length=30), Label(say("Amount"))] = "0"
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$"), Label(say("Currency"))]
    closes_on: Annotated[date, Label(say("Closes"))]
    probability: Annotated[int | None, Label(say("Win chance"))] = None
    needs: Annotated[str, Field(max_length=4000), Label(say("Needs"))] = ""

    def fields(self, currency: str = "") -> OpportunityFields:
        """Return the same for the domain, in `currency` where none is typed; refuses an amount."""
        typed = self.model_dump(include=set(OpportunityForm.model_fields) - {"amount"})
        typed["currency"] = typed["currency"] or currency
        amount = money.from_text(self.amount, typed["currency"], "amount")
        return OpportunityFields(**typed, amount=amount)


class NewOpportunityForm(OpportunityForm):
    """What is asked of a new one besides: with whom, how far it is, what we do next."""

    counterparty: Annotated[str, Field(max_length=20), Label(say("Customer"))]
    stage: Annotated[Stage, Label(say("Stage"))] = Stage.CONTACT_MADE
    # Left empty it is the customer's, whoever is chosen last.
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$"), Label(say("Currency"))] = ""
    next_step: Annotated[str, Field(max_length=300), Label(say("Next step"))] = ""
    next_step_on: Annotated[date | None, Label(say("Next step on"))] = None


class SuggestionQuery(FormModel):
    """What somebody has typed so far."""

    q: Annotated[str, Field(max_length=100)] = ""


class PlaceQuery(FormModel):
    """With whom a new opportunity is."""

    counterparty: Annotated[str, Field(max_length=20)] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, OpportunityQuery)
    found = await queries.list_opportunities(actor, wanted.asked(), wanted.page)
    counts = await queries.count_tabs(actor)
    return page(
        request, "admin/opportunities_index.html", rows=found.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab), sorts=SORTS,
        stages=list(Stage), stage_names=STAGES, here=lambda **c: address(request, **c),
        exports=address(request).replace("/opportunities", "/opportunities/export", 1),
        crumbs=[(PIPELINE, "/pipeline"), (say("Table"), None)], around=neighbours(request, found),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, OpportunityQuery)
    rows = await queries.export_opportunities(actor, wanted.asked())
    carries(request, "opportunity.export", (row["counterparty__number"] for row in rows))
    return await sheet_file(request, opportunity_sheet(actor, rows), wanted.kind)


async def new(request: Request, form: Form[NewOpportunityForm] | None = None) -> Answer:
    if form is None:
        place = query(request, PlaceQuery).counterparty
        closes = clock.today(request.state.zone) + CLOSES_IN
        initial = {"counterparty": place, "closes_on": closes}
        form = fresh(request, NewOpportunityForm, initial)
    return await _form_page(request, form, "/opportunities", say("New opportunity"))


@form(NewOpportunityForm, again=new)
async def create(request: Request, form: Form[NewOpportunityForm]) -> Answer:
    currency = await _currency_of(request.state.actor, form.clean.counterparty)
    number = await actions.create_opportunity(
        request.state.actor, counterparty=form.clean.counterparty,
        fields=form.clean.fields(currency),
        stage=form.clean.stage, step=form.clean.next_step, step_on=form.clean.next_step_on,
        key=form.key,
    )  # fmt: skip
    return see_other(f"/opportunities/{number}", toast=say("{number} recorded", number=number))


async def edit(request: Request, form: Form[OpportunityForm] | None = None) -> Answer:
    row = await queries.find_opportunity(request.state.actor, request.path_params["number"])
    if form is None:
        typed = {name: row[name] for name in OpportunityForm.model_fields}
        typed["amount"] = money.to_decimal(row["amount"], row["currency"])
        form = fresh(request, OpportunityForm, typed, version=row["version"])
    return await _form_page(request, form, f"/opportunities/{row['number']}", row["name"])


@form(OpportunityForm, again=edit)
async def update(request: Request, form: Form[OpportunityForm]) -> Answer:
    number = request.path_params["number"]
    await actions.edit_opportunity(
        request.state.actor, number, fields=form.clean.fields(), version=form.version or 0
    )
    return see_other(f"/opportunities/{number}", toast=say("Saved"))


async def suggest_customers(request: Request) -> Answer:
    return await _suggestions(request, "all")


async def suggest_partners(request: Request) -> Answer:
    return await _suggestions(request, "distributor")


async def _suggestions(request: Request, tab: str) -> Answer:
    words = query(request, SuggestionQuery).q
    wanted = counterparties.Wanted(tab=tab, search=words)
    found = await counterparties.counterparties(request.state.actor, wanted, PageRequest(limit=8))
    return page(request, "admin/opportunities_suggestions.html", rows=found.rows)


async def _currency_of(actor: Actor, number: str) -> str:
    """Return the currency of a customer; of one out of reach ours, the action refuses it."""
    try:
        found = await counterparties.reachable(actor, number, "opportunity.create")
    except NotFound:
        return load().currency
    return found.currency


async def _form_page(
    request: Request, form: Form[Any], action: str, title: Message | str
) -> Answer:
    lines = [
        (one.name, one.label(request.state.locale))
        for one in await product_lines(request.state.actor)
    ]
    return page(
        request, "admin/opportunities_new.html", form=form, action=action, title=title,
        lines=lines, stages=[(stage, STAGES[stage]) for stage in Stage],
        crumbs=[(PIPELINE, "/pipeline"), (title, None)],
    )  # fmt: skip
