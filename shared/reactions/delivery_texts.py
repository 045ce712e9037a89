"""What letters about deliveries say: to purchasing when goods come, to the supplier what became of them."""

from shared.kernel.wording import Message, say
from shared.reactions.telling import Telling


def _delivery(subject: Message, *sentences: Message, reason: bool = False) -> Telling:
    texts = tuple(one.text for one in sentences)
    return Telling("delivery.read", "deliveries", subject.text, texts, reason)


THEIRS: dict[str, Telling] = {
    "delivery.received": _delivery(
        say("Your delivery {number} was received"),
        say("We have received and counted {number}; nothing differs."),
    ),
    "delivery.discrepancy": _delivery(
        say("Something differs in your delivery {number}"),
        say("We counted {number} and something differs. Please look and answer there."),
    ),
    "discrepancy.said_by_purchasing": _delivery(
        say("A message about your delivery {number}"), say("We wrote to you about {number}.")
    ),
    "discrepancy.settled": _delivery(
        say("Settled: your delivery {number}"),
        say("A difference in {number} is settled. How stands in it."),
    ),
    "discrepancy.withdrawn": _delivery(
        say("Taken back: a difference in {number}"),
        say("We took a difference in {number} back. There is nothing to do for you."),
    ),
}

OURS: dict[str, Telling] = {
    "delivery.sent": _delivery(
        say("{company} sends {number}"),
        say("{company} announced the delivery {number}. What comes and when stands in it."),
    ),
    "delivery.delayed": _delivery(
        say("{number} arrives later"),
        say("{company} says that the delivery {number} arrives later."),
        reason=True,
    ),
    "delivery.cancelled": _delivery(
        say("{company} took {number} back"),
        say("{company} took the notice {number} back: these goods are not coming."),
        reason=True,
    ),
    "discrepancy.said_by_supplier": _delivery(
        say("{company} wrote about {number}"),
        say("{company} wrote about a difference in {number}."),
    ),
    "discrepancy.accepted": _delivery(
        say("{company} accepts what differs in {number}"),
        say("{company} accepts what we found in {number}. It can be settled."),
    ),
    "discrepancy.disputed": _delivery(
        say("{company} disputes what differs in {number}"),
        say("{company} does not agree with what we found in {number}."),
    ),
    "purchase_order.moved": Telling(
        "purchase_order.read", "purchase-orders",
        say("New dates of {number} hurt customers").text,
        (
            say("{company} moves dates of {number}.").text,
            say("Customers' orders that wait for it: {name}.").text,
        ),
    ),
}  # fmt: skip
