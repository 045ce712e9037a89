"""Writing notifications: one a reader and occasion, with the mail that she chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex

from shared.kernel import clock
from shared.outbox.actions import announce
from shared.outbox.models import Notification, NotificationChoice
from shared.outbox.rules import MailChoice, next_digest

WRITTEN = "notification.written"


@dataclass(frozen=True)
class Told:
    """One reader of one occasion; `once` makes it one, `place_id` is her organisation or None."""

    once: str
    user_id: int
    face: str
    zone: str
    place_id: int | None


@dataclass(frozen=True)
class Matter:
    """What is told: its topic and record, where it stands on the reader's face, whose it is.

    `decided` is JSON [accepted, refused] with the fields that were decided, or "".
    """

    topic: str
    number: str
    path: str
    company_zh: str = ""
    company_en: str = ""
    decided: str = ""


async def choices(user_ids: Iterable[int], kind: str) -> dict[tuple[int, str], MailChoice]:
    """Return what each person chose for this kind: (user, face) → choice, where there is one."""
    rows = NotificationChoice.filter(user_id__in=list(user_ids), kind=kind)
    return {(one.user_id, one.face): MailChoice(one.mail) for one in await rows}


async def notify(reader: Told, matter: Matter, mail: MailChoice) -> None:
    """Write the notification, once, inside the open unit of work; her open pages hear of it."""
    if await Notification.filter(once=reader.once).exists():
        return
    now = clock.now()
    await Notification.create(
        public_id=token_hex(12), once=reader.once, user_id=reader.user_id, face=reader.face,
        place_id=reader.place_id, topic=matter.topic, record_number=matter.number,
        company_zh=matter.company_zh, company_en=matter.company_en, path=matter.path, decided=matter.decided,
        created_at=now,
        digest_at=next_digest(now, reader.zone) if mail is MailChoice.DAILY else None,
    )  # fmt: skip
    await announce(WRITTEN, f"user:{reader.user_id}")


async def take_back(topics: str, number: str, *, place_id: int | None = None) -> None:
    """Remove what was told about a record under topics that begin so, to everybody outside.

    `place_id` names the one organisation that may not read it any more.
    """
    told = Notification.filter(record_number=number, topic__startswith=topics)
    await (told if place_id is None else told.filter(place_id=place_id)).delete()
