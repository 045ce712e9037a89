"""Which announcement is told to whom: addressed first, one message a reader, then delivered.

A letter is addressed in one transaction and delivered one by one, so that a mail server that fails
for the third reader does not write twice to the first two. Whoever lost the right in between gets
nothing.
"""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from shared.access.actor import PORTAL, system
from shared.counterparties.queries import by_id
from shared.database.uow import uow
from shared.identity.recipients import (
    Recipient,
    carers_to_write_to,
    colleagues_to_write_to,
    members_to_write_to,
)
from shared.outbox.actions import announce
from shared.reactions.letter_texts import APPROVERS, OURS, THEIRS, Telling
from shared.reactions.post_office import PostOffice

TOPICS = tuple(dict.fromkeys([*THEIRS, *OURS, *APPROVERS]))


@dataclass(frozen=True)
class Occasion:
    """What happened to which record, and whose matter it is."""

    topic: str
    number: str
    payload: dict[str, Any]

    @property
    def counterparty_id(self) -> int:
        """The organisation that the matter belongs to."""
        for name in ("buyer_id", "distributor_id", "counterparty_id"):
            if self.payload.get(name):
                return int(self.payload[name])
        raise ValueError(f"{self.topic} does not say whose matter it is")


async def address(topic: str, number: str, payload: dict[str, Any]) -> None:
    """Write one message a reader into the outbox."""
    occasion = Occasion(topic, number, payload)
    readers = await _readers(occasion)
    issue = uuid4().hex

    async def write() -> None:
        for reader in readers:
            await announce(
                "letter.addressed", number, topic=topic, face=reader.face, user=reader.user_id,
                payload=payload, issue=issue,
            )  # fmt: skip

    await uow(write)


async def deliver(office: PostOffice, number: str, payload: dict[str, Any]) -> None:
    """Send one letter, if its reader may still read about the matter."""
    occasion = Occasion(payload["topic"], number, payload["payload"])
    for reader in await _readers(occasion):
        if (reader.face, reader.user_id) == (payload["face"], payload["user"]):
            telling = _telling(occasion.topic, reader)
            counterparty = await by_id(system(), occasion.counterparty_id)
            letter = telling.letter(number, occasion.payload, counterparty, reader)
            once = f"{occasion.topic}-{number}-{payload['issue']}-{reader.user_id}"
            await office.send(reader, letter, once=once)


def _telling(topic: str, reader: Recipient) -> Telling:
    if reader.face == PORTAL:
        return THEIRS[topic]
    return OURS[topic] if topic in OURS else APPROVERS[topic][1]


async def _readers(occasion: Occasion) -> list[Recipient]:
    """Return who is told: members with the right, carers, but not the one who did it."""
    counterparty = await by_id(system(), occasion.counterparty_id)
    readers: list[Recipient] = []
    if told := THEIRS.get(occasion.topic):
        readers += await members_to_write_to(counterparty.id, counterparty.kinds, told.permission)
    if occasion.topic in OURS:
        readers += await carers_to_write_to(counterparty.id)
    elif occasion.topic in APPROVERS:
        readers += await colleagues_to_write_to(APPROVERS[occasion.topic][0])
    return [reader for reader in readers if _is_told(reader, occasion)]


def _is_told(reader: Recipient, occasion: Occasion) -> bool:
    """Staff need no mail about what they did; a buyer keeps the confirmation of his own order."""
    return reader.face == PORTAL or reader.user_id != occasion.payload.get("by")
