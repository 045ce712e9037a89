"""How a person is told: always within the app, by mail as she chooses for each kind of matter."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DIGEST_HOUR = 8  # of the reader's own day
UNREAD_CAP = 100
KEPT_READ = timedelta(days=180)


class MailChoice(StrEnum):
    """When a mail about one kind of matter is sent."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


def next_digest(now: datetime, zone: str) -> datetime:
    """Return when (UTC) the next daily summary goes to a reader in `zone`: at eight in the morning.

    `now` is UTC. On a day without eight o'clock (a clock change) the hour after it counts.
    """
    there = now.astimezone(ZoneInfo(zone))
    today = datetime.combine(there.date(), time(DIGEST_HOUR), ZoneInfo(zone))
    due = today if there < today else today + timedelta(days=1)
    return due.astimezone(UTC)
