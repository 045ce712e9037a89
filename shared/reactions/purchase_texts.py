"""What letters about purchase orders say: to the supplier, to us, and to who approves."""

from shared.kernel.wording import Message, say
from shared.reactions.telling import Telling

APPROVE = "purchase_order.approve"


def _purchase(subject: Message, *sentences: Message, reason: bool = False) -> Telling:
    texts = tuple(one.text for one in sentences)
    return Telling("purchase_order.read", "purchase-orders", subject.text, texts, reason)


THEIRS: dict[str, Telling] = {
    "purchase_order.sent": _purchase(
        say("New purchase order {number}"),
        say(
            "We order from {company}: {number}. Please answer every line by the time that stands in it."
        ),
    ),
    "purchase_order.revised": _purchase(
        say("Purchase order {number} has changed"),
        say(
            "There is a new version of {number}. Only the lines that changed wait for your answer."
        ),
        reason=True,
    ),
    "purchase_order.reminded": _purchase(
        say("Please answer purchase order {number}"),
        say("Lines of {number} still wait for your answer; the deadline is near or gone."),
    ),
    "purchase_order.decided": _purchase(
        say("We answered your proposal for {number}"),
        say("We looked at what you proposed for {number}. Our answer stands in it."),
        reason=True,
    ),
    "purchase_order.cancellation_asked": _purchase(
        say("We ask to cancel lines of {number}"),
        say("Please agree or decline to cancel lines of {number}."),
        reason=True,
    ),
    "purchase_order.cancelled": _purchase(
        say("Lines of purchase order {number} are cancelled"),
        say("Lines of {number} that you had not confirmed are cancelled."),
        reason=True,
    ),
    "purchase_order.said_by_purchasing": _purchase(
        say("A message about purchase order {number}"),
        say("We wrote to you about {number}."),
    ),
}

OURS: dict[str, Telling] = {
    "purchase_order.changed": _purchase(
        say("{company} proposes changes: {number}"),
        say(
            "{company} answered {number} with other dates or quantities. They wait for a decision."
        ),
    ),
    "purchase_order.confirmed": _purchase(
        say("{company} confirmed {number}"), say("{company} accepted lines of {number} as ordered.")
    ),
    "purchase_order.cancellation_agreed": _purchase(
        say("{company} agrees to cancel: {number}"),
        say("{company} agrees to the cancellation in {number}."),
    ),
    "purchase_order.cancellation_declined": _purchase(
        say("{company} declines to cancel: {number}"),
        say("{company} declines the cancellation in {number}."),
        reason=True,
    ),
    "purchase_order.said_by_supplier": _purchase(
        say("{company} wrote about {number}"),
        say("{company} wrote about the purchase order {number}."),
    ),
    "purchase_order.returned": _purchase(
        say("Finance gave {number} back"),
        say("Finance gave the purchase order {number} back to you."),
        reason=True,
    ),
}

APPROVERS: dict[str, tuple[str, Telling]] = {
    "purchase_order.approval_asked": (
        APPROVE,
        _purchase(
            say("Purchase order {number} waits for your approval"),
            say("Purchasing asks to send {number} to {company}; it is over the limit."),
        ),
    ),
}
