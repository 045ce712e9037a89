"""Verbs on files: stage one, throw it away again, claim staged ones for a record, note a download.

The verb that owns the record calls `attach` in its own unit of work, after it has decided that the
actor may write there.
"""

from collections.abc import Sequence

from tortoise.expressions import Q
from tortoise.functions import Sum

from shared.access import policy
from shared.access.action import action
from shared.access.actor import Actor
from shared.files.models import Attachment
from shared.files.queries import attached, staged_by
from shared.files.rules import FIELD, Limits, check_count, check_room
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say


@action("attachment.upload")
async def attach(
    actor: Actor,
    ids: Sequence[str],
    parent_table: str,
    parent_id: int,
    *,
    internal: bool = False,
    most: int = 10,
) -> list[str]:
    """Make staged files part of a record and return their names.

    Takes only what this person staged for this organisation and nobody claimed yet; anything else
    is refused at the field `files`, and nothing is attached. `internal` files are for the staff.
    """
    if not policy.is_known(parent_table):
        raise ValueError(f"the policy knows no table {parent_table!r} to hang files on")
    wanted = list(dict.fromkeys(ids))
    check_count(len(wanted), most)
    if not wanted:
        return []
    claimed = await staged_by(actor).filter(public_id__in=wanted).update(
        parent_table=parent_table,
        parent_id=parent_id,
        is_internal=internal,
        attached_at=clock.now(),
    )  # fmt: skip
    if claimed != len(wanted):
        raise Refusal(say("A file is no longer there. Send it again."), FIELD)
    found = await Attachment.filter(public_id__in=wanted).order_by("id")
    return [row.name for row in found]


@action("attachment.upload")
async def discard(actor: Actor, public_id: str) -> None:
    """Throw a staged file away: it can no longer be claimed, and the sweep removes its bytes."""
    long_ago = clock.now().replace(year=2000)
    if (
        not await staged_by(actor)
        .filter(public_id=public_id)
        .update(is_stored=False, created_at=long_ago)
    ):
        raise NotFound


@action("attachment.download")
async def note_download(actor: Actor, public_id: str, table: str) -> None:
    """Journal that one of the staff took a file that an organisation had sent to go with a record.

    `table` is the record's. Raises NotFound outside the scope.
    """
    found = await attached(actor, public_id, table)
    if found.owner_id is None:
        return
    await record(
        actor, "attachment.download", found, number=found.public_id, counterparty_id=found.owner_id,
        after={"name": found.name},
    )  # fmt: skip


@action("attachment.upload")
async def check_quota(actor: Actor, size: int, limits: Limits) -> None:
    """Refuse a file for which the person or her organisation has no room left.

    Two uploads in the same moment may both pass; the quota bounds a store, it counts no money.
    """
    mine = Q(owner_id=actor.counterparty_id) if actor.counterparty_id else Q(owner_id=None)
    waiting = Attachment.filter(mine, attached_at=None, uploaded_by_id=actor.user_id)
    staged = await waiting.filter(is_stored=True).count()
    used = 0
    if actor.counterparty_id:
        (total,) = await Attachment.filter(mine).annotate(total=Sum("size")).values("total")
        used = int(total["total"] or 0)
    check_room(staged=staged, used=used, size=size, limits=limits)


@action("attachment.upload")
async def add_staged(actor: Actor, row: Attachment, limits: Limits) -> None:
    """Write the row of a file whose bytes are about to be kept."""
    await check_quota(actor, row.size, limits)
    row.uploaded_by_id = actor.user_id
    row.owner_id = actor.counterparty_id
    row.created_at = clock.now()
    await row.save()


@action("attachment.upload")
async def mark_stored(actor: Actor, public_id: str) -> None:
    """Say that the bytes lie in the store; now the file can be claimed."""
    rows = Attachment.filter(public_id=public_id, uploaded_by_id=actor.user_id, attached_at=None)
    await rows.update(is_stored=True)
