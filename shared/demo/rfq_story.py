"""Requests for quotation, told with the verbs themselves: one takes bids, one can be compared, a draft."""

from datetime import timedelta

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.demo.purchases import BOXES, CELLS, MIRRORS, MOULDINGS
from shared.demo.sellers import seller
from shared.demo.setting_up import World
from shared.kernel import clock
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.bidding import decline_rfq, look_at_rfq, submit_bid
from shared.purchasing.actions.rfqs import publish_rfq, start_rfq
from shared.purchasing.asking import AskedLine, OfferedLine, RfqCard

Asked = tuple[tuple[str, str, str, int], ...]  # SKU or text, quantity, unit, days from the anchor


async def tell_requests(world: World) -> None:
    """Ask, and let the suppliers answer; nobody is written to about the past."""
    told = await OutboxMessage.all().order_by("-id").first()
    await _collecting(world)
    await _compared(world)
    await _asked(
        world, 0.5, "电池与充电底座 2027 第二季度", 20,
        (("锂电池 14500 800 mAh", "30000", "pcs", 90), ("USB-C 充电底座", "15000", "pcs", 100)), (CELLS,),
    )  # fmt: skip
    await OutboxMessage.filter(id__gt=told.id if told else 0).delete()


async def _collecting(world: World) -> None:
    number = await _asked(
        world, 2.0, "镜片与外壳 2027 上半年", 8,
        (("化妆镜片 120 mm 圆形", "12000", "pcs", 60), ("ABS 外壳 白色", "8000", "pcs", 75)),
        (MOULDINGS, MIRRORS, BOXES), is_published=True,
    )  # fmt: skip
    with clock.frozen(world.anchor - timedelta(days=1.5)):
        await submit_bid(
            seller(world, MIRRORS), number, version=0,
            lines=[OfferedLine(1, "3.20", "21"), OfferedLine(2, "4.85", "35")],
        )  # fmt: skip


async def _compared(world: World) -> None:
    number = await _asked(
        world, 12.0, "彩盒与说明书年度询价", -2,
        (("彩盒 剃须刀 350 g 白卡", "20000", "pcs", 40), ("说明书 A6 24 页", "20000", "pcs", 40)),
        (BOXES, MOULDINGS, MIRRORS, CELLS), is_published=True,
    )  # fmt: skip
    bids = {BOXES: (("1.18", "12"), ("0.46", "9")), MOULDINGS: (("1.32", "18"), ("0.39", "15"))}
    with clock.frozen(world.anchor - timedelta(days=8)):
        for supplier, offers in bids.items():
            lines = [OfferedLine(n, price, days) for n, (price, days) in enumerate(offers, 1)]
            await submit_bid(seller(world, supplier), number, version=0, lines=lines)
        await look_at_rfq(seller(world, CELLS), number)
        await decline_rfq(seller(world, MIRRORS), number, reason="我们不做包装印刷。")


async def _asked(
    world: World, days_ago: float, title: str, closes_in: int, asked: Asked,
    suppliers: tuple[str, ...], *, is_published: bool = False,
) -> str:  # fmt: skip
    sun = world.users["sun.li"]
    buyer = Actor(sun.id, sun.name, sun.email, ADMIN, frozenset({policy.PURCHASING}))
    lines = [
        AskedLine(item, quantity, unit,
                  (world.anchor + timedelta(days=days)).date().isoformat(), place)
        for place, (item, quantity, unit, days) in enumerate(asked)
    ]  # fmt: skip
    ends = world.anchor + timedelta(days=closes_in)
    with clock.frozen(world.anchor - timedelta(days=days_ago)):
        card = RfqCard(title, "", "CNY", ends.replace(hour=9, minute=0), suppliers, lines)
        number = await start_rfq(buyer, card=card)
        if is_published:
            await publish_rfq(buyer, number, version=1)
    return number
