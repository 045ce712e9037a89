"""Order requests of a distributor for its end customers: a draft, one to answer, accepted, declined.

One of the cast buys through another one of it, since a fortnight: her orders of before name nobody.
"""

from datetime import datetime, timedelta
from typing import Any

from shared.catalogue.models import Product
from shared.counterparties.models import EndCustomer
from shared.demo.cast import BEICHEN, QIMING
from shared.demo.setting_up import World
from shared.kernel import quantity
from shared.orders.channel_models import ChannelRequest, ChannelRequestLine
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.request_rules import RequestState

RETAILER, WHOLESALER = "CP-0019", "CP-0006"
Lines = list[dict[str, Any]]


async def make(world: World) -> None:
    """Write the four of them."""
    await _tie(world)
    goods = await Product.filter(is_active=True, is_sold=True).order_by("id").limit(3)
    lines = [_line(one, pieces) for one, pieces in zip(goods, (60, 20, 120), strict=True)]
    accepted = await SalesOrder.filter(
        buyer__number=RETAILER, distributor__number=QIMING, submitted_at__isnull=False
    ).order_by("-submitted_at").first()  # fmt: skip
    if accepted is not None:
        ordered = await SalesOrderLine.filter(order=accepted).order_by("position")
        placed = accepted.placed_at
        await _write(
            world, RETAILER, RequestState.ACCEPTED, placed - timedelta(hours=20),
            [_line(one, one.quantity // quantity.SCALE) for one in ordered], order=accepted,
            decided_at=placed,
        )  # fmt: skip
    day = world.anchor - timedelta(days=9)
    await _write(
        world, WHOLESALER, RequestState.DECLINED, day, lines[:1], note="旺季备货，建议提前下单。",
        reason="仓库本月盘点，下月再订。", decided_at=day + timedelta(hours=26),
    )  # fmt: skip
    await _write(world, WHOLESALER, RequestState.DRAFT, world.anchor - timedelta(hours=6), lines)
    await _write(
        world, BEICHEN, RequestState.SUBMITTED, world.anchor - timedelta(hours=5), lines[:2],
        note="昨天电话里说的两款，麻烦确认。", buyer_reference="BC-2026-118",
        wished_on=(world.anchor + timedelta(days=21)).date(),
    )  # fmt: skip


async def _tie(world: World) -> None:
    place, through = world.counterparties[BEICHEN], world.counterparties[QIMING]
    await EndCustomer.create(
        counterparty=place, distributor=through, distributor_zh=through.name_zh,
        distributor_en=through.name_en, name_zh=place.name_zh, name_en=place.name_en,
        city=place.city, city_other=place.city_other,
        created_at=world.anchor - timedelta(days=14),
    )  # fmt: skip


def _line(of: Product | SalesOrderLine, pieces: int) -> dict[str, Any]:
    names = {name: getattr(of, name) for name in ("sku", "name_zh", "name_en", "unit")}
    return {**names, "quantity": quantity.of(pieces)}


async def _write(
    world: World, number: str, state: RequestState, at: datetime, lines: Lines, **more: Any
) -> None:
    customer, distributor = world.counterparties[number], world.counterparties[QIMING]
    before = await ChannelRequest.all().count()
    request = await ChannelRequest.create(
        number=f"CR-{world.anchor.year}-{before + 1:04d}", customer=customer, state=state,
        distributor=distributor, distributor_zh=distributor.name_zh,
        distributor_en=distributor.name_en, name_zh=customer.name_zh, name_en=customer.name_en,
        city=customer.city, city_other=customer.city_other, line_count=len(lines),
        summary_zh=lines[0]["name_zh"], summary_en=lines[0]["name_en"], created_at=at,
        updated_at=more.get("decided_at", at),
        submitted_at=None if state is RequestState.DRAFT else at + timedelta(minutes=4), **more,
    )  # fmt: skip
    for position, line in enumerate(lines, start=1):
        await ChannelRequestLine.create(request=request, position=position, **line)
