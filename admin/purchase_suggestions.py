"""What has to be bought: from customers' orders, from short stock; one click makes drafts."""

from typing import Annotated, Any, Literal

from starlette.requests import Request

from admin.purchase_words import ORDERS
from shared.kernel.wording import Message, say
from shared.purchasing.actions.suggesting import order_suggested
from shared.purchasing.queries.demand import from_demand, from_stock
from shared.web.forms import Form, FormModel, Label, form, fresh, query
from shared.web.lists import view_tabs
from shared.web.pages import Answer, page, see_other

_TABS: dict[str, Message] = {"demand": say("Customers wait"), "stock": say("Short stock")}


class SuggestionQuery(FormModel):
    """Which suggestions."""

    tab: Literal["demand", "stock"] = "demand"


class SuggestionForm(FormModel):
    """For which suppliers drafts are made."""

    kind: Annotated[Literal["demand", "stock"], Label(say("Kind"))] = "demand"
    suppliers: Annotated[list[str], Label(say("Suppliers"))] = []


async def index(request: Request, form: Form[Any] | None = None) -> Answer:
    """Show what is missing, by supplier."""
    wanted = query(request, SuggestionQuery)
    actor = request.state.actor
    tab = form.value("kind") if form and form.value("kind") in _TABS else wanted.tab
    found = await (from_demand(actor) if tab == "demand" else from_stock(actor))
    return page(
        request, "admin/purchase_suggestions.html", groups=found, tab=tab,
        form=form or fresh(request, SuggestionForm), tabs=view_tabs(request, _TABS, {}, tab),
        crumbs=[(ORDERS, "/purchase-orders"), (say("Suggestions"), None)],
    )  # fmt: skip


@form(SuggestionForm, again=index)
async def order(request: Request, form: Form[SuggestionForm]) -> Answer:
    """Make a draft for each supplier chosen."""
    numbers = await order_suggested(
        request.state.actor, kind=form.clean.kind, suppliers=form.clean.suppliers, key=form.key
    )
    first, *more = numbers.split()
    if not more:
        return see_other(f"/purchase-orders/{first}/edit", toast=say("Draft made"))
    return see_other(
        "/purchase-orders?tab=draft", toast=say("Drafts made: {numbers}", numbers=numbers)
    )
