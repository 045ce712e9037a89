"""Customers that buy through a distributor, and what that one sees of their orders."""

from tortoise.expressions import Q

from shared.counterparties.models import Counterparty, EndCustomer
from shared.orders.channel_models import ChannelOrder, ChannelRequest, ChannelRequestLine
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.request_rules import RequestState
from shared.orders.rules import OrderState
from tests.cast import ANCHOR

SECRETS = ("Attn. Ms Secret", "+86 000 555 0199", "7 Hidden Lane", "Do not tell", "PO-SECRET")


async def channel_orders(of: Counterparty) -> list[str]:
    """Return the number of an order that `of` sees as the distributor of record, if there is one."""
    first = await ChannelOrder.filter(distributor=of).order_by("id").first()
    return [first.number] if first else []


async def order_requests(of: Counterparty) -> list[str]:
    """Return the numbers of the requests that `of` wrote as a distributor, and of those sent to it."""
    its = Q(customer=of, submitted_at__isnull=False)
    rows = ChannelRequest.filter(its | Q(distributor=of) if of.is_distributor else its)
    found = await rows.filter(number__startswith="CR-2026-9").order_by("number")
    return [one.number for one in found]


async def ask_between(distributor: Counterparty, customer: Counterparty, start: str) -> None:
    """Let `distributor` ask `customer` to order: a draft, and one that was sent; numbers by `start`."""
    for turn, state in enumerate((RequestState.DRAFT, RequestState.SUBMITTED)):
        request = await ChannelRequest.create(
            number=f"CR-2026-9{start}{turn}", distributor=distributor, customer=customer,
            state=state, distributor_zh=distributor.name_zh, distributor_en=distributor.name_en,
            name_zh=customer.name_zh, name_en=customer.name_en, city=customer.city,
            city_other=customer.city_other, line_count=1, summary_zh="剃须刀", summary_en="Shaver",
            note="By the back gate", reason="Said to one alone", buyer_reference="REF-9",
            submitted_at=ANCHOR if turn else None, created_at=ANCHOR, updated_at=ANCHOR,
        )  # fmt: skip
        await ChannelRequestLine.create(
            request=request, position=1, sku="HR-S520", name_zh="剃须刀", name_en="Shaver",
            unit="pcs", quantity=10_0000,
        )  # fmt: skip


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
    await ask_between(distributor, customer, f"{distributor.id:03d}")
    await ask_between(customer, distributor, f"{distributor.id + 500:03d}")
    return order
