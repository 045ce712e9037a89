"""Reading announcements: what is addressed to the reader's organisation, and the desk of the staff."""

from typing import Any

from tortoise.expressions import F, Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.campaigns.models import (
    Announcement,
    AnnouncementAddressee,
    AnnouncementReceipt,
)
from shared.campaigns.rules import AnnouncementState, Importance
from shared.database.compound import Question, capped_counts
from shared.database.keyset import page_of
from shared.kernel.errors import NotFound
from shared.kernel.paging import PageRequest, Slice
from shared.kernel.two_languages import both

TABS = ("all", "published", "draft", "withdrawn")
STRIP = 3
COLUMNS = (
    "number", "title_zh", "title_en", "importance", "state", "revision", "visible_from",
    "visible_until", "published_at", "to_distributor", "to_customer", "to_supplier", "to_partner",
    "for_administrators", "updated_at",
)  # fmt: skip
WHOLE = (
    "id", *COLUMNS, "text_zh", "text_en", "version", "told_at", "told_revision", "withdrawn_at",
    "created_at", *both("created_by__name"),
)  # fmt: skip
_NOT_YET: dict[str, Any] = {"read_at": None, "confirmed_at": None}
Row = dict[str, Any]


async def list_announcements(actor: Actor, page: PageRequest) -> Slice[Row]:
    """Return what is addressed to the reader, newest first, each with her receipt; two statements."""
    found = await page_of(scope(actor, Announcement), page, COLUMNS, sort="-published_at")
    rows = await _with_receipts(actor, found.rows)
    return Slice(rows, newer=found.newer, older=found.older)


async def find_announcement(actor: Actor, number: str) -> Row:
    """Return one announcement whole; NotFound when it is missing or not addressed to the reader."""
    rows = await scope(actor, Announcement).filter(number=number).values(*WHOLE)
    if not rows:
        raise NotFound
    return dict(rows[0])


async def read_announcement(actor: Actor, number: str) -> Row:
    """Return one announcement with the reader's receipt of its version; two statements."""
    (row,) = await _with_receipts(actor, [await find_announcement(actor, number)])
    return row


def open_for(actor: Actor) -> QuerySet[Announcement]:
    """Return what the reader has yet to read, or to confirm where that is asked for."""
    mine = my_receipts(actor).filter(revision=F("announcement__revision"))
    done = mine.filter(
        Q(announcement__importance=Importance.NOTICE) | Q(confirmed_at__isnull=False)
    )
    return scope(actor, Announcement).exclude(id__in=Subquery(done.values("announcement_id")))


def strip(actor: Actor, limit: int = STRIP) -> Question[list[Row]]:
    """Ask what home tells the reader first: what must be confirmed, then the newest."""
    rows = open_for(actor).order_by("importance", "-published_at", "-id").limit(limit)
    return Question({"rows": rows.values("id", *COLUMNS)}, lambda rows: rows)


def my_receipts(actor: Actor) -> QuerySet[AnnouncementReceipt]:
    """Return what this person has read for the organisation of this session."""
    return scope(actor, AnnouncementReceipt).filter(
        membership__user_id=actor.user_id, membership__counterparty_id=actor.counterparty_id
    )


async def list_desk(actor: Actor, tab: str, page: PageRequest) -> Slice[Row]:
    """Return one page of all announcements for the staff, what changed last first."""
    return await page_of(_tab(actor, tab), page, COLUMNS, sort="-updated_at")


async def count_tabs(actor: Actor) -> dict[str, int]:
    """Return how many announcements each tab shows, in one statement."""
    return await capped_counts({tab: _tab(actor, tab) for tab in TABS})


def named_in(actor: Actor, announcement_id: int) -> Question[list[Row]]:
    """Ask for the organisations that an announcement names, as far as the actor may see them."""
    rows = scope(actor, AnnouncementAddressee).filter(announcement_id=announcement_id)
    columns = ("counterparty__number", "counterparty__name_zh", "counterparty__name_en")
    return Question({"rows": rows.order_by("id").values(*columns)}, lambda rows: rows)


async def _with_receipts(actor: Actor, rows: list[Row]) -> list[Row]:
    if not rows:
        return []
    found = my_receipts(actor).filter(announcement_id__in=[row["id"] for row in rows])
    kept = await found.values("announcement_id", "revision", "read_at", "confirmed_at")
    by_version = {(one.pop("announcement_id"), one.pop("revision")): one for one in kept}
    return [{**row, **by_version.get((row["id"], row["revision"]), _NOT_YET)} for row in rows]


def _tab(actor: Actor, tab: str) -> QuerySet[Announcement]:
    rows = scope(actor, Announcement)
    return rows if tab == "all" else rows.filter(state=AnnouncementState(tab))
