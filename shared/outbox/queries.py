"""What somebody was told: her own notifications and nobody else's."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import capped_counts
from shared.database.keyset import page_of
from shared.kernel.paging import PageRequest, Slice
from shared.outbox.models import Notification, NotificationChoice
from shared.outbox.rules import MailChoice

COLUMNS = (
    "public_id", "topic", "record_number", "company_zh", "company_en", "created_at", "read_at",
    "place_id", "decided",
)  # fmt: skip


@dataclass(frozen=True)
class Note:
    """One notification; `created_at` in UTC, `place_id` the organisation it was written for."""

    id: int
    public_id: str
    topic: str
    record_number: str
    company_zh: str
    company_en: str
    created_at: datetime
    is_read: bool
    place_id: int | None
    decided: str = ""


async def list_notifications(actor: Actor, *, unread: bool, page: PageRequest) -> Slice[Note]:
    """Return one page of what the actor was told, newest first (one statement)."""
    rows = unread_of(actor) if unread else scope(actor, Notification)
    found = await page_of(rows, page, COLUMNS, sort="-created_at")
    notes = [_note(dict(row)) for row in found.rows]
    return Slice(notes, newer=found.newer, older=found.older)


def unread_of(actor: Actor) -> QuerySet[Notification]:
    """Return what the actor has not opened yet."""
    return scope(actor, Notification).filter(read_at__isnull=True)


async def count_unread(actor: Actor) -> int:
    """Return how much the actor has not opened, capped at 1001 (one statement)."""
    return (await capped_counts({"unread": unread_of(actor)}))["unread"]


async def mail_choices(actor: Actor) -> dict[str, MailChoice]:
    """Return the kinds for which the actor chose when mails come."""
    return {one.kind: MailChoice(one.mail) for one in await scope(actor, NotificationChoice)}


def _note(row: dict[str, object]) -> Note:
    read_at = row.pop("read_at")
    return Note(**row, is_read=read_at is not None)  # type: ignore[arg-type]
