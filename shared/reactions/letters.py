"""Which announcement is told to whom: addressed first, one message a reader, then delivered.

A letter is addressed in one transaction and delivered one by one, so that a mail server that fails
for the third reader does not write twice to the first two. Whoever lost the right in between gets
nothing.
"""

import json
from dataclasses import dataclass
from typing import Any

from shared.access.actor import ADMIN, PORTAL, system
from shared.access.scope import scope
from shared.counterparties.queries import by_id
from shared.database.registry import table_model
from shared.database.uow import uow
from shared.identity.recipients import (
    Recipient,
    carers_to_write_to,
    colleagues_to_write_to,
    desk_to_write_to,
    members_to_write_to,
)
from shared.kernel.errors import NotAllowed
from shared.outbox.actions import announce
from shared.outbox.happenings import UNHEARD
from shared.outbox.notifying import Matter, Told, choices, notify
from shared.outbox.rules import MailChoice
from shared.reactions import announcement_letters, rfq_letters, second_letters
from shared.reactions.announcement_letters import TO_ADDRESSED, Title
from shared.reactions.kinds import kind_of
from shared.reactions.letter_texts import APPROVERS, OURS, THEIRS, told_on
from shared.reactions.post_office import PostOffice
from shared.reactions.telling import Named, Telling
from shared.reactions.ticket_letters import TO_DESK, TO_OPENER

TOPICS = tuple(dict.fromkeys([*told_on(PORTAL), *told_on(ADMIN)]))
_LEADERS, _CARERS = 2, 3  # rungs of the ladder from which leaders and account managers hear of it


@dataclass(frozen=True)
class Occasion:
    """What happened to which record, and whose matter it is."""

    topic: str
    number: str
    payload: dict[str, Any]

    @property
    def counterparty_id(self) -> int:
        """The organisation that the matter belongs to."""
        for name in ("buyer_id", "distributor_id", "supplier_id", "counterparty_id"):
            if self.payload.get(name):
                return int(self.payload[name])
        raise ValueError(f"{self.topic} does not say whose matter it is")

    async def about(self) -> Named:
        """Return what the letter names: the title of an announcement or paper, else the organisation."""
        if "title_zh" in self.payload:
            return Title(self.payload["title_zh"], self.payload["title_en"])
        return await by_id(system(), self.counterparty_id)


async def address(topic: str, number: str, payload: dict[str, Any]) -> None:
    """Tell every reader within the app, and by mail who chose that; a second run adds nothing.

    `payload["occasion"]` names the announcement, the same at every attempt to deliver it.
    """
    occasion = Occasion(topic, number, payload)
    readers = [one for one in await _readers(occasion) if await _may_read(one, occasion)]
    about = await occasion.about()
    chosen = await choices((one.user_id for one in readers), kind_of(topic))

    async def write() -> None:
        for reader in readers:
            mail = chosen.get((reader.user_id, reader.face), MailChoice.AT_ONCE)
            await _tell(reader, occasion, about, mail)

    await uow(write)


async def _tell(reader: Recipient, occasion: Occasion, about: Named, mail: MailChoice) -> None:
    """Write the notification, and the message from which the mail is sent, if it goes at once."""
    once = _name_of(occasion, reader)
    matter = Matter(
        occasion.topic, occasion.number, _telling(reader, occasion).path(occasion.number),
        about.name_zh, about.name_en, _decided(occasion.payload),
    )  # fmt: skip
    told = Told(once, reader.user_id, reader.face, reader.zone, reader.counterparty_id)
    await notify(told, matter, mail)
    if mail is MailChoice.AT_ONCE:
        # That one reader gets a letter is no news for the open pages of all who see the record.
        await announce(
            "letter.addressed", f"{occasion.number}{UNHEARD}", once=once, topic=occasion.topic,
            face=reader.face, user=reader.user_id, payload=occasion.payload,
        )  # fmt: skip


async def deliver(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Send one letter, if its reader may still read about the matter."""
    occasion = Occasion(payload["topic"], number, payload["payload"])
    for reader in await _readers(occasion):
        named = (reader.face, reader.user_id) == (payload["face"], payload["user"])
        if named and await _may_read(reader, occasion):
            about = await occasion.about()
            letter = _telling(reader, occasion).letter(number, occasion.payload, about, reader)
            once, kind = _name_of(occasion, reader), kind_of(occasion.topic)
            await office.send(reader, letter, once=once, kind=kind)


async def _readers(occasion: Occasion) -> list[Recipient]:
    """Return who is told: members with the right, carers, but not the one who did it."""
    if occasion.topic in second_letters.ALL:
        seconds = await second_letters.readers(occasion.topic, occasion.payload)
        return [reader for reader in seconds if _is_told(reader, occasion)]
    if occasion.topic in rfq_letters.ALL:
        asked = await rfq_letters.readers(occasion.topic, occasion.payload)
        return [reader for reader in asked if _is_told(reader, occasion)]
    counterparty = await by_id(system(), occasion.counterparty_id)
    readers: list[Recipient] = []
    if told := THEIRS.get(occasion.topic):
        readers += await members_to_write_to(counterparty.id, counterparty.kinds, told.permission)
    if occasion.topic in OURS:
        readers += await carers_to_write_to(counterparty.id)
    elif occasion.topic in APPROVERS:
        readers += await colleagues_to_write_to(APPROVERS[occasion.topic][0])
    if told := TO_OPENER.get(occasion.topic):
        members = await members_to_write_to(counterparty.id, counterparty.kinds, told.permission)
        readers += _opener_among(members, occasion.payload.get("to"))
    if told := TO_ADDRESSED.get(occasion.topic):
        members = await members_to_write_to(counterparty.id, counterparty.kinds, told.permission)
        readers += await announcement_letters.among(members, occasion.number, occasion.payload)
    if occasion.topic in TO_DESK:
        readers += await _at_the_desk(occasion, counterparty.id)
    return [reader for reader in readers if _is_told(reader, occasion)]


def _opener_among(members: list[Recipient], opener: int | None) -> list[Recipient]:
    """Return who opened the request; her whole company where one of us did, or she has left."""
    return [one for one in members if one.user_id == opener] or members


async def _at_the_desk(occasion: Occasion, counterparty_id: int) -> list[Recipient]:
    """Return who hears of it at the desk, and higher up the further it was escalated."""
    level = int(occasion.payload.get("level") or 0)
    people = await desk_to_write_to(occasion.payload.get("assignee"), leaders=level >= _LEADERS)
    if level >= _CARERS:
        people += await carers_to_write_to(counterparty_id)
    return list({one.user_id: one for one in people}.values())


async def _may_read(reader: Recipient, occasion: Occasion) -> bool:
    return await may_read(reader, occasion.topic, occasion.number)


async def may_read(reader: Recipient, topic: str, number: str) -> bool:
    """Whether the record itself is within the reader's rights now: a share may be withdrawn."""
    telling = told_on(reader.face).get(topic)
    if telling is None:
        return False
    table, _, verb = telling.permission.partition(".")
    try:
        rows = scope(reader.as_actor(), table_model(table), verb)
    except NotAllowed:
        return False
    return await rows.filter(**{telling.key: number}).exists()


def _telling(reader: Recipient, occasion: Occasion) -> Telling:
    return told_on(reader.face)[occasion.topic]


def _decided(payload: dict[str, Any]) -> str:
    """Return the fields that were decided, as a notification keeps them; "" without any."""
    accepted, refused = payload.get("accepted") or [], list(payload.get("refused") or {})
    return json.dumps([accepted, refused]) if accepted or refused else ""


def _name_of(occasion: Occasion, reader: Recipient) -> str:
    """Return what makes this letter one letter: the announcement and its reader."""
    return f"{occasion.payload['occasion']}-{reader.face}-{reader.user_id}"


def _is_told(reader: Recipient, occasion: Occasion) -> bool:
    """Staff need no mail about what they did; a buyer keeps the confirmation of his own order."""
    return reader.face == PORTAL or reader.user_id != occasion.payload.get("by")
