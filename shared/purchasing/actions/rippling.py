"""Agreeing to a later day and telling whom it hurts, in one step."""

from collections.abc import Collection

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.orders.expecting import expect_later
from shared.purchasing.actions.deciding import Decision, agree_to_all, decide_line
from shared.purchasing.models.orders import PurchaseDemand, PurchaseLine
from shared.purchasing.rules.lines import PURCHASINGS_TURN, LineState, Tells


@action("purchase_order.decide")
async def decide_and_tell(
    actor: Actor, number: str, *, decision: Decision, tells: Tells, words: str = "", key: str = ""
) -> list[str]:
    """Decide about a line; of a later day now agreed, tell whom `tells` names.

    Return the numbers of the customers' orders it hurts. `words` go to who is told. Raises what
    `decide_line` raises.
    """
    await decide_line(actor, number, decision=decision)
    return await _tell_of(actor, number, [decision.position], tells, words)


@action("purchase_order.decide")
async def agree_to_all_and_tell(
    actor: Actor, number: str, *, version: int, tells: Tells, key: str = ""
) -> list[str]:
    """Agree to every change the supplier proposes and tell whom it hurts; return their orders."""
    chosen = await scope(actor, PurchaseLine, "decide").filter(
        order__number=number, state__in=PURCHASINGS_TURN
    ).values_list("position", flat=True)  # fmt: skip
    await agree_to_all(actor, number, version=version)
    return await _tell_of(actor, number, [int(str(one)) for one in chosen], tells, "")


async def _tell_of(
    actor: Actor, number: str, positions: Collection[int], tells: Tells, words: str
) -> list[str]:
    if tells == Tells.NOBODY:
        return []
    lines = await scope(actor, PurchaseLine, "decide").filter(
        order__number=number, position__in=positions, state=LineState.CONFIRMED,
        promised_on__isnull=False,
    )  # fmt: skip
    hurt: list[str] = []
    for line in lines:
        waiting = await scope(actor, PurchaseDemand).filter(line_id=line.id)\
            .values_list("sales_line_id", flat=True)  # fmt: skip
        hurt += await expect_later(
            actor, [int(str(one)) for one in waiting], line.promised_on,  # type: ignore[arg-type]
            tells_buyers=tells == Tells.CUSTOMERS, reason=words.strip()[:1000],
        )  # fmt: skip
    return list(dict.fromkeys(hurt))
