"""Announcements for the tests that try every route: one that names each organisation and no other."""

from shared.access.models import User
from shared.campaigns.models import Announcement, AnnouncementAddressee, AnnouncementRevision
from shared.campaigns.rules import AnnouncementState, Importance
from shared.counterparties.models import Counterparty
from tests.cast import ANCHOR


async def announcements(of: Counterparty) -> list[str]:
    """The one that names this organisation alone."""
    return [f"AN-2026-8{of.id:03d}"]


async def announce_to(place: Counterparty, **values: object) -> Announcement:
    """Publish something to this organisation by name, to be confirmed."""
    author = await User.get(name="吴静")
    words = {"title_zh": "月亮公告", "title_en": "Moon", "text_zh": "月亮", "text_en": "The moon."}
    made = await Announcement.create(
        **{
            "number": f"AN-2026-8{place.id:03d}", "importance": Importance.CONFIRM,
            "state": AnnouncementState.PUBLISHED, "visible_from": ANCHOR.date(), "revision": 1,
            "told_revision": 1, "created_by": author, "published_at": ANCHOR, "created_at": ANCHOR,
            "updated_at": ANCHOR, **words, **values,
        }
    )  # fmt: skip
    await AnnouncementAddressee.create(announcement=made, counterparty=place)
    if made.revision:
        await AnnouncementRevision.create(
            announcement=made, revision=1, importance=Importance.CONFIRM, published_by=author,
            published_at=ANCHOR, **words,
        )  # fmt: skip
    return made
