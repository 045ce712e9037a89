"""Who decides about an order, asked before anybody presses a button; the actions ask again."""

from collections.abc import Iterable, Mapping
from typing import Any

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet, ValuesQuery

from shared.access.actor import Actor
from shared.access.scope import narrower
from shared.kernel.duties import duty
from shared.kernel.errors import Refusal
from shared.kernel.wording import Message, say
from shared.orders import rules
from shared.orders.models import SalesOrder
from shared.settings import load, worth

Row = dict[str, Any]

# Why an order waits for staff → the verb that ends the waiting.
VERBS = {"approval": "approve", "confirm": "confirm", "cancellation": "decide_cancellation"}


def within_reach(actor: Actor, rows: QuerySet[SalesOrder]) -> dict[str, ValuesQuery[Any]]:
    """Return, by the `why` of VERBS, the ids of those `rows` on which the actor may do the verb.

    To be read beside the rows. A `why` is left out where she decides on all that she reads.
    """
    reach = {why: narrower(actor, SalesOrder, verb) for why, verb in VERBS.items()}
    return {
        why: one.filter(id__in=Subquery(rows.values("id"))).values("id")
        for why, one in reach.items()
        if one is not None
    }


def with_deciders(actor: Actor, rows: Iterable[Row], reach: Mapping[str, list[Row]]) -> list[Row]:
    """Return rows with a `why`, each with `no_decision`: who decides in the actor's place.

    None where she decides herself; `reach` is what `within_reach` found. Rows need `id` and
    what `WRITTEN` names.
    """
    ids = {why: {row["id"] for row in found} for why, found in reach.items()}
    return [{**row, "no_decision": _no_decision(actor, row, ids)} for row in rows]


# What `no_approval` reads of an order.
WRITTEN = ("net", "currency", "created_by_id", "submitted_by_id")


@duty("Who entered an order and who sent it are both its authors.")
def no_approval(actor: Actor, order: dict[str, Any]) -> Message | None:
    """Return why somebody who approves orders has to leave this one to another."""
    limit = rules.approval_limit(actor.ranks, actor.approval_limit, load().order_approval_limit)
    author = actor.user_id in (order["created_by_id"], order["submitted_by_id"])
    try:
        rules.check_may_approve(worth(order["net"], order["currency"]), limit, is_author=author)
    except Refusal as refusal:
        return refusal.message
    return None


def _no_decision(actor: Actor, row: Row, reach: dict[str, set[int]]) -> Message | None:
    why = row["why"]
    if why not in VERBS:
        return None
    if why not in reach or row["id"] in reach[why]:
        return no_approval(actor, row) if why == "approval" else None
    if why == "approval" and worth(row["net"], row["currency"]) > load().order_approval_limit:
        return say("A sales manager decides.")
    return say("The account manager or a sales manager decides.")
