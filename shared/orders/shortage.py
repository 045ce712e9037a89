"""What customers wait for and we do not have: read by purchasing."""

from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.orders.models import SalesOrderLine
from shared.orders.rules import OPEN_STATES

WAITING = (
    "id", "sku", "product_id", "name_zh", "name_en", "unit", "backordered", "expected_on",
    "promised_on", "order__number", "order__wished_on", "order__buyer__name_zh",
    "order__buyer__name_en",
)  # fmt: skip


def lines_waiting_for_goods(actor: Actor, limit: int = 500) -> QuerySet[SalesOrderLine]:
    """Return the open order lines with goods still to come (`backordered`, ×10⁴), oldest first.

    Still to be read, as WAITING.
    """
    rows = scope(actor, SalesOrderLine).filter(
        backordered__gt=0, order__state__in=OPEN_STATES, product_id__isnull=False
    )
    return rows.order_by("id").limit(limit)
