"""One change of an order as every verb makes it: the row, the announcement, the journal, in turn."""

from collections.abc import Mapping
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import change
from shared.counterparties.stand_ins import stands_in_for
from shared.journal.actions import record
from shared.kernel import clock
from shared.orders.models import SalesOrder
from shared.outbox.actions import announce

# What the journal says by itself (who and when) is not repeated among the changed values.
_SAID_ANYWAY = frozenset({"updated_at", "decided_at", "decided_by_id", "ended_at", "reason"})


async def write_order(
    actor: Actor, order: SalesOrder, permission: str, version: int, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Write `values` if scope and version allow it and return what stood there before."""
    before = {name: getattr(order, name) for name in values}
    await change(actor, order, permission, version, **values, updated_at=clock.now())
    return before


async def tell(
    actor: Actor,
    order: SalesOrder,
    verb: str,
    topic: str,
    before: Mapping[str, Any],
    *,
    also: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Announce `topic` and journal `sales_order.<verb>`: changed values before → after, and `also`.

    A deputy's deed names the colleague in whose place she acted.
    """
    owner = await stands_in_for(actor, order.buyer_id) if actor.is_staff else ""
    names = [name for name in before if name not in _SAID_ANYWAY]
    if topic:
        await announce(
            topic, order.number, by=actor.user_id, buyer_id=order.buyer_id, reason=reason
        )  # fmt: skip
    await record(
        actor, f"sales_order.{verb}", order, counterparty_id=order.buyer_id, reason=reason,
        before={name: before[name] for name in names},
        after={name: getattr(order, name) for name in names}
        | dict(also or {})
        | ({"on_behalf_of": owner} if owner else {}),
    )  # fmt: skip
