"""Verbs on files: stage one, throw it away, claim staged ones for a record, remove, note a download.

The verb that owns the record calls `attach` in its own unit of work, after it has decided that the
actor may write there.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from tortoise.expressions import Q

from shared.access import policy
from shared.access.action import action
from shared.access.actor import Actor
from shared.access.models import User
from shared.database.registry import table_model
from shared.files.models import Attachment
from shared.files.queries import attached, openable, staged_by, used_by_us
from shared.files.rules import (
    FIELD,
    INFECTED,
    PENDING,
    Limits,
    check_count,
    check_room,
    may_remove,
)
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce

STORED = "attachment.stored"
# When a file that was thrown away was "made", so that the sweep takes it at once.
THROWN_AWAY = datetime(2000, 1, 1, tzinfo=UTC)
TOO_LATE = say("A file can be taken away by its sender for an hour. Ask us to remove it now.")


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
    rows = staged_by(actor).filter(public_id=public_id)
    if not await rows.update(is_stored=False, created_at=THROWN_AWAY):
        raise NotFound


@action("attachment.upload")
async def remove_file(actor: Actor, public_id: str) -> None:
    """Take a file from its record: its line stays and says who did it, its bytes go soon after.

    Its sender may within the hour, later whoever has the right.
    """
    found = await openable(actor, public_id)
    if found.attached_at is None:
        raise NotFound
    is_sender = found.uploaded_by_id == actor.user_id
    if not may_remove(
        is_sender=is_sender, has_right=actor.may("attachment.remove"),
        attached_at=found.attached_at, now=clock.now(),
    ):  # fmt: skip
        raise NotAllowed("attachment.remove", TOO_LATE)
    gone = Attachment.filter(id=found.id, removed_at=None)
    if not await gone.update(
        removed_at=clock.now(), removed_by_id=actor.user_id or None, is_stored=False
    ):
        raise NotFound
    await record(
        actor, "attachment.remove", found, number=found.public_id,
        counterparty_id=found.owner_id or _place_of(found), after={"name": found.name},
    )  # fmt: skip


@action("attachment.upload")
async def note_infected(actor: Actor, public_id: str, virus: str) -> None:
    """Shut a file in which the scanner found something; its bytes go soon after."""
    found = await Attachment.get_or_none(public_id=public_id, scan=PENDING)
    if found is None:
        return
    await Attachment.filter(id=found.id).update(
        scan=INFECTED, removed_at=clock.now(), is_stored=False
    )
    await record(
        actor, "attachment.infected", found, number=found.public_id,
        counterparty_id=found.owner_id, after={"name": found.name, "virus": virus[:200]},
    )  # fmt: skip


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

    Files of one sender, and of one organisation, are taken one after another: the row that is
    locked here holds the next one back until this one counts.
    """
    await User.filter(id=actor.user_id).select_for_update(no_key=True).first()
    used = 0
    if actor.counterparty_id:
        place = table_model("counterparty").filter(id=actor.counterparty_id)
        await place.select_for_update(no_key=True).first()
        used = await used_by_us(actor)
    mine = Q(owner_id=actor.counterparty_id) if actor.counterparty_id else Q(owner_id=None)
    waiting = Attachment.filter(
        mine, attached_at=None, uploaded_by_id=actor.user_id, removed_at=None
    )
    # One whose bytes are still on their way takes a place already; a thrown-away one does not.
    staged = await waiting.filter(created_at__gt=THROWN_AWAY).count()
    check_room(staged=staged, used=used, size=size, limits=limits)


@action("attachment.upload")
async def add_staged(actor: Actor, row: Attachment, limits: Limits) -> None:
    """Write the row of a file whose bytes are about to be kept; a scanner makes it wait."""
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
    if await rows.filter(scan=PENDING).exists():
        await announce(STORED, public_id)


def _place_of(found: Attachment) -> int | None:
    return found.parent_id if found.parent_table == "counterparty" else None
