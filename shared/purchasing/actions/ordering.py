"""From an award to orders: a draft for each winner, with her lines at the prices of her bid."""

from datetime import date, timedelta

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.database import turns
from shared.kernel import clock, money, quantity
from shared.kernel.errors import Refusal
from shared.kernel.wording import say
from shared.purchasing.actions.drafts import start_order
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.models.rfqs import BidLine, Rfq, RfqAward
from shared.purchasing.pricing import TypedLine
from shared.purchasing.rules.orders import OrderStage
from shared.purchasing.rules.rfqs import RfqStage


@action("purchase_order.create")
async def order_awarded(actor: Actor, number: str, *, key: str = "") -> str:
    """Begin a draft for each winner who has none yet; return their numbers, separated by spaces.

    A draft that was discarded, or an order that was cancelled, counts as none. What comes to more than
    the limit waits for finance when it is sent, like every order. Raises Refusal before the award counts.
    """
    rfq = await one(actor, Rfq, number=number)
    await turns.alone(Rfq._meta.db_table, rfq.id)
    if rfq.stage != RfqStage.AWARDED:
        raise Refusal(say("Orders are made of a request that is awarded."))
    winners = await _lines_by_winner(actor, rfq)
    orders = scope(actor, PurchaseOrder).filter(rfq_id=rfq.id).exclude(stage=OrderStage.CANCELLED)
    served = set(await orders.values_list("supplier__number", flat=True))
    made = [
        await _draft(actor, rfq, winner, winners[winner]) for winner in sorted({*winners} - served)
    ]
    return " ".join(made)


async def _draft(actor: Actor, rfq: Rfq, supplier: str, lines: list[TypedLine]) -> str:
    number = await start_order(actor, supplier=supplier, lines=lines, currency=rfq.currency)
    await scope(actor, PurchaseOrder, "update").filter(number=number).update(rfq_id=rfq.id)
    return number


async def _lines_by_winner(actor: Actor, rfq: Rfq) -> dict[str, list[TypedLine]]:
    """Return what each winner (number) is to deliver, as one would type it."""
    awards = scope(actor, RfqAward).filter(rfq_id=rfq.id).order_by("line__position")
    rows = await awards.values(
        "line_id", "price", "supplier_id", "supplier__number", "line__sku", "line__name_zh",
        "line__quantity", "line__needed_on",
    )  # fmt: skip
    offers = scope(actor, BidLine).filter(bid__rfq_id=rfq.id)
    days = {
        (row["line_id"], row["bid__supplier_id"]): row["lead_days"]
        for row in await offers.values("line_id", "bid__supplier_id", "lead_days")
    }
    today = clock.today(actor.zone)
    found: dict[str, list[TypedLine]] = {}
    for row in rows:
        soonest = today + timedelta(days=days.get((row["line_id"], row["supplier_id"]), 0))
        day: date = max(row["line__needed_on"], soonest)
        found.setdefault(row["supplier__number"], []).append(TypedLine(
            row["line__sku"] or row["line__name_zh"], quantity.to_text(row["line__quantity"]),
            day.isoformat(), f"{money.to_decimal(row['price'], rfq.currency):f}",
        ))  # fmt: skip
    return found
