"""What states are called in files, papers and the journal; pages use badges."""

from shared.kernel.wording import Message, say
from shared.purchasing.rules.lines import LineState
from shared.purchasing.rules.orders import OrderStatus

STATUS_NAMES: dict[str, Message] = {
    OrderStatus.DRAFT: say("Draft"),
    OrderStatus.AWAITING_APPROVAL: say("Awaiting approval"),
    OrderStatus.TO_ANSWER: say("Awaiting answer"),
    OrderStatus.CHANGED: say("Change proposed"),
    OrderStatus.CONFIRMED: say("Confirmed"),
    OrderStatus.PART_SHIPPED: say("Part shipped"),
    OrderStatus.SHIPPED: say("Shipped"),
    OrderStatus.PART_RECEIVED: say("Part received"),
    OrderStatus.RECEIVED: say("Received"),
    OrderStatus.CLOSED: say("Closed"),
    OrderStatus.CANCELLED: say("Cancelled"),
}
LINE_NAMES: dict[str, Message] = {
    LineState.DRAFT: say("Draft"),
    LineState.AWAITING: say("Awaiting answer"),
    LineState.PROPOSED: say("Change proposed"),
    LineState.COUNTERED: say("Countered"),
    LineState.INSISTED: say("Insisted"),
    LineState.REJECTED: say("Rejected"),
    LineState.CONFIRMED: say("Confirmed"),
    LineState.CLOSED: say("Closed"),
    LineState.CANCELLED: say("Cancelled"),
}
