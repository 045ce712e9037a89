"""What we buy of one supplier, month by month, and the latest orders."""

from typing import Any

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.by_month import ByMonth, by_month
from shared.database.compound import Question
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.queries.orders import COLUMNS, marked
from shared.purchasing.rules.orders import OrderStage


def purchases(actor: Actor, supplier_id: int, currency: str) -> Question[ByMonth]:
    """Ask for the net amounts of the orders that a supplier was sent, cancelled ones left out."""
    bought = scope(actor, PurchaseOrder).filter(supplier_id=supplier_id, sent_at__isnull=False)
    bought = bought.exclude(stage=OrderStage.CANCELLED)
    return by_month(bought, "net", "placed_at", currency=currency, zone=actor.zone)


def latest_purchases(
    actor: Actor, supplier_id: int, limit: int = 5
) -> Question[list[dict[str, Any]]]:
    """Ask for the newest orders from a supplier; rows as in the list of orders."""
    rows = scope(actor, PurchaseOrder).filter(supplier_id=supplier_id)
    newest = rows.order_by("-placed_at", "-id").limit(limit).values("id", *COLUMNS)
    return Question({"rows": newest}, lambda rows: [marked(actor, row) for row in rows])
