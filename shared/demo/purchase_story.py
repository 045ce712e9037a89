"""The purchase orders of the last weeks, told with the verbs themselves: some wait for an answer."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta

from shared.access import policy
from shared.access.actor import ADMIN, Actor
from shared.demo.purchases import BOXES, CELLS, MIRRORS, MOTORS, MOULDINGS
from shared.demo.sellers import seller
from shared.demo.setting_up import World
from shared.kernel import clock, quantity
from shared.outbox.models import OutboxMessage
from shared.purchasing.actions.answering import LineAnswer, answer_lines, confirm_all
from shared.purchasing.actions.cancelling import cancel_lines
from shared.purchasing.actions.deciding import Decision, decide_line
from shared.purchasing.actions.drafts import save_draft, start_order, start_revision
from shared.purchasing.actions.sending import send_order
from shared.purchasing.actions.talking import say_something
from shared.purchasing.models.orders import PurchaseDraft, PurchaseLine, PurchaseOrder
from shared.purchasing.pricing import TypedLine
from shared.purchasing.promising import Lot

Wanted = Sequence[tuple[str, int, int]]  # SKU, pieces, days from the anchor


class _Teller:
    """Does what people did, on the day when they did it."""

    def __init__(self, world: World) -> None:
        self.world = world
        sun = world.users["sun.li"]
        self.buyer = Actor(sun.id, sun.name, sun.email, ADMIN, frozenset({policy.PURCHASING}))

    def day(self, days: int) -> date:
        return (self.world.anchor + timedelta(days=days)).date()

    async def at(self, days_ago: float, deed: Callable[[], Awaitable[object]]) -> None:
        with clock.frozen(self.world.anchor - timedelta(days=days_ago)):
            await deed()

    async def written(self, days_ago: float, supplier: str, wanted: Wanted) -> str:
        lines = [
            TypedLine(sku, str(pieces), self.day(days).isoformat()) for sku, pieces, days in wanted
        ]
        with clock.frozen(self.world.anchor - timedelta(days=days_ago)):
            return await start_order(self.buyer, supplier=supplier, lines=lines)

    async def sent(self, days_ago: float, supplier: str, wanted: Wanted) -> str:
        number = await self.written(days_ago, supplier, wanted)
        await self.at(days_ago, lambda: send_order(self.buyer, number, version=1))
        return number

    async def confirmed(self, days_ago: float, supplier: str, wanted: Wanted) -> str:
        number = await self.sent(days_ago, supplier, wanted)
        version = (await PurchaseOrder.get(number=number)).version
        who = seller(self.world, supplier)
        await self.at(days_ago - 0.8, lambda: confirm_all(who, number, version=version))
        return number

    async def proposed(
        self, days_ago: float, supplier: str, number: str, position: int,
        lots: Sequence[tuple[int, int]], reason: str,
    ) -> None:  # fmt: skip
        line = await PurchaseLine.get(order__number=number, position=position)
        offered = tuple(Lot(quantity.of(pieces), self.day(days)) for pieces, days in lots)
        answer = LineAnswer(position, line.version, "propose", offered, reason)
        who = seller(self.world, supplier)
        await self.at(days_ago, lambda: answer_lines(who, number, answers=[answer]))


async def tell_purchases(world: World) -> None:
    """Let the last six weeks of buying happen; no mail of the past is sent."""
    story = _Teller(world)
    await _mouldings(story)
    await _mirrors(story)
    await _others(story)
    ours = PurchaseOrder.filter(deliver_to="")
    await ours.update(deliver_to="浙江省宁波市好锐路 8 号 原料仓")
    await OutboxMessage.filter(topic__startswith="purchase_order.").delete()


async def _mouldings(story: _Teller) -> None:
    """Lu Bin: one that runs, one countered, one revised, one overdue, one fresh."""
    await story.confirmed(20, MOULDINGS, [("P-SHL-310", 6000, 5), ("P-CAP-520", 4000, 5)])
    countered = await story.sent(9, MOULDINGS, [("P-SHL-520", 3000, 8), ("P-CAP-520", 3000, 8)])
    first = await PurchaseLine.get(order__number=countered, position=1)
    accept = LineAnswer(1, first.version, "accept")
    lu = seller(story.world, MOULDINGS)
    await story.at(8, lambda: answer_lines(lu, countered, answers=[accept]))
    await story.proposed(8, MOULDINGS, countered, 2, [(3000, 16)], "模具保养，产能不足")
    offer = Decision(
        2, 2, "counter", (Lot(quantity.of(3000), story.day(11)),), "最晚 11 天内到货，可先发部分"
    )
    await story.at(2, lambda: decide_line(story.buyer, countered, decision=offer))
    await _revised(story)
    await story.sent(4, MOULDINGS, [("P-CAP-520", 5000, 12)])
    fresh = await story.sent(
        1, MOULDINGS, [("P-SHL-310", 4000, 15), ("P-SHL-520", 3000, 15), ("P-CAP-520", 3000, 18)]
    )
    await story.at(
        0.5, lambda: say_something(story.buyer, fresh, text="请优先安排 S310 外壳，月底要出口。")
    )


async def _revised(story: _Teller) -> None:
    number = await story.confirmed(14, MOULDINGS, [("P-SHL-520", 2000, 10), ("CH-DOCK", 500, 14)])
    lines = [
        TypedLine("P-SHL-520", "2600", story.day(10).isoformat()),
        TypedLine("CH-DOCK", "500", story.day(14).isoformat()),
    ]
    await story.at(1.4, lambda: start_revision(story.buyer, number))
    version = (await PurchaseDraft.get(order__number=number)).version
    await story.at(
        1.3,
        lambda: save_draft(
            story.buyer, number, version=version, lines=lines, reason="客户追加 600 台"
        ),
    )
    await story.at(1.2, lambda: send_order(story.buyer, number, version=version + 1))


async def _mirrors(story: _Teller) -> None:
    """Gu Ting confirms one line and wants a later day for another; one order is split.

    Shaving mirrors that customers wait for are late, and she asks for another day.
    """
    late = await story.confirmed(16, MIRRORS, [("MR-12", 120, -2)])
    await story.proposed(1, MIRRORS, late, 1, [(120, 9)], "镀膜炉检修")
    number = await story.sent(6, MIRRORS, [("P-MIR-S", 2000, 9), ("P-MIR-L", 1500, 9)])
    first = await PurchaseLine.get(order__number=number, position=1)
    gu = seller(story.world, MIRRORS)
    accept = LineAnswer(1, first.version, "accept")
    await story.at(5, lambda: answer_lines(gu, number, answers=[accept]))
    await story.proposed(5, MIRRORS, number, 2, [(1500, 15)], "镀膜炉检修")
    split = await story.sent(5, MIRRORS, [("P-MIR-L", 2000, 14)])
    await story.proposed(4, MIRRORS, split, 1, [(1200, 14), (800, 20)], "玻璃基片分两批到")
    cannot = await story.sent(3, MIRRORS, [("MR-12", 300, 10)])
    line = await PurchaseLine.get(order__number=cannot, position=1)
    no = LineAnswer(1, line.version, "cannot", reason="整机停产，仅供镜片")
    await story.at(2, lambda: answer_lines(gu, cannot, answers=[no]))


async def _others(story: _Teller) -> None:
    """Motors are late, cells wait for finance, boxes are asked to be cancelled."""
    await story.confirmed(28, MOTORS, [("P-MOT-3V", 5000, -3)])
    await story.confirmed(18, MOTORS, [("P-MOT-F", 1500, 4), ("P-MOT-3V", 2000, 6)])
    large = await story.written(1, CELLS, [("P-BAT-14500", 60_000, 25)])
    await story.at(0.9, lambda: send_order(story.buyer, large, version=1))
    await story.confirmed(12, CELLS, [("P-BAT-14500", 8000, 3), ("CH-USB", 2000, 6)])
    await story.written(0.2, BOXES, [("P-BOX-S", 20_000, 12), ("P-INS-CN", 20_000, 12)])
    wrong = await story.confirmed(8, BOXES, [("CS-TRV", 1000, 9), ("P-BOX-S", 10_000, 5)])
    version = (await PurchaseOrder.get(number=wrong)).version
    await story.at(
        1,
        lambda: cancel_lines(
            story.buyer, wrong, version=version, reason="旅行装推迟上市", positions=[1]
        ),
    )
