"""What waits for a second person of ours, and the answer to whoever asked: domains, rights, limits."""

from typing import Any

from shared.identity.recipients import Recipient, colleagues_to_write_to
from shared.kernel.wording import Message, say
from shared.reactions.telling import Telling, text_of


def _domain(subject: Message, *sentences: Message, decides: bool = False) -> Telling:
    verb = "decide" if decides else "read"
    return Telling(
        f"domain_request.{verb}", "domain-requests", text_of(subject),
        tuple(map(text_of, sentences)), has_reason=True, key="public_id",
    )  # fmt: skip


def _rights(subject: Message, *sentences: Message, decides: bool = False) -> Telling:
    verb = "decide" if decides else "read"
    return Telling(
        f"role_request.{verb}", "role-requests", text_of(subject), tuple(map(text_of, sentences)),
        has_reason=True, key="public_id",
    )  # fmt: skip


def _limit(subject: Message, *sentences: Message, decides: bool = False) -> Telling:
    verb = "decide" if decides else "read"
    return Telling(
        f"credit_proposal.{verb}", "credit-limits", text_of(subject),
        tuple(map(text_of, sentences)), has_reason=True, key="counterparty__number",
    )  # fmt: skip


# Told to every colleague who may decide but the one who asked.
WAITING: dict[str, Telling] = {
    "domain_request.asked": _domain(
        say("A mail domain of {company} waits for a second administrator"),
        say("A colleague asks how people of {company} come in by the mail domain {name}. "
            "It counts once you or another administrator has approved it."),
        decides=True,
    ),
    "role_request.asked": _rights(
        say("Rights wait for a second administrator: {title}"),
        say("A colleague asks for a change of administrators' rights: {title}. "
            "It counts once you or another administrator has approved it."),
        decides=True,
    ),
    "credit_proposal.asked": _limit(
        say("A credit limit of {company} waits for a second person"),
        say("A colleague of finance proposed a large credit limit for {company}. "
            "The present one counts until you or another colleague decides."),
        decides=True,
    ),
}  # fmt: skip

# Told to the one who asked.
DECIDED: dict[str, Telling] = {
    "domain_request.approved": _domain(
        say("Approved: a mail domain of {company}"),
        say("Another administrator approved what you asked about the mail domain {name} of {company}. "
            "A new domain now waits for its record."),
    ),
    "domain_request.rejected": _domain(
        say("Rejected: a mail domain of {company}"),
        say("Another administrator rejected what you asked about the mail domain {name} of {company}. "
            "Nothing has changed."),
    ),
    "role_request.approved": _rights(
        say("Approved: rights of {title}"),
        say("Another administrator approved the change of rights that you asked for: {title}."),
    ),
    "role_request.rejected": _rights(
        say("Rejected: rights of {title}"),
        say("Another administrator rejected the change of rights that you asked for: {title}. "
            "Nothing has changed."),
    ),
    "credit_proposal.approved": _limit(
        say("Approved: the credit limit of {company}"),
        say("A colleague approved the credit limit that you proposed for {company}."),
    ),
    "credit_proposal.rejected": _limit(
        say("Rejected: the credit limit of {company}"),
        say("A colleague rejected the credit limit that you proposed for {company}. "
            "The present one stays."),
    ),
}  # fmt: skip
ALL: dict[str, Telling] = {**WAITING, **DECIDED}


async def readers(topic: str, payload: dict[str, Any]) -> list[Recipient]:
    """Return who may decide what waits, or the one who asked for what was decided."""
    people = await colleagues_to_write_to(ALL[topic].permission)
    return [one for one in people if topic in WAITING or one.user_id == payload.get("to")]
