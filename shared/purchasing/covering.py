"""Which customers' lines a purchase line is bought for, so that a later day shows whom it touches."""

from collections.abc import Sequence

from tortoise.functions import Sum

from shared.access.actor import Actor
from shared.orders.shortage import WAITING, lines_waiting_for_goods
from shared.purchasing.models.orders import PurchaseDemand, PurchaseLine


async def cover(actor: Actor, lines: Sequence[PurchaseLine]) -> None:
    """Give each line without customers the oldest ones that wait for its product, up to its quantity.

    Whoever may not read sales orders links nothing.
    """
    if not actor.may("sales_order.read"):
        return
    taken = set(await PurchaseDemand.filter(line_id__in=[line.id for line in lines])
                .values_list("line_id", flat=True))  # fmt: skip
    fresh = {line.product_id: line for line in lines if line.id not in taken and line.product_id}
    waiting = await lines_waiting_for_goods(actor).values(*WAITING) if fresh else []
    waiting = [row for row in waiting if row["product_id"] in fresh]
    covered = await _covered([row["id"] for row in waiting])
    left = {product_id: line.quantity for product_id, line in fresh.items()}
    rows = []
    for row in waiting:
        missing = row["backordered"] - covered.get(row["id"], 0)
        part = min(missing, left[row["product_id"]])
        if part > 0:
            left[row["product_id"]] -= part
            line = fresh[row["product_id"]]
            rows.append(PurchaseDemand(line_id=line.id, sales_line_id=row["id"], quantity=part))
    if rows:
        await PurchaseDemand.bulk_create(rows)


async def _covered(line_ids: list[int]) -> dict[int, int]:
    rows = await PurchaseDemand.filter(sales_line_id__in=line_ids)\
        .exclude(line__state="cancelled").group_by("sales_line_id")\
        .annotate(total=Sum("quantity")).values("sales_line_id", "total")  # fmt: skip
    return {row["sales_line_id"]: int(row["total"]) for row in rows}
