"""The way of one file into the house: looked at in a child, kept in the store, then staged.

Nothing slow happens inside a transaction. The row is written before the bytes, so that whatever
breaks in between is found and swept away.
"""

import hashlib
from datetime import timedelta
from secrets import token_hex
from typing import IO

from shared.access.actor import Actor
from shared.database.uow import uow
from shared.files import actions
from shared.files.inspection import inspect
from shared.files.models import Attachment
from shared.files.rules import PENDING, Limits, allowed_kinds, check_size
from shared.files.storage import storage
from shared.kernel import clock
from shared.settings import load

STAGED_FOR = timedelta(hours=24)
SWEPT_AT_ONCE = 200


def limits() -> Limits:
    """Return how much may be sent, as this installation has it set."""
    settings = load()
    return Limits(
        size=settings.file_limit,
        count=settings.file_count,
        quota=settings.file_quota,
        kinds=allowed_kinds(settings.file_kinds),
    )


async def stage(actor: Actor, file: IO[bytes], name: str, *, size: int) -> str:
    """Take one uploaded file in and return its public id; a form claims it later.

    Raises Refusal (empty, too large, not one of our kinds, no room left) and NoRoom.
    """
    actor.must("attachment.upload")
    bounds = limits()
    check_size(size, bounds)
    storage().check_room()
    await uow(lambda: actions.check_quota(actor, size, bounds))
    found = await inspect(file.read(bounds.size + 1), name, bounds)
    row = Attachment(
        public_id=token_hex(12),
        name=found.name,
        media_type=found.kind.media_type,
        size=len(found.content),
        sha256=hashlib.sha256(found.content).hexdigest(),
        storage_key=_key(),
        thumbnail_key=_key() if found.thumbnail else "",
        scan=PENDING if load().scanner else "",
    )
    await actions.add_staged(actor, row, bounds)
    await storage().put(row.storage_key, found.content)
    if found.thumbnail:
        await storage().put(row.thumbnail_key, found.thumbnail)
    await actions.mark_stored(actor, row.public_id)
    return row.public_id


async def sweep() -> int:
    """Remove what was staged a day ago and never claimed, and what was removed; return how many."""
    return await _sweep_unclaimed() + await _sweep_removed()


async def _sweep_unclaimed() -> int:
    old = await Attachment.filter(
        attached_at=None, created_at__lt=clock.now() - STAGED_FOR
    ).limit(SWEPT_AT_ONCE)  # fmt: skip
    removed = 0
    for row in old:
        # From here on nobody can claim it; whatever breaks, the next round finds it again.
        taken = Attachment.filter(id=row.id, attached_at=None)
        if await uow(lambda rows=taken: rows.update(is_stored=False)):  # type: ignore[misc]
            await storage().remove(row.storage_key, row.thumbnail_key)
            await uow(lambda rows=taken: rows.delete())  # type: ignore[misc]
            removed += 1
    return removed


async def _sweep_removed() -> int:
    """Forget the bytes of files that were taken from their records; their lines stay."""
    gone = (
        await Attachment.filter(removed_at__isnull=False)
        .exclude(storage_key="")
        .limit(SWEPT_AT_ONCE)
    )
    for row in gone:
        await storage().remove(row.storage_key, row.thumbnail_key)
        bare = Attachment.filter(id=row.id)
        await uow(lambda rows=bare: rows.update(storage_key="", thumbnail_key=""))  # type: ignore[misc]
    return len(gone)


def _key() -> str:
    key = token_hex(16)
    return f"{key[:2]}/{key[2:]}"
