"""What each letter says: to the organisation (`THEIRS`) and to the people who look after it (`OURS`)."""

from shared.access.actor import PORTAL
from shared.kernel.wording import Message, say
from shared.reactions import (
    channel_texts,
    delivery_texts,
    document_letters,
    purchase_texts,
    rfq_letters,
    second_letters,
)
from shared.reactions.announcement_letters import TO_ADDRESSED
from shared.reactions.telling import Telling
from shared.reactions.telling import text_of as _text
from shared.reactions.ticket_letters import TO_DESK, TO_OPENER


def _order(subject: Message, *sentences: Message, reason: bool = False) -> Telling:
    return Telling(
        "sales_order.read", "orders", _text(subject), tuple(map(_text, sentences)), reason
    )


def _deal(subject: Message, *sentences: Message, reason: bool = False) -> Telling:
    return Telling(
        "deal_registration.read", "deals", _text(subject), tuple(map(_text, sentences)), reason
    )


def _chance(subject: Message, *sentences: Message) -> Telling:
    return Telling(
        "opportunity.read", "opportunities", _text(subject), tuple(map(_text, sentences))
    )


def _change(place: str, subject: Message, *sentences: Message, reason: bool = False) -> Telling:
    return Telling(
        "profile_change.read", place, _text(subject), tuple(map(_text, sentences)), reason
    )


THEIRS: dict[str, Telling] = {
    **channel_texts.THEIRS,
    **purchase_texts.THEIRS,
    **delivery_texts.THEIRS,
    **document_letters.THEIRS,
    "sales_order.submitted": _order(
        say("We have your order {number}"),
        say("Thank you. Your order {number} has reached us; we answer with a date for every line."),
    ),
    "sales_order.approved": _order(
        say("Your order {number} is approved"),
        say("Your order {number} is approved and confirmed. The promised dates stand in it."),
    ),
    "sales_order.confirmed": _order(
        say("Your order {number} is confirmed"),
        say("Your order {number} is confirmed. The promised dates stand in it."),
    ),
    "sales_order.rejected": _order(
        say("Your order {number} was not accepted"),
        say("We could not accept your order {number}. Nothing is charged."),
        reason=True,
    ),
    "sales_order.shipped": _order(
        say("Goods of your order {number} are on the way"),
        say(
            "A shipment for your order {number} has left us. Its tracking number stands in the order."
        ),
    ),
    "sales_order.day_moved": _order(
        say("Your order {number} takes longer"),
        say(
            "Goods of your order {number} come to us later than planned. We now expect them on {day}. "
            "The order shows which lines it touches."
        ),
        reason=True,
    ),
    "sales_order.held": _order(
        say("Your order {number} is on hold"),
        say("Your order {number} waits for a moment."),
        reason=True,
    ),
    "sales_order.cancelled": _order(
        say("Your order {number} is cancelled"),
        say("Your order {number} is cancelled. Nothing is charged."),
        reason=True,
    ),
    "sales_order.cancellation_declined": _order(
        say("Your order {number} goes on"),
        say("Your order {number} could not be cancelled any more."),
        reason=True,
    ),
    "deal_registration.approved": _deal(
        say("Your deal {number} is protected"),
        say(
            "Your deal registration {number} is approved. The day until which it is protected stands in it."
        ),
    ),
    "deal_registration.rejected": _deal(
        say("Your deal {number} was not accepted"),
        say("We could not accept your deal registration {number}."),
        reason=True,
    ),
    "deal_registration.needs_information": _deal(
        say("A question about your deal {number}"),
        say("Please answer our question about your deal registration {number}."),
    ),
    "opportunity.shared": _chance(
        say("A new opportunity for you: {number}"),
        say("We share the opportunity {number} with {company}. Please plan the next step."),
    ),
}


def _people(place: str, subject: Message, *sentences: Message) -> Telling:
    return Telling(
        "membership.read", place, _text(subject), tuple(map(_text, sentences)), has_reason=True,
        key="counterparty__number",
    )  # fmt: skip


def _proof(subject: Message, *sentences: Message, reason: bool = False) -> Telling:
    return Telling(
        "certificate.read", "certificates", _text(subject), tuple(map(_text, sentences)), reason,
        key="public_id",
    )  # fmt: skip


_THERE, _HERE = "company/changes", "profile-changes"
THEIRS |= {
    "membership.administrator_named": _people(
        "company/people/",
        say("{company} has a new administrator"),
        say("We made {name} the administrator of {company}. If that is wrong, tell us at once."),
    ),
    "membership.joined": Telling(
        "membership.invite",
        "company/people/",
        _text(say("{name} has joined {company}")),
        (
            _text(
                say(
                    "{name} signed in with an address of {company} and is a member now. "
                    "You change her role, or suspend her, under People."
                )
            ),
        ),
        key="counterparty__number",
    ),
    "profile_change.applied": _change(
        _THERE,
        say("Your change {number} is in effect"),
        say(
            "The change {number} of {company} is in effect. What was decided stands beside each field."
        ),
    ),
    "profile_change.rejected": _change(
        _THERE,
        say("Your change {number} was not accepted"),
        say("We did not agree to the change {number} of {company}. Nothing has changed."),
        reason=True,
    ),
    "profile_change.cooling": _change(
        _THERE,
        say("Your change {number} begins to cool"),
        say(
            "Two of us agreed to the change {number} of {company}. It takes effect after the cooling "
            "period; until then you can stop it."
        ),
    ),
    "profile_change.stopped": _change(
        _THERE,
        say("Your change {number} was stopped"),
        say("The change {number} of {company} was stopped. Nothing has changed."),
        reason=True,
    ),
}

THEIRS |= {
    "certificate.accepted": _proof(
        say("Your certificate is accepted"),
        say("We have accepted “{name}”. It is valid until {day}."),
    ),
    "certificate.refused": _proof(
        say("Please send your certificate again"),
        say("We could not accept “{name}”."),
        reason=True,
    ),
    "certificate.expiring": _proof(
        say("A certificate of yours ends soon"),
        say("“{name}” ends on {day}. Please send us the new one in time."),
    ),
    "certificate.ended": _proof(
        say("A certificate of yours has ended"),
        say(
            "“{name}” ended on {day}. Please renew it now; after the grace period new orders stop."
        ),
    ),
}

OURS: dict[str, Telling] = {
    "certificate.submitted": _proof(
        say("{company} sent a certificate"),
        say("{company} sent “{name}”, valid until {day}. It waits for your review."),
    ),
    "certificate.ended": _proof(
        say("A certificate of {company} has ended"),
        say("“{name}” of {company} ended on {day}. After the grace period its new orders stop."),
    ),
    **channel_texts.OURS,
    **purchase_texts.OURS,
    **delivery_texts.OURS,
    "sales_order.submitted": _order(
        say("{company} ordered: {number}"),
        say("{company} submitted the order {number}. It waits for your answer."),
    ),
    "sales_order.goods_in": _order(
        say("Goods for {number} are in"),
        say("Goods that {company} waited for in {number} came in and are reserved for it."),
    ),
    "sales_order.goods_late": _order(
        say("Goods for {number} come later"),
        say(
            "Goods that {company} waits for in {number} are now expected on {day}, later than promised."
        ),
        reason=True,
    ),
    "sales_order.cancellation_asked": _order(
        say("{company} asks to cancel {number}"),
        say("{company} asks to cancel the order {number}."),
        reason=True,
    ),
    "deal_registration.submitted": _deal(
        say("{company} registered a deal: {number}"),
        say("{company} registered the deal {number}. It waits for your decision."),
    ),
    "deal_registration.extension_asked": _deal(
        say("{company} asks for more time: {number}"),
        say("{company} asks to extend the protection of the deal {number}."),
    ),
    "profile_change.submitted": _change(
        _HERE,
        say("{company} asks for a change: {number}"),
        say("{company} asks us to change its record: {number}. It waits for your decision."),
    ),
    "membership.administrator_asked": _people(
        "counterparties/{number}/people",
        say("Somebody of {company} asks to become administrator"),
        say("{name} says that {company} has no administrator any more. Check it, then answer."),
    ),
    "profile_change.withdrawn": _change(
        _HERE,
        say("{company} withdrew {number}"),
        say("{company} took the change {number} back. There is nothing to decide any more."),
    ),
}

# Told to every colleague whose role may take the next step, not only to those who look after it.
APPROVERS: dict[str, tuple[str, Telling]] = {
    **purchase_texts.APPROVERS,
    "profile_change.reviewed": (
        "profile_change.approve",
        _change(
            _HERE,
            say("A second look is needed: {number}"),
            say("A colleague agreed to the change {number} of {company}. It needs a second look."),
        ),
    ),
}


def told_on(face: str) -> dict[str, Telling]:
    """Return topic → letter for the readers of a face."""
    if face == PORTAL:
        return {**THEIRS, **TO_OPENER, **TO_ADDRESSED, **rfq_letters.TO_INVITED}
    return {
        **{topic: telling for topic, (_, telling) in APPROVERS.items()},
        **OURS,
        **TO_DESK,
        **second_letters.ALL,
        **rfq_letters.OURS,
    }
