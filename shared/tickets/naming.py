"""What categories, priorities and states are called, and what a state means to the customer."""

from shared.kernel.wording import Message, say
from shared.tickets.rules import Category, Priority, TicketState

CATEGORIES: dict[str, Message] = {
    Category.CONSULTATION: say("Consultation"),
    Category.TECHNICAL: say("Technical support"),
    Category.COMPLAINT: say("Complaint"),
}
PRIORITIES: dict[str, Message] = {
    Priority.LOW: say("Low"),
    Priority.NORMAL: say("Normal"),
    Priority.HIGH: say("High"),
    Priority.URGENT: say("Urgent"),
}
STATES: dict[str, Message] = {
    TicketState.NEW: say("New"),
    TicketState.IN_PROGRESS: say("In progress"),
    TicketState.WAITING: say("With customer"),
    TicketState.RESOLVED: say("Resolved"),
    TicketState.CLOSED: say("Closed"),
    TicketState.RATED: say("Rated"),
    TicketState.MERGED: say("Merged"),
    TicketState.CANCELLED: say("Cancelled"),
}
MEANINGS: dict[str, Message] = {
    TicketState.NEW: say("We have it, and somebody will look at it."),
    TicketState.IN_PROGRESS: say("We are working on it."),
    TicketState.WAITING: say("We need an answer from you to go on."),
    TicketState.RESOLVED: say("We think it is solved. If not, write again within seven days."),
    TicketState.CLOSED: say("It is over. Writing again opens a new request."),
    TicketState.RATED: say("It is over. Thank you for your rating."),
    TicketState.MERGED: say("It goes on under another number."),
    TicketState.CANCELLED: say("You took it back."),
}
