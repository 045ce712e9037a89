"""Purchase orders for the tests that try every route: one sent to an organisation, one draft."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from shared.access.models import User
from shared.catalogue.models import Product
from shared.counterparties.models import Counterparty
from shared.files.models import Attachment
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.orders import (
    PurchaseDraft,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRevision,
)
from shared.purchasing.models.promises import Promise, PurchaseMessage
from shared.purchasing.rules.lines import LineState, Side
from shared.purchasing.rules.orders import OrderStage, OrderStatus
from tests import delivery_desk, files_desk, rfq_desk
from tests.cast import ANCHOR


async def orders(of: Counterparty) -> list[str]:
    """The order that was sent to it, by its number."""
    rows = PurchaseOrder.filter(supplier=of, number__startswith="PO-2026-9")
    return [(await rows.first()).number]  # type: ignore[union-attr]


async def positions(_: Counterparty) -> list[str]:
    return ["1"]


async def items(of: Counterparty) -> list[str]:
    return [str((await SupplierItem.filter(supplier=of).first()).id)]  # type: ignore[union-attr]


async def drawings(of: Counterparty) -> list[str]:
    """What hangs on the draft, on the order and in its thread."""
    order = await PurchaseOrder.get(number=(await orders(of))[0])
    draft = await PurchaseDraft.get(order=order)
    said = await PurchaseMessage.filter(order=order).first()
    return [
        (await Attachment.get(parent_table=table, parent_id=parent)).public_id
        for table, parent in (
            ("purchase_draft", draft.id), ("purchase_order", order.id),
            ("purchase_message", said.id if said else 0),
        )
    ]  # fmt: skip


def always(one: str) -> Callable[[Counterparty], Awaitable[list[str]]]:
    """Return a way to find the same record whoever asks."""

    async def found(_: Counterparty) -> list[str]:
        return [one]

    return found


FOUND = {
    "purchase-orders": orders,
    "lines": positions,
    "supplier-items": items,
    "drawings": drawings,
    "rfqs": rfq_desk.rfqs,
} | delivery_desk.FOUND
MISSING = {
    "purchase-orders": "PO-9999-9999",
    "lines": "99",
    "supplier-items": "99999",
    "drawings": "f" * 24,
    "rfqs": "RQ-9999-9999",
} | delivery_desk.MISSING


async def buy_from(place: Counterparty) -> None:
    """Send an order to `place`: one line waits for it, one for purchasing; keep its price."""
    product = await Product.filter(is_active=True).first()
    buyer = await User.get(email="sun.li@haorui.example")
    await SupplierItem.create(
        supplier=place, product=product, currency="CNY", price=100, supplier_code=f"X-{place.id}",
        valid_from=(ANCHOR - timedelta(days=30)).date(), created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    order = await PurchaseOrder.create(
        number=f"PO-2026-9{place.id:03d}", supplier=place, stage=OrderStage.SENT,
        status=OrderStatus.CHANGED, revision=1, currency="CNY", line_count=2, to_answer=1,
        to_decide=1, buyer=buyer, sent_at=ANCHOR, answer_by=ANCHOR + timedelta(days=2),
        placed_at=ANCHOR, created_at=ANCHOR, updated_at=ANCHOR,
    )  # fmt: skip
    draft = await PurchaseDraft.create(order=order, created_by=buyer)
    await files_desk.hang("purchase_draft", draft.id)
    await files_desk.hang("purchase_order", order.id)
    await PurchaseRevision.create(order=order, revision=1, sent_at=ANCHOR)
    for position, state in ((1, LineState.AWAITING), (2, LineState.PROPOSED)):
        line = await PurchaseLine.create(
            order=order, position=position, product=product, sku=product.sku,  # type: ignore[union-attr]
            name_zh="镜片", name_en="Mirror", quantity=1_000_000, price=100, net=10_000,
            needed_on=(ANCHOR + timedelta(days=20)).date(), state=state, round=1,
        )  # fmt: skip
        await Promise.create(
            line=line, round=1, quantity=1_000_000, promised_on=line.needed_on,
            side=Side.SUPPLIER, asked_by=Side.SUPPLIER, reason="Waiting for glass",
            said_by_name="Somebody", said_at=ANCHOR,
        )  # fmt: skip
    said = await PurchaseMessage.create(
        order=order, author_name="Somebody", side=Side.SUPPLIER, text="Good morning",
        said_at=ANCHOR,
    )  # fmt: skip
    await files_desk.hang("purchase_message", said.id)
    await rfq_desk.ask(place, buyer)
    await delivery_desk.deliver_from(place)
