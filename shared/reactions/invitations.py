"""The mails that carry an invitation's link, a code for who has no proven address, or a code for a
fresh proof.

No other mails have a secret in them.
"""

from typing import Any

from shared.identity import address_proofs, papers, step_ups
from shared.identity.arrivals import token_hash
from shared.identity.recipients import Recipient
from shared.identity.rules import INVITATION_HOURS
from shared.kernel.clock import DEFAULT_ZONE
from shared.kernel.two_languages import form_in, name_in
from shared.kernel.wording import say
from shared.reactions.post_office import Letter, PostOffice, spoken_in


async def deliver(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Write to the invited address, if this very link still opens the door.

    The outbox forgets the payload once it is delivered.
    """
    if not await papers.is_open(token_hash(payload["token"])):
        return
    to = Recipient(
        0, payload["email"], payload["email"], payload.get("locale", ""), DEFAULT_ZONE,
        payload["face"],
    )  # fmt: skip
    await office.send(
        to, _letter(office, payload, to), once=f"invitation-{number}-{payload['issue']}"
    )


async def deliver_code(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Write the code to the invited address, if it still opens something."""
    if not await address_proofs.is_awaited(payload["proof"], payload["code_hash"]):
        return
    to = Recipient(
        0, payload["email"], payload["email"], payload["locale"], DEFAULT_ZONE, payload["face"]
    )
    letter = Letter(
        say("Your code for the invitation"),
        (
            say("Your code is {code}.", code=payload["token"]),
            say("Type it on the page that asks for it, within ten minutes."),
            say("If you did not ask for it, give it to nobody: somebody else has your invitation."),
        ),
        "/invitation-code",
    )
    await office.send(to, letter, once=f"code-{number}-{payload['code_hash'][:16]}")


async def deliver_step_up(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Write the code for a fresh proof to the address of record, if it still proves something."""
    if not await step_ups.is_awaited(payload["proof"], payload["code_hash"]):
        return
    to = Recipient(
        0, payload["email"], payload["email"], payload["locale"], DEFAULT_ZONE, payload["face"]
    )
    letter = Letter(
        say("Your code to confirm that it is you"),
        (
            say("Your code is {code}.", code=payload["token"]),
            say("It opens bank data and rights for a short while, in the window that asks for it. Type "
                "it there within ten minutes."),
            say("If you did not ask for it, give it to nobody: somebody else is signed in as you. End "
                "your sign-ins and tell us."),
        ),
        "/sign-in/again/code",
    )  # fmt: skip
    await office.send(to, letter, once=f"step-up-{number}-{payload['code_hash'][:16]}")


def _letter(office: PostOffice, payload: dict[str, Any], to: Recipient) -> Letter:
    organisation, inviter = _named(office, payload, to.locale or spoken_in(to.zone))
    hours = int(payload.get("hours") or INVITATION_HOURS[0])
    life = say("The link below is yours alone. It works once, within {hours} hours.", hours=hours)
    dead = say("A link that we sent you before no longer works.")
    return Letter(
        say("You are invited to {organisation} on Wanglai", organisation=organisation),
        (
            say("{inviter} invites you to join {organisation}.",
                inviter=inviter, organisation=organisation),
            life,
            *((dead,) if payload.get("is_again") else ()),
        ),
        f"/invitations/{payload['token']}",
    )  # fmt: skip


def _named(office: PostOffice, payload: dict[str, Any], locale: str) -> tuple[str, str]:
    """Return organisation and inviter as a letter in `locale` names them.

    A message that waited in the outbox over an update holds one form of each only.
    """
    host = office.settings
    place = name_in(locale, payload.get("organisation_zh", ""), payload.get("organisation_en", ""))
    organisation = place or payload.get("organisation", "")
    inviter = form_in(locale, payload["inviter"], payload.get("inviter_other", ""))
    return organisation or name_in(locale, host.host_name_zh, host.host_name_en), inviter
