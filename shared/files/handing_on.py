"""Files that leave a record: handed on to another, or let go of while nobody else has seen them."""

from shared.access import policy
from shared.database.uow import is_open
from shared.files.models import Attachment
from shared.kernel import clock


async def hand_on(from_table: str, from_id: int, to_table: str, to_id: int) -> int:
    """Hang the files of one record on another, inside the unit of work of the verb that decides it.

    Returns how many. The verb has decided that the actor may write at both records.
    """
    if not is_open() or not policy.is_known(to_table):
        raise RuntimeError("files are handed on by a verb, to a table that the policy knows")
    held = Attachment.filter(parent_table=from_table, parent_id=from_id, is_internal=False)
    return await held.update(parent_table=to_table, parent_id=to_id)


async def let_go(from_table: str, from_id: int, public_id: str = "") -> list[str]:
    """Take the files of a record off it, or one of them, and return their names.

    Inside the unit of work of the verb that decides it. Nobody can have them any more, and the
    sweep removes their bytes.
    """
    if not is_open():
        raise RuntimeError("files are let go of by a verb")
    held = Attachment.filter(parent_table=from_table, parent_id=from_id)
    if public_id:
        held = held.filter(public_id=public_id)
    rows = await held.order_by("id")
    long_ago = clock.now().replace(year=2000)
    await Attachment.filter(id__in=[row.id for row in rows]).update(
        parent_table="", parent_id=None, attached_at=None, is_stored=False, created_at=long_ago
    )
    return [row.name for row in rows]
