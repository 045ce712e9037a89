"""Customers that buy through a distributor, and what that one sees of their orders."""

from shared.counterparties.models import Counterparty, EndCustomer
from shared.orders.channel_models import ChannelOrder
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import OrderState
from tests.cast import ANCHOR

SECRETS = ("Attn. Ms Secret", "+86 000 555 0199", "7 Hidden Lane", "Do not tell", "PO-SECRET")


async def channel_orders(of: Counterparty) -> list[str]:
    """Return the number of an order that `of` sees as the distributor of record, if there is one."""
    first = await ChannelOrder.filter(distributor=of).order_by("id").first()
    return [first.number] if first else []


async def sell_through(distributor: Counterparty) -> SalesOrder:
    """Make a customer that buys through `distributor`, and an order of it full of what is its own."""
    customer = await Counterparty.create(
        number=f"CP-8{distributor.id:03d}", name_zh="月牙商店", name_en="Crescent Shop",
        is_customer=True, status="active", currency=distributor.currency, city="苏州",
        city_other="Suzhou", created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    await EndCustomer.create(
        counterparty=customer, distributor=distributor, created_at=ANCHOR, name_zh="月牙商店",
        name_en="Crescent Shop", city="苏州", city_other="Suzhou",
    )  # fmt: skip
    recipient, phone, line, note, reference = SECRETS
    order = await SalesOrder.create(
        number=f"SO-2026-7{distributor.id:03d}", buyer=customer, distributor=distributor,
        state=OrderState.SUBMITTED, currency=distributor.currency, net=123_00, line_count=1,
        placed_at=ANCHOR, submitted_at=ANCHOR, created_at=ANCHOR, updated_at=ANCHOR,
        ship_recipient=recipient, ship_phone=phone, ship_line=line, note=note,
        buyer_reference=reference,
    )  # fmt: skip
    await SalesOrderLine.create(
        order=order, position=1, sku="HR-S520", name_zh="剃须刀", name_en="Shaver",
        quantity=10_0000, price=12_30, net=123_00,
    )  # fmt: skip
    return order
