"""Part of the demo world: what the host told organisations over the year, and who has read it.

Zhou Min has one announcement to confirm on her home page.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.access.actor import PORTAL, system
from shared.access.models import User
from shared.campaigns.actions import ADDRESSED
from shared.campaigns.models import (
    Announcement,
    AnnouncementAddressee,
    AnnouncementReceipt,
    AnnouncementRevision,
)
from shared.campaigns.queries import Row
from shared.campaigns.receipts import audience
from shared.campaigns.rules import TEXTS, AnnouncementState, Importance
from shared.database import fulltext
from shared.demo.announcement_texts import YEAR, Told
from shared.demo.setting_up import World
from shared.kernel.clock import DEFAULT_ZONE
from shared.outbox.models import Notification


async def make_announcements(world: World) -> None:
    """Create the announcements of the year with their versions and receipts."""
    members = {user.id: subject for subject, user in world.users.items()}
    running: dict[int, int] = {}
    for told in YEAR:
        at = world.anchor - timedelta(days=told.days, hours=3)
        running[at.year] = running.get(at.year, 0) + 1
        kept = await _announce(world, told, at, f"AN-{at.year}-{running[at.year]:04d}")
        if told.state is not AnnouncementState.DRAFT:
            await _version(world, told, kept, at)
            await _read(told, kept, members)
            await _notify(world, told, kept)


async def _announce(world: World, told: Told, at: datetime, number: str) -> Announcement:
    is_out = told.state is not AnnouncementState.DRAFT
    last = at if told.changed is None else world.anchor - timedelta(days=told.changed)
    day = at.astimezone(ZoneInfo(DEFAULT_ZONE)).date()
    revision = (1 if told.changed is None else 2) if is_out else 0
    kept = await Announcement.create(
        number=number, title_zh=told.titles[0], title_en=told.titles[1], text_zh=told.texts[0],
        text_en=told.texts[1], importance=told.importance, state=told.state,
        to_distributor="distributor" in told.kinds, to_customer="customer" in told.kinds,
        to_supplier="supplier" in told.kinds, to_partner="partner" in told.kinds,
        for_administrators=told.for_administrators, visible_from=day if is_out else None,
        visible_until=day + timedelta(days=told.lasts) if told.lasts else None,
        revision=revision, told_revision=revision, created_by=world.users[told.author],
        published_at=last if is_out else None, told_at=last if is_out else None,
        withdrawn_at=last + timedelta(hours=5) if told.state is AnnouncementState.WITHDRAWN else None,
        created_at=at - timedelta(hours=20), updated_at=last if is_out else at,
    )  # fmt: skip
    await AnnouncementAddressee.bulk_create(
        AnnouncementAddressee(announcement=kept, counterparty=world.counterparties[number])
        for number in told.named
    )
    await fulltext.index("announcement", kept.id, number, *told.titles, *told.texts)
    return kept


async def _version(world: World, told: Told, kept: Announcement, at: datetime) -> None:
    """Keep what was published; an earlier version lacked the last paragraph."""
    words = {name: getattr(kept, name) for name in TEXTS}
    author = world.users[told.author]
    for revision in range(1, kept.revision + 1):
        is_last = revision == kept.revision
        earlier = {
            name: words[name].rpartition("\n\n")[0] for name in ("text_zh", "text_en")
        }  # fmt: skip
        await AnnouncementRevision.create(
            announcement=kept, revision=revision, published_by=author,
            published_at=kept.published_at if is_last else at,
            **(words if is_last else words | earlier),
        )  # fmt: skip


async def _read(told: Told, kept: Announcement, members: dict[int, str]) -> None:
    """Let everybody read it within two days, but for those who wait (they read an earlier one)."""
    people = audience(system(), _row(kept)).order_by("id")
    rows = []
    for n, (person, user_id) in enumerate(await people.values_list("id", "user_id")):
        last = kept.revision - 1 if members.get(user_id) in told.waiting else kept.revision
        for revision in range(1, last + 1):
            since = kept.published_at if revision == kept.revision else kept.created_at
            read = since + timedelta(minutes=47 + 131 * n)  # type: ignore[operator]
            rows.append(
                AnnouncementReceipt(
                    announcement=kept, membership_id=person, revision=revision, read_at=read,
                    confirmed_at=read + timedelta(minutes=3)
                    if told.importance is Importance.CONFIRM else None,
                )
            )  # fmt: skip
    await AnnouncementReceipt.bulk_create(rows)


async def _notify(world: World, told: Told, kept: Announcement) -> None:
    """Tell those who still wait for what was published lately."""
    if told.days > 14 or told.state is not AnnouncementState.PUBLISHED:
        return
    waiting: list[User] = [world.users[subject] for subject in told.waiting]
    people = audience(system(), _row(kept)).filter(user_id__in=[one.id for one in waiting])
    await Notification.bulk_create(
        Notification(
            public_id=f"{kept.id:08x}{user_id:08x}{place_id:08x}",
            once=f"demo-{kept.number}-{place_id}-{user_id}", user_id=user_id, face=PORTAL,
            place_id=place_id, topic=ADDRESSED, record_number=kept.number,
            company_zh=kept.title_zh, company_en=kept.title_en,
            path=f"/announcements/{kept.number}", created_at=kept.published_at,
        )
        for user_id, place_id in await people.values_list("user_id", "counterparty_id")
    )  # fmt: skip


def _row(kept: Announcement) -> Row:
    return {name: getattr(kept, name) for name in kept._meta.db_fields}
