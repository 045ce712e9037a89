"""A delivery for the tests that try every route: received in part, with a difference that is open."""

from datetime import timedelta

from shared.counterparties.models import Counterparty
from shared.purchasing.models.deliveries import (
    Delivery,
    DeliveryLine,
    Discrepancy,
    DiscrepancyMessage,
    Receipt,
    ReceiptLine,
)
from shared.purchasing.models.orders import PurchaseLine
from shared.purchasing.rules.deliveries import DeliveryState, DiscrepancyKind, Inspection
from shared.purchasing.rules.lines import Side
from tests.cast import ANCHOR


async def deliveries(of: Counterparty) -> list[str]:
    rows = Delivery.filter(supplier=of, number__startswith="DN-2026-9")
    return [(await rows.first()).number]  # type: ignore[union-attr]


async def differences(of: Counterparty) -> list[str]:
    rows = Discrepancy.filter(supplier=of, number__startswith="DC-2026-9")
    return [(await rows.first()).number]  # type: ignore[union-attr]


async def receipts(of: Counterparty) -> list[str]:
    rows = Receipt.filter(supplier=of, number__startswith="RC-2026-9")
    return [(await rows.first()).number]  # type: ignore[union-attr]


FOUND = {"deliveries": deliveries, "differences": differences, "receipts": receipts}
MISSING = {
    "deliveries": "DN-9999-9999", "differences": "DC-9999-9999", "receipts": "RC-9999-9999",
}  # fmt: skip


async def deliver_from(place: Counterparty) -> None:
    """Let goods of the order at `place` arrive in part; a line waits for its inspection."""
    line = await PurchaseLine.filter(order__supplier=place).order_by("-id").first()
    if line is None:
        return
    stem = f"2026-9{place.id:03d}"
    delivery = await Delivery.create(
        number=f"DN-{stem}", supplier=place, state=DeliveryState.ARRIVED, line_count=1,
        expected_on=ANCHOR.date(), summary_zh="镜片", summary_en="Mirror", placed_at=ANCHOR,
        sent_at=ANCHOR, arrived_at=ANCHOR, created_at=ANCHOR, updated_at=ANCHOR,
        tracking_number=f"T-{place.id}", carrier="Carrier", packages=2,
    )  # fmt: skip
    goods = await DeliveryLine.create(delivery=delivery, line=line, position=1, quantity=500_000,
                                      received=100_000)  # fmt: skip
    receipt = await Receipt.create(
        number=f"RC-{stem}", supplier=place, delivery=delivery, note="Two boxes first",
        received_at=ANCHOR - timedelta(hours=1), created_at=ANCHOR,
    )  # fmt: skip
    row = await ReceiptLine.create(
        receipt=receipt, line=line, delivery_line=goods, counted=100_000,
        inspection=Inspection.PENDING, finding="Look at the edges",
    )  # fmt: skip
    difference = await Discrepancy.create(
        number=f"DC-{stem}", supplier=place, delivery=delivery, line=line, receipt_line=row,
        kind=DiscrepancyKind.DAMAGED, quantity=50_000, story="Five are cracked",
        opened_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    await DiscrepancyMessage.create(
        discrepancy=difference, author_name="Somebody", side=Side.SUPPLIER, text="Sorry",
        said_at=ANCHOR,
    )  # fmt: skip
