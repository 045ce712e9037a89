"""What waits for an actor in each part of the house, and the first page of each face."""

from dataclasses import dataclass, field
from typing import Any

from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.campaigns.queries import open_for, strip
from shared.counterparties.change_queries import change_tasks, changes_waiting
from shared.counterparties.logos import logo_of
from shared.counterparties.queries import Carer, our_account_manager
from shared.database.compound import Question, ask, capped_counts
from shared.documents.certificate_queries import certificates_missing
from shared.files.queries import FileRow
from shared.identity.domain_queries import domain_tasks
from shared.identity.role_queries import request_tasks, requests_to_decide
from shared.identity.session_list import rescue_tasks, rescues_waiting
from shared.opportunities.queries.attention import Attention, attention, deals_waiting
from shared.orders import channel_requests
from shared.orders import queries as orders
from shared.orders.queries import Credit, orders_waiting
from shared.outbox.queries import unread_of
from shared.purchasing.queries import orders as purchases
from shared.purchasing.queries.deliveries import deliveries_waiting, differences_open
from shared.purchasing.queries.late import lines_late
from shared.purchasing.queries.punctuality import Punctuality, punctuality
from shared.tickets.queries.attention import attention as requests_waiting
from shared.tickets.queries.attention import tickets_waiting

Row = dict[str, Any]


@dataclass(frozen=True)
class WorkList:
    """What waits for a colleague: `orders`, `purchases`, profile `changes`, support `requests`, deals.

    `rescues` are members who ask to become administrator because the only one is gone, `roles` changes
    of administrators' rights that a second one decides, `domains` requests about mail domains, `asked`
    order requests of distributors.
    """

    funnel: Attention
    orders: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    purchases: list[Row] = field(default_factory=list)
    rescues: list[Row] = field(default_factory=list)
    roles: list[Row] = field(default_factory=list)
    domains: list[Row] = field(default_factory=list)
    asked: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Home:
    """The first page of the portal: `orders` that wait (with `why`), `coming` ones, credit, people.

    `asked` (order requests), `requests`, `purchases` and `differences` wait for our answer,
    `certificates` are still to be sent, `news` is unread, `punctuality` a supplier's own.
    What somebody may not read stays empty.
    """

    funnel: Attention
    manager: Carer | None
    asked: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    coming: list[Row] = field(default_factory=list)
    requests: list[Row] = field(default_factory=list)
    purchases: list[Row] = field(default_factory=list)
    differences: list[Row] = field(default_factory=list)
    certificates: list[Row] = field(default_factory=list)
    news: list[Row] = field(default_factory=list)
    credit: Credit | None = None
    punctuality: Punctuality | None = None


def waiting(actor: Actor) -> Question[dict[str, int]]:
    """Return how much waits for the actor in each part ("orders", "tickets") that she may read.

    One statement, counted up to the cap.
    """
    parts: dict[str, QuerySet[Any]] = {}
    if _watches_orders(actor):
        parts["orders"] = orders_waiting(actor)
    if actor.is_staff and actor.may("channel_request.accept"):
        parts["order-requests"] = channel_requests.waiting(actor)
    if actor.may("deal_registration.read"):
        parts["deals"] = deals_waiting(actor)
    if actor.is_staff and actor.may("profile_change.read"):
        parts["profile-changes"] = changes_waiting(actor)
    if actor.is_staff and actor.may("membership.name_administrator"):
        parts["counterparties"] = rescues_waiting(actor)
    if actor.may("role_request.decide"):
        parts["roles"] = requests_to_decide(actor)
    if not actor.is_staff and actor.may("announcement.acknowledge"):
        parts["announcements"] = open_for(actor)
    parts["notifications"] = unread_of(actor)
    if actor.may("ticket.read"):
        parts["tickets"] = tickets_waiting(actor)
    if actor.may("purchase_order.read"):
        parts["purchase-orders"] = purchases.orders_waiting(actor)
    if actor.may("delivery.read"):
        parts["deliveries"] = deliveries_waiting(actor)
    if actor.may("purchase_order.decide"):
        parts["late"] = lines_late(actor)
    return capped_counts(parts)


async def around(actor: Actor) -> tuple[dict[str, int], FileRow | None]:
    """Return what waits for a member and the logo of her organisation, for every whole page.

    One statement.
    """
    questions: dict[str, Question[Any]] = {"counts": waiting(actor)}
    if actor.may("counterparty.read"):
        questions["logo"] = logo_of(actor, id=actor.counterparty_id or 0)
    found = await ask(**questions)
    return found["counts"], found.get("logo")


def _watches_orders(actor: Actor) -> bool:
    """Whether customers' orders that wait are the actor's matter.

    Purchasing reads them and decides none: what they miss stands on its own boards.
    """
    if not actor.may("sales_order.read"):
        return False
    return actor.may("sales_order.confirm") or not actor.may("purchase_order.decide")


async def work_list(actor: Actor) -> WorkList:
    """Return what a colleague starts the day with. One statement."""
    questions: dict[str, Question[Any]] = {"funnel": attention(actor)}
    if _watches_orders(actor):
        questions["orders"] = orders.attention(actor)
    if actor.may("channel_request.accept"):
        questions["asked"] = channel_requests.to_answer(actor)
    if actor.may("profile_change.read"):
        questions["changes"] = change_tasks(actor)
    if actor.may("membership.name_administrator"):
        questions["rescues"] = rescue_tasks(actor)
    if actor.may("role_request.decide"):
        questions["roles"] = request_tasks(actor)
    if actor.may("domain_request.decide"):
        questions["domains"] = domain_tasks(actor)
    if actor.may("ticket.read"):
        questions["requests"] = requests_waiting(actor)
    if actor.may("purchase_order.read"):
        questions["purchases"] = purchases.attention(actor)
    return WorkList(**await ask(**questions))


async def home(actor: Actor, tasks: int, coming: int) -> Home:
    """Return the portal's first page with so many `tasks` of a kind and `coming` orders at most.

    One statement.
    """
    questions: dict[str, Question[Any]] = {
        "funnel": attention(actor, tasks), "manager": our_account_manager(actor)
    }  # fmt: skip
    if actor.may("ticket.read"):
        questions["requests"] = requests_waiting(actor, tasks)
    if actor.may("announcement.read"):
        questions["news"] = strip(actor)
    if actor.may("purchase_order.read"):
        questions["purchases"] = purchases.attention(actor, tasks)
    if actor.may("delivery.read"):
        if actor.may("discrepancy.answer"):
            questions["differences"] = differences_open(actor, tasks)
        questions["punctuality"] = punctuality(actor, actor.counterparty_id or 0)
    if actor.may("certificate.submit"):
        questions["certificates"] = certificates_missing(actor)
    if actor.may("channel_request.accept"):
        questions["asked"] = channel_requests.to_answer(actor, tasks)
    if actor.may("sales_order.read"):
        questions["orders"] = orders.attention(actor, tasks)
        questions["coming"] = orders.running(actor, coming)
        questions["credit"] = orders.credit(actor, actor.counterparty_id or 0)
    return Home(**await ask(**questions))
