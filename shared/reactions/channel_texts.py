"""What letters about order requests say: to the end customer and us, and then to the distributor."""

from shared.kernel.wording import Message, say
from shared.reactions.telling import Telling, text_of


def _request(verb: str, subject: Message, *sentences: Message, has_reason: bool = False) -> Telling:
    """Who may do `verb` is written to: of the two sides between which a request stands only one may."""
    texts = tuple(map(text_of, sentences))
    return Telling(f"channel_request.{verb}", "order-requests", text_of(subject), texts, has_reason)


THEIRS: dict[str, Telling] = {
    "channel_request.submitted": _request(
        "accept",
        say("{title} asks you to order: {number}"),
        say(
            "Your distributor {title} wrote an order request for you. Nothing is ordered before you "
            "accept it, at your own prices; you may decline it as well."
        ),
    ),
    "channel_request.accepted": _request(
        "submit",
        say("{title} accepted your order request {number}"),
        say("{title} has ordered what your order request {number} asks for."),
    ),
    "channel_request.declined": _request(
        "submit",
        say("{title} declined your order request {number}"),
        say("Nothing was ordered for your order request {number}."),
        has_reason=True,
    ),
}
OURS: dict[str, Telling] = {
    "channel_request.submitted": _request(
        "accept",
        say("{title} wrote an order request for an end customer: {number}"),
        say("Its end customer decides about it in its portal. You may do so on its behalf."),
    ),
}
