"""The daily summary: gathers what somebody wanted to hear of once a day."""

from collections import defaultdict
from dataclasses import dataclass

from shared.database.uow import uow
from shared.kernel import clock
from shared.outbox.actions import announce
from shared.outbox.models import Notification
from shared.outbox.rules import KEPT_READ

DUE = "digest.due"
MOST = 500


@dataclass(frozen=True)
class Gathered:
    """One notification of a summary; `place_id` is the organisation it was written for, or None."""

    id: int
    user_id: int
    face: str
    place_id: int | None
    topic: str
    record_number: str
    company_zh: str
    company_en: str
    decided: str = ""


async def gather_digests() -> int:
    """Announce a summary for everybody whose time has come; return how many.

    What was read in the app meanwhile is left out. Gathering and announcing is one transaction,
    so that nothing is told twice and nothing is lost.
    """

    async def gather() -> int:
        due = Notification.filter(digest_at__lte=clock.now()).order_by("id").limit(MOST)
        rows = await due.values_list("id", "user_id", "face", "read_at")
        summaries: dict[tuple[int, str], list[int]] = defaultdict(list)
        for number, user_id, face, read_at in rows:
            if read_at is None:
                summaries[user_id, face].append(number)
        for (user_id, face), numbers in summaries.items():
            await announce(DUE, f"user:{user_id}", user=user_id, face=face, notifications=numbers)
        await Notification.filter(id__in=[row[0] for row in rows]).update(digest_at=None)
        return len(summaries)

    return await uow(gather)


async def gathered(numbers: list[int]) -> list[Gathered]:
    """Return the notifications of a summary by their ids, oldest first."""
    rows = await Notification.filter(id__in=numbers).order_by("id")
    return [
        Gathered(
            row.id, row.user_id, row.face, row.place_id, row.topic, row.record_number,
            row.company_zh, row.company_en, row.decided,
        )
        for row in rows
    ]  # fmt: skip


async def forget_old() -> int:
    """Remove what was read half a year ago."""
    before = clock.now() - KEPT_READ

    async def remove() -> int:
        return await Notification.filter(read_at__lt=before).delete()

    return await uow(remove)
