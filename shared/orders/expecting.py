"""Goods that customers wait for come later than promised: noted at their orders, told to people."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.journal.actions import record
from shared.orders.models import SalesOrder, SalesOrderLine
from shared.orders.rules import OPEN_STATES, is_hurt
from shared.outbox.actions import announce


@action("sales_order.expect")
async def expect_later(
    actor: Actor, line_ids: Sequence[int], day: date, *, tells_buyers: bool, reason: str = ""
) -> list[str]:
    """Note that goods for open lines come on `day`; return the numbers of the orders it hurts.

    Lines that were promised for later stay as they are. The account managers of the others are
    told, and with `tells_buyers` the buyers too, who then see the day in their order. What was
    promised stays promised: moving it is for whoever looks after the order. What was said before is
    not said again.
    """
    lines = await scope(actor, SalesOrderLine, "expect").filter(
        id__in=list(line_ids), order__state__in=OPEN_STATES
    ).select_related("order").order_by("order_id", "position")  # fmt: skip
    hurt = [line for line in lines if is_hurt(line.promised_on, day)]
    news = [line for line in hurt if _is_news(line, day, tells_buyers=tells_buyers)]
    for number in dict.fromkeys(line.order.number for line in news):
        of = [line for line in news if line.order.number == number]
        await _note(actor, of[0].order, of, day, tells_buyers=tells_buyers, reason=reason)
    return list(dict.fromkeys(line.order.number for line in hurt))


def _is_news(line: SalesOrderLine, day: date, *, tells_buyers: bool) -> bool:
    return line.expected_on != day or (tells_buyers and line.announced_on != day)


async def _note(
    actor: Actor, order: SalesOrder, lines: Sequence[SalesOrderLine], day: date, *,
    tells_buyers: bool, reason: str,
) -> None:  # fmt: skip
    told = {"announced_on": day} if tells_buyers else {}
    await SalesOrderLine.filter(id__in=[line.id for line in lines]).update(expected_on=day, **told)
    said: dict[str, Any] = {"buyer_id": order.buyer_id, "by": actor.user_id, "day": day.isoformat(),
            "reason": reason}  # fmt: skip
    await announce("sales_order.goods_late", order.number, **said)
    if tells_buyers:
        await announce("sales_order.day_moved", order.number, **said)
    await record(
        actor, "sales_order.expect", order, counterparty_id=order.buyer_id, reason=reason,
        before={f"expected_on {line.sku}": line.expected_on or line.promised_on for line in lines},
        after={f"expected_on {line.sku}": day for line in lines} | {"told": tells_buyers},
    )  # fmt: skip
