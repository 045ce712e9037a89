"""What letters about requests for quotation say, and to whom: each invited supplier by herself.

One announcement goes to everybody invited, found when the letter goes out; no letter names another
bidder, a price, or how many there are.
"""

from typing import Any

from shared.access.actor import system
from shared.access.scope import scope
from shared.counterparties.queries import by_id
from shared.database.registry import table_model
from shared.identity.recipients import Recipient, colleagues_to_write_to, members_to_write_to
from shared.kernel.wording import Message, say
from shared.reactions.telling import Telling, text_of


def _rfq(subject: Message, *sentences: Message, decides: bool = False) -> Telling:
    permission, key = ("rfq_award.decide", "rfq__number") if decides else ("rfq.read", "number")
    texts = tuple(map(text_of, sentences))
    return Telling(permission, "rfqs", text_of(subject), texts, key=key)


TO_INVITED: dict[str, Telling] = {
    "rfq.published": _rfq(
        say("Please quote: {number} · {title}"),
        say("We ask you for a quotation: {title}. Lines and deadline stand in it; nobody reads your "
            "bid before the deadline."),
    ),
    "rfq.moved": _rfq(
        say("More time to quote: {number} · {title}"),
        say("The deadline of our request {number} has moved. The new one stands in it."),
    ),
    "rfq.cancelled": _rfq(
        say("Request {number} is cancelled"),
        say("We have cancelled our request {number}: {title}. Thank you for your time."),
    ),
    "rfq.decided": _rfq(
        say("Request {number} is decided"),
        say("We have decided about {title}. Whether something of it is yours stands on its page."),
    ),
}  # fmt: skip
TO_BUYER: dict[str, Telling] = {
    "rfq.closed": _rfq(
        say("The bids of {number} are open"),
        say("The time for bids on {title} is over: they can be compared now."),
    ),
    "rfq.returned": _rfq(
        say("Finance gave the award of {number} back"),
        say("Finance did not approve the award for {title}; the reason stands in it."),
    ),
}
TO_FINANCE: dict[str, Telling] = {
    "rfq.asked": _rfq(
        say("An award waits for your approval: {number}"),
        say("Purchasing chose who wins {title}; it is over the limit."),
        decides=True,
    ),
}
OURS: dict[str, Telling] = {**TO_BUYER, **TO_FINANCE}
ALL = {*TO_INVITED, *OURS}


async def readers(topic: str, payload: dict[str, Any]) -> list[Recipient]:
    """Return the members of everybody invited, the buyer, or who may decide."""
    if topic in TO_INVITED:
        return await _invited(TO_INVITED[topic], int(payload["rfq"]))
    people = await colleagues_to_write_to(OURS[topic].permission)
    return [one for one in people if topic in TO_FINANCE or one.user_id == payload.get("to")]


async def _invited(telling: Telling, rfq_id: int) -> list[Recipient]:
    rows = scope(system(), table_model("rfq_invitation")).filter(
        rfq_id=rfq_id, invited_at__isnull=False
    )
    found: list[Recipient] = []
    for supplier_id in await rows.order_by("id").values_list("supplier_id", flat=True):
        place = await by_id(system(), int(supplier_id))  # type: ignore[call-overload]
        found += await members_to_write_to(place.id, place.kinds, telling.permission)
    return found
