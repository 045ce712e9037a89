"""What the states of an order are called in files, papers and mails; pages use badges."""

from shared.kernel.wording import Message, say
from shared.orders.rules import Fulfilment, OrderState

STATE_NAMES: dict[OrderState, Message] = {
    OrderState.DRAFT: say("Draft"),
    OrderState.AWAITING_APPROVAL: say("Awaiting approval"),
    OrderState.SUBMITTED: say("Submitted"),
    OrderState.CONFIRMED: say("Confirmed"),
    OrderState.ON_HOLD: say("On hold"),
    OrderState.CLOSED: say("Closed"),
    OrderState.REJECTED: say("Rejected"),
    OrderState.CANCELLED: say("Cancelled"),
}
FULFILMENT_NAMES: dict[Fulfilment, Message] = {
    Fulfilment.OPEN: say("Not shipped"),
    Fulfilment.PART_SHIPPED: say("Part shipped"),
    Fulfilment.SHIPPED: say("Shipped"),
    Fulfilment.DELIVERED: say("Delivered"),
}


def status_of(state: str, fulfilment: str) -> str:
    """Return the one word an order is known by: its fulfilment once goods have left, else its state.

    A key of `shared/web/statuses.py`.
    """
    running = state in (OrderState.CONFIRMED, OrderState.CLOSED)
    left = fulfilment != Fulfilment.OPEN
    return str(Fulfilment(fulfilment) if running and left else OrderState(state))


def name_of(state: str, fulfilment: str) -> Message:
    """Return the name of `status_of`."""
    word = status_of(state, fulfilment)
    if word in set(OrderState):
        return STATE_NAMES[OrderState(word)]
    return FULFILMENT_NAMES[Fulfilment(word)]
