"""What waits for an actor in each part of the house."""

from typing import Any

from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.campaigns.queries import open_for
from shared.counterparties.change_queries import changes_waiting
from shared.database.compound import capped_counts
from shared.identity.session_list import rescues_waiting
from shared.opportunities.queries.attention import deals_waiting
from shared.orders.queries import orders_waiting
from shared.outbox.queries import unread_of
from shared.purchasing.queries.deliveries import deliveries_waiting
from shared.purchasing.queries.late import lines_late
from shared.purchasing.queries.orders import orders_waiting as purchases_waiting
from shared.tickets.queries.attention import tickets_waiting


async def waiting(actor: Actor) -> dict[str, int]:
    """Return how much waits for the actor in each part ("orders", "tickets") that she may read.

    One statement, counted up to the cap.
    """
    parts: dict[str, QuerySet[Any]] = {}
    if actor.may("sales_order.read"):
        parts["orders"] = orders_waiting(actor)
    if actor.may("deal_registration.read"):
        parts["deals"] = deals_waiting(actor)
    if actor.is_staff and actor.may("profile_change.read"):
        parts["profile-changes"] = changes_waiting(actor)
    if actor.is_staff and actor.may("membership.name_administrator"):
        parts["counterparties"] = rescues_waiting(actor)
    if not actor.is_staff and actor.may("announcement.acknowledge"):
        parts["announcements"] = open_for(actor)
    parts["notifications"] = unread_of(actor)
    if actor.may("ticket.read"):
        parts["tickets"] = tickets_waiting(actor)
    if actor.may("purchase_order.read"):
        parts["purchase-orders"] = purchases_waiting(actor)
    if actor.may("delivery.read"):
        parts["deliveries"] = deliveries_waiting(actor)
    if actor.may("purchase_order.decide"):
        parts["late"] = lines_late(actor)
    return await capped_counts(parts)
