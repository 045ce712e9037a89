"""Reading files: the list under a record, what somebody has staged, one file with its permission."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.functions import Sum
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.database.compound import Question
from shared.database.registry import table_model
from shared.files.models import Attachment
from shared.files.rules import CLEAN, INFECTED, PENDING, may_remove
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound
from shared.kernel.two_languages import both, form_of
from shared.kernel.wording import say

NOT_YET = say("This file is still being checked for viruses. Try again in a moment.")
COLUMNS = (
    "public_id", "name", "media_type", "size", "thumbnail_key", "is_internal", "created_at",
    "uploaded_by_id", "attached_at", "removed_at", "scan", *both("uploaded_by__name"),
    *both("removed_by__name"),
)  # fmt: skip
LONGEST_ID = 32


@dataclass(frozen=True)
class FileRow:
    """One file as a list shows it; `size` in bytes.

    `state` is "" for one that can be had, else "pending", "infected" or "removed" (what stays is
    its line). `may_remove` says whether this reader may take it away.
    """

    public_id: str
    name: str
    media_type: str
    size: int
    has_thumbnail: bool
    is_internal: bool
    at: datetime
    by: str
    state: str = ""
    removed_at: datetime | None = None
    removed_by: str = ""
    may_remove: bool = False

    @property
    def path(self) -> str:
        """Where it is downloaded, on either face."""
        return f"/files/{self.public_id}"


@dataclass(frozen=True)
class OpenFile:
    """A file that the actor may have: what to call it and where its bytes lie.

    It hangs on a record of `table`; `is_noted` says that the download goes to the journal.
    """

    public_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    storage_key: str
    thumbnail_key: str
    table: str
    is_noted: bool


def attachments_of(
    actor: Actor, table: str, ids: Iterable[int]
) -> Question[dict[int, list[FileRow]]]:
    """Return parent id → its files, oldest first; every id has an entry.

    Parents that the actor may not read have none, and internal files are for the staff.
    """
    wanted = list(dict.fromkeys(ids))
    shape = partial(_by_parent, actor, wanted)
    if not wanted:
        return Question({}, shape)
    try:
        parents: Any = scope(actor, table_model(table)).filter(id__in=wanted).values("id")
    except NotAllowed:
        return Question({}, shape)
    rows = Attachment.filter(parent_table=table, parent_id__in=Subquery(parents))
    if not actor.is_staff:
        rows = rows.filter(is_internal=False)
    return Question({"rows": rows.order_by("id").values("parent_id", *COLUMNS)}, shape)


def attachments_under(
    actor: Actor, table: str, parents: QuerySet[Any]
) -> Question[dict[int, list[FileRow]]]:
    """Return parent id → its files, oldest first, for those of `parents` that have any.

    `parents` are scoped already; asked in the statement that reads them, before their ids are known.
    """
    rows = Attachment.filter(parent_table=table, parent_id__in=Subquery(parents.values("id")))
    if not actor.is_staff:
        rows = rows.filter(is_internal=False)
    return Question(
        {"rows": rows.order_by("id").values("parent_id", *COLUMNS)}, partial(_gathered, actor)
    )


def picture_of(actor: Actor, table: str, parents: QuerySet[Any]) -> Question[FileRow | None]:
    """Return the newest picture on one of `parents` (scoped already), None without one.

    For a logo: only what may be shown to both sides counts, neither internal nor unchecked.
    """
    rows = Attachment.filter(
        parent_table=table, parent_id__in=Subquery(parents.values("id")), is_internal=False,
        removed_at=None, is_stored=True, scan__in=("", CLEAN),
    ).exclude(thumbnail_key="")  # fmt: skip
    return Question(
        {"rows": rows.order_by("-id").limit(1).values(*COLUMNS)},
        lambda rows: _row(actor, rows[0]) if rows else None,
    )


def _gathered(actor: Actor, rows: Sequence[dict[str, Any]]) -> dict[int, list[FileRow]]:
    return _by_parent(actor, [row["parent_id"] for row in rows], rows)


def _by_parent(
    actor: Actor, parents: list[int], rows: Sequence[dict[str, Any]] = ()
) -> dict[int, list[FileRow]]:
    found: dict[int, list[FileRow]] = {parent: [] for parent in parents}
    for row in rows:
        found[row["parent_id"]].append(_row(actor, row))
    return found


async def staged_of(actor: Actor, ids: Sequence[str]) -> list[FileRow]:
    """Return those of `ids` that the actor can still claim, in that order (a form shown again)."""
    possible = [one for one in ids if len(one) <= LONGEST_ID]
    if not possible or not actor.may("attachment.upload"):
        return []
    rows = await staged_by(actor).filter(public_id__in=possible).values(*COLUMNS)
    known = {row["public_id"]: _row(actor, row) for row in rows}
    return [known[one] for one in dict.fromkeys(ids) if one in known]


async def open_file(actor: Actor, public_id: str) -> OpenFile:
    """Return a file that the actor may have; NotFound for missing, foreign and withdrawn ones."""
    found = await openable(actor, public_id)
    return OpenFile(
        public_id=found.public_id,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        storage_key=found.storage_key,
        thumbnail_key=found.thumbnail_key,
        table=found.parent_table,
        is_noted=actor.is_staff and found.owner_id is not None and found.attached_at is not None,
    )


async def openable(actor: Actor, public_id: str) -> Attachment:
    """Return the row of a file through its parent's scope; a staged one is its sender's alone."""
    found = await Attachment.get_or_none(public_id=public_id, is_stored=True)
    if found is None or (found.is_internal and not actor.is_staff):
        raise NotFound
    if found.attached_at is None:
        if not await staged_by(actor).filter(id=found.id).exists():
            raise NotFound
        return found
    try:
        await one(actor, table_model(found.parent_table), id=found.parent_id)
    except NotAllowed:  # a file of what she may never read is as good as missing
        raise NotFound from None
    if found.scan == PENDING and found.uploaded_by_id != actor.user_id:
        raise NotAllowed("attachment.download", NOT_YET)
    return found


async def attached(actor: Actor, public_id: str, table: str) -> Attachment:
    """Return a file that hangs on a record of `table` in the actor's scope, in one statement."""
    parents: Any = scope(actor, table_model(table)).values("id")
    rows = Attachment.filter(parent_table=table, parent_id__in=Subquery(parents), is_stored=True)
    if not actor.is_staff:
        rows = rows.filter(is_internal=False)
    found = await rows.get_or_none(public_id=public_id)
    if found is None:
        raise NotFound
    return found


def staged_by(actor: Actor) -> QuerySet[Attachment]:
    """Return what this person has staged for the organisation of this session."""
    return Attachment.filter(
        Q(owner_id=actor.counterparty_id) if actor.counterparty_id else Q(owner_id=None),
        uploaded_by_id=actor.user_id,
        attached_at=None,
        is_stored=True,
    )


def used_by_us(actor: Actor) -> Question[int]:
    """Return how many bytes the files of the actor's organisation take; one statement."""
    # A removed one gives its room back.
    kept = Attachment.filter(owner_id=actor.counterparty_id, removed_at=None)
    total = kept.annotate(total=Sum("size")).values("total")
    return Question({"rows": total}, lambda rows: int(rows[0]["total"] or 0) if rows else 0)


def _row(actor: Actor, row: dict[str, Any]) -> FileRow:
    is_gone = row["removed_at"] is not None
    return FileRow(
        public_id=row["public_id"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        has_thumbnail=bool(row["thumbnail_key"]) and not is_gone and row["scan"] in ("", CLEAN),
        is_internal=row["is_internal"],
        at=row["created_at"],
        by=form_of(actor.locale, row, "uploaded_by__name"),
        state=_state_of(row),
        removed_at=row["removed_at"],
        removed_by=form_of(actor.locale, row, "removed_by__name") if is_gone else "",
        may_remove=_may_remove(actor, row),
    )


def _state_of(row: dict[str, Any]) -> str:
    if row["scan"] == INFECTED:
        return INFECTED
    if row["removed_at"] is not None:
        return "removed"
    return PENDING if row["scan"] == PENDING else ""


def _may_remove(actor: Actor, row: dict[str, Any]) -> bool:
    if row["attached_at"] is None or row["removed_at"] is not None:
        return False
    is_sender = row["uploaded_by_id"] == actor.user_id and actor.may("attachment.upload")
    return may_remove(
        is_sender=is_sender, has_right=actor.may("attachment.remove"),
        attached_at=row["attached_at"], now=clock.now(),
    )  # fmt: skip
