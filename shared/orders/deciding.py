"""Who decides about an order, asked before anybody presses a button; the actions ask again."""

from collections.abc import Iterable
from typing import Any

from shared.access.actor import Actor
from shared.access.scope import within
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.orders import rules
from shared.orders.models import SalesOrder
from shared.settings import load

# Why an order waits for staff → the verb that ends the waiting.
VERBS = {"approval": "approve", "confirm": "confirm", "cancellation": "decide_cancellation"}


async def with_deciders(actor: Actor, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with a `why` of VERBS, each with `no_decision`: who decides in the actor's place.

    None where she decides herself. Rows need `id`, `net`, `created_by_id` and `submitted_by_id`.
    """
    marked = list(rows)
    reach = {
        why: await within(
            actor, SalesOrder, verb, [row["id"] for row in marked if row["why"] == why]
        )
        for why, verb in VERBS.items()
    }
    return [{**row, "no_decision": _no_decision(actor, row, reach)} for row in marked]


def no_approval(actor: Actor, order: dict[str, Any]) -> Message | None:
    """Return why somebody who approves orders has to leave this one to another."""
    limit = rules.approval_limit(actor.roles, actor.approval_limit, load().order_approval_limit)
    author = actor.user_id in (order["created_by_id"], order["submitted_by_id"])
    try:
        rules.check_may_approve(order["net"], limit, is_author=author)
    except Refusal as refusal:
        return refusal.message
    return None


def _no_decision(
    actor: Actor, row: dict[str, Any], reach: dict[str, set[int]]
) -> Message | None:  # fmt: skip
    why = row["why"]
    if why not in VERBS:
        return None
    if row["id"] in reach[why]:
        return no_approval(actor, row) if why == "approval" else None
    if why == "approval" and row["net"] > load().order_approval_limit:
        return say("A sales manager decides.")
    return say("The account manager or a sales manager decides.")
