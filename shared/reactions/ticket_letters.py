"""What letters about support requests say: a link, never what was written."""

from shared.kernel.wording import Message, say
from shared.reactions.telling import Telling, text_of


def _ticket(subject: Message, *sentences: Message) -> Telling:
    return Telling("ticket.read", "tickets", text_of(subject), tuple(map(text_of, sentences)))


# To whoever opened the request.
TO_OPENER: dict[str, Telling] = {
    "ticket.opened": _ticket(
        say("We have your request {number}"),
        say("Thank you. Your request {number} has reached us; until when we answer stands in it."),
    ),
    "ticket.replied": _ticket(
        say("An answer to your request {number}"),
        say("We have answered your request {number}. Read it and reply under the link."),
    ),
    "ticket.resolved": _ticket(
        say("Your request {number} is resolved"),
        say("We think that your request {number} is solved."),
        say("If not, write again within seven days. Else tell us how content you are."),
    ),
    "ticket.merged": _ticket(
        say("Your request {number} goes on under another number"),
        say("We brought your request {number} together with another one about the same matter."),
    ),
}
# To whoever has it at the desk, or to everybody there while nobody has.
TO_DESK: dict[str, Telling] = {
    "ticket.opened": _ticket(
        say("{company} needs help: {number}"),
        say("{company} opened the request {number}."),
    ),
    "ticket.answered": _ticket(
        say("{company} answered: {number}"),
        say("{company} wrote under the request {number}."),
    ),
    "ticket.reopened": _ticket(
        say("{company} reopened {number}"),
        say("{company} says that the request {number} is not solved."),
    ),
    "ticket.assigned": _ticket(
        say("Yours now: {number}"),
        say("The request {number} of {company} is yours now."),
    ),
    "ticket.due_soon": _ticket(
        say("Soon due: {number}"),
        say("A quarter of the promised time is left for the request {number} of {company}."),
    ),
    "ticket.escalated": _ticket(
        say("Escalated: {number}"),
        say("The request {number} of {company} needs attention."),
        say("A promise is broken, or a colleague asked for help."),
    ),
}  # fmt: skip
