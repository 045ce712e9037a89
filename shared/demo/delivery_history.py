"""How the goods of the year came in: a notice and a receipt for each order that arrived."""

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from random import Random

from shared.demo.setting_up import World
from shared.purchasing.models.deliveries import Delivery, DeliveryLine, Receipt, ReceiptLine
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.deliveries import DeliveryState, Inspection
from shared.purchasing.rules.lines import LineFulfilment

_CARRIERS = ("顺丰速运", "德邦快递", "自有车辆")
_MORNING = time(2, 30)  # half past ten in Ningbo


async def make_history(world: World) -> None:
    """Receive every line of the year that has arrived, most of them on their first agreed day."""
    chance = Random(f"{world.anchor:%Y} deliveries")  # noqa: S311 - a story that repeats
    lines = await PurchaseLine.filter(fulfilment=LineFulfilment.RECEIVED)\
        .order_by("order_id", "position").select_related("order")  # fmt: skip
    of_order: dict[int, list[PurchaseLine]] = defaultdict(list)
    for line in lines:
        of_order[line.order_id].append(line)
    numbers: dict[int, int] = defaultdict(int)
    for found in of_order.values():
        due = max(line.first_promised_on or line.needed_on for line in found)
        late = chance.choice((-1, -1, 0, 0, 0, 0, 0, 0, 2, 4))
        at = datetime.combine(due + timedelta(days=late), _MORNING, UTC)
        at = min(at, world.anchor - timedelta(days=1))
        numbers[at.year] += 1
        await _received(world, chance, found, at, f"{at.year}-{numbers[at.year]:04d}")


async def _received(
    world: World, chance: Random, lines: list[PurchaseLine], at: datetime, stem: str
) -> None:
    sent, sun = at - timedelta(days=2), world.users["sun.li"]
    supplier_id = lines[0].order.supplier_id
    delivery = await Delivery.create(
        number=f"DN-{stem}", supplier_id=supplier_id, state=DeliveryState.RECEIVED,
        carrier=chance.choice(_CARRIERS), tracking_number=f"SF{chance.randint(10**9, 10**10)}",
        packages=chance.randint(1, 12), expected_on=at.date(), line_count=len(lines),
        summary_zh=lines[0].name_zh, summary_en=lines[0].name_en, placed_at=sent, sent_at=sent,
        departed_at=sent, arrived_at=at, received_at=at, created_at=sent, updated_at=at,
    )  # fmt: skip
    receipt = await Receipt.create(
        number=f"RC-{stem}", supplier_id=supplier_id, delivery=delivery, received_by=sun,
        received_at=at, inspected_at=at, created_at=at,
    )  # fmt: skip
    for position, line in enumerate(lines, start=1):
        part = await DeliveryLine.create(
            delivery=delivery, line=line, position=position, quantity=line.shipped,
            received=line.received,
        )  # fmt: skip
        await ReceiptLine.create(
            receipt=receipt, line=line, delivery_line=part, counted=line.received,
            accepted=line.received, inspection=Inspection.PASSED,
        )  # fmt: skip
