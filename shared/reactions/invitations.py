"""The mail that carries an invitation's link; the only mail with a secret in it."""

from typing import Any

from shared.identity import papers
from shared.identity.arrivals import token_hash
from shared.identity.recipients import Recipient
from shared.kernel.clock import DEFAULT_ZONE
from shared.kernel.wording import say
from shared.reactions.post_office import Letter, PostOffice


async def deliver(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Write to the invited address, if this very link still opens the door.

    The outbox forgets the payload once it is delivered.
    """
    if not await papers.is_open(token_hash(payload["token"])):
        return
    organisation = payload.get("organisation") or office.settings.host_name_en
    letter = Letter(
        say("You are invited to {organisation} on Wanglai", organisation=organisation),
        (
            say("{inviter} invites you to work with {organisation}.",
                inviter=payload["inviter"], organisation=organisation),
            say("The link below is yours alone. It works once, within 72 hours."),
        ),
        f"/invitations/{payload['token']}",
    )  # fmt: skip
    to = Recipient(
        0, payload["email"], payload["email"], payload.get("locale", ""), DEFAULT_ZONE,
        payload["face"],
    )  # fmt: skip
    await office.send(to, letter, once=f"invitation-{number}-{payload['issue']}")
