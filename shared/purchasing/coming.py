"""A delivery that came, with its goods and the orders they belong to, all locked."""

from dataclasses import dataclass, field

from shared.access.actor import Actor
from shared.purchasing.goods import goods_of, held_orders, lines_of_orders
from shared.purchasing.models.deliveries import Delivery, DeliveryLine
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder


@dataclass
class Coming:
    """What stands before us: the delivery, its goods, the orders with all their lines."""

    delivery: Delivery
    goods: list[DeliveryLine]
    orders: list[PurchaseOrder]
    lines: list[PurchaseLine]
    by_id: dict[int, PurchaseLine] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {line.id: line for line in self.lines}


async def coming(actor: Actor, delivery: Delivery, line_ids: set[int] | None = None) -> Coming:
    """Lock the orders behind a delivery (or behind `line_ids`) and read all their lines."""
    goods = await goods_of(delivery)
    wanted = line_ids or {line.line_id for line in goods}
    rows = await PurchaseLine.filter(id__in=list(wanted)).values("order_id")
    orders = await held_orders(actor, ids={row["order_id"] for row in rows})
    return Coming(delivery, goods, orders, await lines_of_orders(orders))
