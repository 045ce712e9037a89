"""The deliveries of the last days, told with the verbs: on the way, late, and one with five broken."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.demo.purchases import MIRRORS, MOTORS, MOULDINGS
from shared.demo.sellers import seller
from shared.demo.setting_up import World
from shared.kernel import clock, quantity
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.announcing import Packed, Way, depart, send_delivery
from shared.purchasing.actions.receiving import arrive, receive_delivery
from shared.purchasing.actions.settling import answer_difference, say_about, settle_difference
from shared.purchasing.models.deliveries import Delivery, DeliveryLine, Discrepancy
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.deliveries import Inspection, Remedy
from shared.purchasing.rules.lines import LineFulfilment, LineState
from shared.purchasing.rules.receiving import Counted


async def tell_deliveries(world: World) -> None:
    """Let goods leave and arrive; no mail of the past is sent."""
    story = _Road(world)
    await _with_broken_ones(story)
    await _settled(story)
    await _on_the_way(story)
    for prefix in ("delivery.", "discrepancy.", "purchase_order.", "sales_order.goods_in"):
        await OutboxMessage.filter(topic__startswith=prefix).delete()


class _Road:
    """Does what people did, on the day when they did it."""

    def __init__(self, world: World) -> None:
        self.world = world
        sun = world.users["sun.li"]
        self.buyer = Actor(sun.id, sun.name, sun.email, ADMIN, frozenset({policy.PURCHASING}))

    async def at(self, days_ago: float, deed: Callable[[], Awaitable[str]]) -> str:
        with clock.frozen(self.world.anchor - timedelta(days=days_ago)):
            return await deed()

    async def sent(
        self, days_ago: float, supplier: str, take: int, share: int, expected_in: int, way: str
    ) -> str:
        """Send `share` percent of the first `take` lines that may leave."""
        lines = await PurchaseLine.filter(
            order__supplier__number=supplier, state=LineState.CONFIRMED,
            fulfilment=LineFulfilment.OPEN, cancellation_asked_at__isnull=True,
        ).order_by("promised_on", "id").limit(take).select_related("order")  # fmt: skip
        packed = [
            Packed(line.order.number, line.position,
                   str(line.quantity * share // 100 // quantity.SCALE), place=n)
            for n, line in enumerate(lines)
        ]  # fmt: skip
        carrier, _, tracking = way.partition(" ")
        day = (self.world.anchor + timedelta(days=expected_in)).date()
        asked = Way(carrier, tracking, 3, day, f"SH{days_ago:g}-{take}".replace(".", ""))
        who = seller(self.world, supplier)
        return await self.at(days_ago, lambda: send_delivery(who, lines=packed, way=asked))

    async def version(self, number: str) -> int:
        return (await Delivery.get(number=number)).version


async def _with_broken_ones(story: _Road) -> None:
    """Mirrors came this morning; five are cracked and both talk about it."""
    number = await story.sent(3, MIRRORS, 1, 60, 0, "顺丰速运 SF1388800211")
    gu = seller(story.world, MIRRORS)
    await story.at(2.9, lambda: depart(gu, number, version=1))
    await story.at(0.3, lambda: arrive(story.buyer, number, version=2))
    line = await DeliveryLine.get(delivery__number=number)
    found = Counted(line.quantity, quantity.of(5), "damaged", Inspection.CONDITIONAL,
                    "第三箱内五片镜面碎裂，外箱有压痕。")  # fmt: skip
    await story.at(
        0.25, lambda: receive_delivery(story.buyer, number, version=3, counts={1: found})
    )
    kept = await Discrepancy.get(delivery__number=number)
    await story.at(
        0.2,
        lambda: say_about(
            story.buyer, kept.number, text="请确认是补货还是扣款，外箱照片稍后上传。"
        ),
    )
    await story.at(
        0.1, lambda: say_about(gu, kept.number, text="收到，正在向承运商核实，今天下班前答复。")
    )


async def _settled(story: _Road) -> None:
    """Mouldings were short by forty and came later; it is settled."""
    number = await story.sent(7, MOULDINGS, 1, 50, -4, "德邦快递 DB66120094")
    await story.at(4, lambda: arrive(story.buyer, number, version=1))
    line = await DeliveryLine.get(delivery__number=number)
    found = Counted(line.quantity - quantity.of(40), story="少一袋，四十件。")
    await story.at(3.9, lambda: receive_delivery(story.buyer, number, version=2, counts={1: found}))
    kept = await Discrepancy.get(delivery__number=number)
    lu = seller(story.world, MOULDINGS)
    await story.at(
        3.5,
        lambda: answer_difference(
            lu, kept.number, version=1, accepts=True, text="确实漏装一袋，随下一批补发。"
        ),
    )
    await story.at(
        3, lambda: settle_difference(story.buyer, kept.number, version=2, remedy=Remedy.REPLACE)
    )


async def _on_the_way(story: _Road) -> None:
    """One comes on Wednesday, one should be here since yesterday, one stands at the door."""
    number = await story.sent(1, MOULDINGS, 2, 100, 2, "德邦快递 DB66120311")
    lu = seller(story.world, MOULDINGS)
    await story.at(0.8, lambda: depart(lu, number, version=1))
    await story.sent(5, MOTORS, 1, 100, -1, "自有车辆 浙B·8K312")
    here = await story.sent(2, MOTORS, 1, 100, 0, "跨越速运 KY4000871")
    version = await story.version(here)
    await story.at(0.1, lambda: arrive(story.buyer, here, version=version))
    line = await DeliveryLine.get(delivery__number=here)
    half = Counted(line.quantity // 2, inspection=Inspection.PENDING)
    await story.at(
        0.05,
        lambda: receive_delivery(
            story.buyer, here, version=version + 1, counts={1: half}, is_last=False,
            note="先到一半，等质检。",
        ),
    )  # fmt: skip
