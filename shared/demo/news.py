"""What the people of the demo world were told of late: the bell has something to say."""

from datetime import timedelta

from shared.access.actor import PORTAL
from shared.demo.setting_up import World
from shared.identity.recipients import Recipient, carers_to_write_to, members_to_write_to
from shared.orders.models import SalesOrder
from shared.orders.rules import Fulfilment, OrderState
from shared.outbox.models import Notification
from shared.reactions.letter_texts import OURS, THEIRS

LATELY = timedelta(days=14)
READ_AFTER = timedelta(days=3)
MOST = 120

_TOLD = {
    OrderState.CONFIRMED: "sales_order.confirmed",
    OrderState.REJECTED: "sales_order.rejected",
    OrderState.CANCELLED: "sales_order.cancelled",
    OrderState.SUBMITTED: "sales_order.submitted",
    OrderState.AWAITING_APPROVAL: "sales_order.submitted",
}


async def make_notifications(world: World) -> None:
    """Tell both sides of the orders of the last two weeks; what is older than three days is read."""
    orders = SalesOrder.filter(updated_at__gte=world.anchor - LATELY, state__in=list(_TOLD))
    rows: list[Notification] = []
    for order in await orders.order_by("-updated_at").limit(MOST).select_related("buyer"):
        shipped = order.fulfilment in (Fulfilment.SHIPPED, Fulfilment.PART_SHIPPED)
        topic = "sales_order.shipped" if shipped else _TOLD[order.state]
        told = THEIRS if topic in THEIRS else OURS
        readers = await members_to_write_to(
            order.buyer.id, order.buyer.kinds, told[topic].permission
        )
        if topic in OURS:
            readers += await carers_to_write_to(order.buyer.id)
        rows += [_written(world, order, topic, reader) for reader in readers]
    await Notification.bulk_create(sorted(rows, key=lambda row: row.created_at), batch_size=200)


def _written(world: World, order: SalesOrder, topic: str, to: Recipient) -> Notification:
    telling = (THEIRS if to.face == PORTAL else OURS)[topic]
    at = order.updated_at
    return Notification(
        public_id=world.public_id(), once=f"demo-{order.number}-{to.face}-{to.user_id}",
        user_id=to.user_id, face=to.face, place_id=to.counterparty_id, topic=topic,
        record_number=order.number, company_zh=order.buyer.name_zh,
        company_en=order.buyer.name_en, path=telling.path(order.number), created_at=at,
        read_at=at + timedelta(hours=2) if at < world.anchor - READ_AFTER else None,
    )  # fmt: skip
