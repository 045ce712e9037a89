"""Deal registrations to decide: the list and one with everything its decision needs.

The decisions themselves stand in `deal_decisions`.
"""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request

from shared.access.actor import Actor
from shared.exchange.funnel_papers import deal_sheet
from shared.kernel import clock
from shared.kernel.wording import Message, say
from shared.opportunities.queries import deals as queries
from shared.opportunities.rules import deals as rules
from shared.settings import is_comparable, load, worth
from shared.web.files import Format, sheet_file
from shared.web.forms import Form, FormModel, Label, fresh, query
from shared.web.lists import ListQuery, address, neighbours, view_tabs
from shared.web.pages import Answer, page
from shared.web.taking import carries

DEALS = say("Deal registrations")
TABS: dict[str, Message] = {
    "waiting": say("To decide"),
    "asked": say("Waiting for them"),
    "protected": say("Protected"),
    "ended": say("Ended"),
    "all": say("All"),
}


class DealQuery(ListQuery):
    """Filters of the list, as they stand in the address."""

    tab: str = "waiting"
    distributor: str = ""
    kind: Format = "xlsx"

    def asked(self) -> queries.DealFilter:
        """Return the filter of the domain."""
        tab = self.tab if self.tab in TABS else "waiting"
        return queries.DealFilter(tab, self.q[:100], self.distributor)


class ApprovalForm(FormModel):
    """Until when the customer is protected."""

    until: Annotated[date, Label(say("Protected until"))]


class QuestionForm(FormModel):
    """What we ask the distributor."""

    question: Annotated[str, Field(max_length=2000), Label(say("Question"))]


class ReasonForm(FormModel):
    """Why we say no."""

    reason: Annotated[str, Field(max_length=2000), Label(say("Reason"))]


class ConversionForm(FormModel):
    """With whom the opportunity stands; empty: with the distributor."""

    counterparty: Annotated[str, Field(max_length=20), Label(say("Customer"))] = ""


async def index(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, DealQuery)
    deals = await queries.list_deals(actor, wanted.asked(), wanted.page)
    counts = await queries.count_tabs(actor)
    return page(
        request, "admin/deals_index.html", deals=deals.rows, wanted=wanted,
        views=view_tabs(request, TABS, counts, wanted.asked().tab),
        exports=address(request).replace("/deals", "/deals/export", 1),
        here=lambda **changes: address(request, **changes), crumbs=[(DEALS, None)],
        around=neighbours(request, deals),
    )  # fmt: skip


async def export(request: Request) -> Answer:
    actor: Actor = request.state.actor
    wanted = query(request, DealQuery)
    rows = await queries.export_deals(actor, wanted.asked())
    carries(request, "deal_registration.export", (row["distributor__number"] for row in rows))
    return await sheet_file(request, deal_sheet(actor, rows), wanted.kind)


async def show(request: Request, form: Form[Any] | None = None) -> Answer:
    actor: Actor = request.state.actor
    detail = await queries.show_deal(actor, request.path_params["number"])
    deal = detail.row
    settings = load()
    is_over = worth(deal["amount"], deal["currency"]) > settings.deal_approval_limit
    return page(
        request, "admin/deals_show.html", deal=deal, detail=detail, sent=form, is_over=is_over,
        limit=settings.deal_approval_limit, limit_currency=settings.currency,
        is_comparable=is_comparable(deal["currency"]),
        extension_days=rules.EXTENSION_DAYS,
        crumbs=[(DEALS, "/deals"), (deal["number"], None)], forms=_forms(request, form, deal),
    )  # fmt: skip


def _forms(request: Request, sent: Form[Any] | None, deal: dict[str, Any]) -> dict[str, Form[Any]]:
    """Return the forms of the page; the one that was sent keeps what was typed."""
    initial: dict[str, tuple[type[FormModel], dict[str, Any]]] = {
        "approving": (ApprovalForm, {"until": _proposed(request, deal)}),
        "asking": (QuestionForm, {}),
        "refusing": (ReasonForm, {}),
        "converting": (ConversionForm, {}),
    }
    return {
        name: sent
        if sent is not None and sent.model is model
        else fresh(request, model, typed, version=deal["version"])
        for name, (model, typed) in initial.items()
    }


def _proposed(request: Request, deal: dict[str, Any]) -> date:
    """Return the day asked for, else the usual length of a protection from today."""
    if deal["extension_until"]:
        asked: date = deal["extension_until"]
        return asked
    return clock.today(request.state.zone) + timedelta(days=load().deal_protection_days)
