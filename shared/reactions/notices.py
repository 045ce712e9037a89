"""The notice of a new bank account or tax number, to the people on file when it was asked for.

They were read then and not now: whoever changes the contact first would be told alone.
"""

from typing import Any

from shared.access.actor import PORTAL, system
from shared.counterparties.queries import by_id
from shared.identity.recipients import Recipient
from shared.kernel.clock import DEFAULT_ZONE
from shared.kernel.two_languages import name_in
from shared.kernel.wording import say
from shared.reactions.post_office import Letter, PostOffice


async def deliver(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Write to one address on file, in the language of the organisation's country."""
    kept = await by_id(system(), int(payload["counterparty_id"]))
    locale = "zh" if payload["country"] in ("CN", "HK", "TW", "MO") else "en"
    company = name_in(locale, kept.name_zh, kept.name_en)
    letter = Letter(
        say("{company}: a new bank account or tax number was asked for", company=company),
        (
            say("Somebody of {company} asked us to change a bank account or the tax number ({number}).",
                company=company, number=number),
            say("It does not take effect at once. If nobody of yours asked for it, "
                "tell us."),
        ),
        f"/company/changes/{number}",
    )  # fmt: skip
    to = Recipient(0, payload["name"], payload["email"], locale, DEFAULT_ZONE, PORTAL)
    await office.send(to, letter, once=f"notice-{number}-{payload['issue']}-{payload['email']}")
