"""Reading files: the list under a record, what somebody has staged, one file with its permission."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import one, scope
from shared.database.compound import Question
from shared.database.registry import table_model
from shared.files.models import Attachment
from shared.kernel.errors import NotAllowed, NotFound

COLUMNS = (
    "public_id", "name", "media_type", "size", "thumbnail_key", "is_internal", "created_at",
    "uploaded_by__name",
)  # fmt: skip


@dataclass(frozen=True)
class FileRow:
    """One file as a list shows it; `size` in bytes."""

    public_id: str
    name: str
    media_type: str
    size: int
    has_thumbnail: bool
    is_internal: bool
    at: datetime
    by: str

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
    shape = partial(_by_parent, wanted)
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


def _by_parent(parents: list[int], rows: Sequence[dict[str, Any]] = ()) -> dict[int, list[FileRow]]:
    found: dict[int, list[FileRow]] = {parent: [] for parent in parents}
    for row in rows:
        found[row["parent_id"]].append(_row(row))
    return found


async def staged_of(actor: Actor, ids: Sequence[str]) -> list[FileRow]:
    """Return those of `ids` that the actor can still claim, in that order (a form shown again)."""
    if not ids or not actor.may("attachment.upload"):
        return []
    rows = await staged_by(actor).filter(public_id__in=list(ids)).values(*COLUMNS)
    known = {row["public_id"]: _row(row) for row in rows}
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
    await one(actor, table_model(found.parent_table), id=found.parent_id)
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


def _row(row: dict[str, Any]) -> FileRow:
    return FileRow(
        public_id=row["public_id"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        has_thumbnail=bool(row["thumbnail_key"]),
        is_internal=row["is_internal"],
        at=row["created_at"],
        by=row["uploaded_by__name"],
    )
