"""The mail that carries an invitation's link; the only mail with a secret in it."""

from typing import Any

from shared.identity import papers
from shared.identity.arrivals import token_hash
from shared.identity.recipients import Recipient
from shared.identity.rules import INVITATION_HOURS
from shared.kernel.clock import DEFAULT_ZONE
from shared.kernel.wording import say
from shared.reactions.post_office import Letter, PostOffice


async def deliver(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Write to the invited address, if this very link still opens the door.

    The outbox forgets the payload once it is delivered.
    """
    if not await papers.is_open(token_hash(payload["token"])):
        return
    hours = int(payload.get("hours") or INVITATION_HOURS[0])
    life = say("The link below is yours alone. It works once, within {hours} hours.", hours=hours)
    again = (
        (say("A link that we sent you before no longer works."),) if payload.get("is_again") else ()
    )
    organisation = payload.get("organisation") or office.settings.host_name_en
    letter = Letter(
        say("You are invited to {organisation} on Wanglai", organisation=organisation),
        (
            say("{inviter} invites you to work with {organisation}.",
                inviter=payload["inviter"], organisation=organisation),
            life,
            *again,
        ),
        f"/invitations/{payload['token']}",
    )  # fmt: skip
    to = Recipient(
        0, payload["email"], payload["email"], payload.get("locale", ""), DEFAULT_ZONE,
        payload["face"],
    )  # fmt: skip
    await office.send(to, letter, once=f"invitation-{number}-{payload['issue']}")
