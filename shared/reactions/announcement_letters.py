"""What is written about announcements, and to whom: everybody whom one reaches, one message an organisation.

The words carry the title and a link, never the text. Who is addressed is computed when it is sent.
"""

from dataclasses import dataclass
from typing import Any

from shared.access.actor import system
from shared.campaigns.actions import ADDRESSED, CHANGED, REMINDED
from shared.campaigns.queries import Row, find_announcement
from shared.campaigns.receipts import organisations, still_open
from shared.database.uow import uow
from shared.identity.recipients import Recipient
from shared.kernel.errors import NotFound
from shared.kernel.wording import Message, say
from shared.outbox.actions import announce
from shared.reactions.telling import Telling, text_of


def _announcement(subject: Message, *sentences: Message) -> Telling:
    words = tuple(map(text_of, sentences))
    return Telling("announcement.read", "announcements", text_of(subject), words)


# To everybody in the organisations that are addressed.
TO_ADDRESSED: dict[str, Telling] = {
    ADDRESSED: _announcement(
        say("Announcement: {title}"),
        say("We have something to tell you: {title}. Read it under the link."),
    ),
    CHANGED: _announcement(
        say("Changed announcement: {title}"),
        say("We have changed an announcement: {title}. Please read the new version."),
    ),
    REMINDED: _announcement(
        say("Please confirm: {title}"),
        say("You have not confirmed yet that you have read: {title}."),
    ),
}


@dataclass
class Title:
    """What an announcement is called, where other letters name the organisation."""

    name_zh: str
    name_en: str


async def spread(number: str, payload: dict[str, Any]) -> None:
    """Hand the news of one announcement to each organisation that it reaches; a repeat adds nothing.

    Nothing is told of a version that has been replaced or withdrawn meanwhile.
    """
    row = await _current(number, payload["revision"])
    if row is None:
        return
    places = await organisations(row).order_by("id").values_list("id", flat=True)

    async def write() -> None:
        for place in places:
            await announce(
                payload["tells"], number, once=f"{payload['occasion']}-{place}",
                counterparty_id=place, title_zh=row["title_zh"], title_en=row["title_en"],
                revision=row["revision"],
            )  # fmt: skip

    await uow(write)


async def among(readers: list[Recipient], number: str, payload: dict[str, Any]) -> list[Recipient]:
    """Return those of `readers` who have not yet done what the version asks for."""
    row = await _current(number, payload["revision"])
    if row is None:
        return []
    waiting = await still_open(row, int(payload["counterparty_id"]))
    return [one for one in readers if one.user_id in waiting]


async def _current(number: str, revision: int) -> Row | None:
    try:
        row = await find_announcement(system(), number)
    except NotFound:
        return None
    is_current = row["state"] == "published" and row["revision"] == revision
    return row if is_current else None
