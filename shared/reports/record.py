"""The overview of one counterparty: its figures, its trade by month, what is open, what was done."""

from dataclasses import dataclass, field
from typing import Any

from shared.access.actor import Actor
from shared.counterparties.queries import contacts_of
from shared.database.by_month import ByMonth
from shared.database.compound import Question, ask
from shared.journal.queries import Deed, deeds_about
from shared.opportunities.queries.of_customer import OpenOpportunities, open_with
from shared.orders.queries import Credit, credit, recent_orders
from shared.orders.turnover import turnover
from shared.purchasing.queries.of_supplier import latest_purchases, purchases
from shared.purchasing.queries.punctuality import Punctuality, punctuality
from shared.tickets.queries.attention import OpenRequests, open_requests

_CONTACTS, _DEEDS = 6, 5


@dataclass(frozen=True)
class Overview:
    """What a colleague may know of one counterparty; what she may not read is None or empty."""

    people: list[Any] = field(default_factory=list)
    orders: list[dict[str, Any]] = field(default_factory=list)
    turnover: ByMonth | None = None
    credit: Credit | None = None
    funnel: OpenOpportunities | None = None
    requests: OpenRequests | None = None
    deeds: list[Deed] = field(default_factory=list)
    purchases: ByMonth | None = None
    purchase_orders: list[dict[str, Any]] = field(default_factory=list)
    punctuality: Punctuality | None = None


async def overview(actor: Actor, kept: dict[str, Any]) -> Overview:
    """Return the overview of a record of `counterparties.queries.whole`; staff only.

    One statement.
    """
    asked = _about(actor, kept)
    if kept["is_customer"] or kept["is_distributor"]:
        asked |= _selling(actor, kept["id"], kept["currency"])
    if kept["is_supplier"] and actor.may("purchase_order.read"):
        asked["purchases"] = purchases(actor, kept["id"], kept["currency"])
        asked["purchase_orders"] = latest_purchases(actor, kept["id"])
    if kept["is_supplier"] and actor.may("delivery.read"):
        asked["punctuality"] = punctuality(actor, kept["id"])
    answers = await ask(**asked) if asked else {}
    return Overview(**answers)


def _about(actor: Actor, kept: dict[str, Any]) -> dict[str, Question[Any]]:
    asked: dict[str, Question[Any]] = {}
    if actor.may("contact.read"):
        asked["people"] = contacts_of(actor, kept["id"], limit=_CONTACTS)
    if actor.may("sales_order.read"):
        asked["orders"] = recent_orders(actor, kept["id"])
    if actor.may("ticket.read"):
        asked["requests"] = open_requests(actor, kept["id"])
    if actor.may("journal_entry.read"):
        asked["deeds"] = deeds_about(actor, "counterparty", kept["number"], _DEEDS)
    return asked


def _selling(actor: Actor, buyer_id: int, currency: str) -> dict[str, Question[Any]]:
    asked: dict[str, Question[Any]] = {}
    if actor.may("sales_order.read"):
        asked["turnover"] = turnover(actor, buyer_id, currency)
    if actor.may("credit_limit.read"):
        asked["credit"] = credit(actor, buyer_id)
    if actor.may("opportunity.read"):
        asked["funnel"] = open_with(actor, buyer_id, currency)
    return asked
