"""What a reader outside does with an announcement: she has read it, she confirms it."""

from shared.access.action import action
from shared.access.actor import Actor
from shared.access.models import User
from shared.access.scope import one, scope
from shared.campaigns.models import Announcement, AnnouncementReceipt
from shared.campaigns.queries import my_receipts
from shared.campaigns.rules import Importance
from shared.database.registry import table_model
from shared.journal.actions import record
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.kernel.wording import say
from shared.outbox.actions import announce
from shared.outbox.happenings import INSIDE


@action("announcement.acknowledge")
async def note_read(actor: Actor, *, number: str) -> None:
    """Note that the reader has opened or put aside what is published now; once."""
    kept = await one(actor, Announcement, "acknowledge", number=number)
    if await _receipt(actor, kept):
        await announce("announcement.read", f"{number}{INSIDE}")


@action("announcement.acknowledge")
async def confirm_read(actor: Actor, *, number: str, seen: int) -> None:
    """Say that she has read version `seen`; refused when it has changed under her eyes."""
    kept = await one(actor, Announcement, "acknowledge", number=number)
    if kept.importance is not Importance.CONFIRM:
        raise Refusal(say("Nobody is asked to confirm this announcement."))
    if kept.revision != seen:
        raise Refusal(say("The announcement has changed meanwhile. Read it again, then confirm."))
    await _receipt(actor, kept)
    mine = my_receipts(actor).filter(announcement_id=kept.id, revision=seen, confirmed_at=None)
    if not await AnnouncementReceipt.filter(id__in=await mine.values_list("id", flat=True)).update(
        confirmed_at=clock.now()
    ):
        return
    await announce("announcement.confirmed", f"{number}{INSIDE}")
    await record(
        actor, "announcement.confirm", kept, counterparty_id=actor.counterparty_id,
        after={"revision": seen},
    )  # fmt: skip


async def _receipt(actor: Actor, kept: Announcement) -> bool:
    """Make sure that the reader's receipt of this version is there; whether it is a new one."""
    own = scope(actor, table_model("membership")).filter(
        user_id=actor.user_id, counterparty_id=actor.counterparty_id, is_active=True
    )
    # Two windows of one reader wait for each other; her own row is the one that she may lock.
    await User.filter(id=actor.user_id).select_for_update(no_key=True).first()
    membership = await own.first()
    if membership is None:
        raise NotFound
    wanted = {
        "announcement_id": kept.id, "membership_id": membership.pk, "revision": kept.revision,
    }  # fmt: skip
    if await AnnouncementReceipt.filter(**wanted).exists():
        return False
    await AnnouncementReceipt.create(**wanted, read_at=clock.now())
    return True
