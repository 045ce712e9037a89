"""Files that go from one record to another: what was sent with a request belongs to its outcome."""

from shared.access import policy
from shared.database.uow import is_open
from shared.files.models import Attachment


async def hand_on(from_table: str, from_id: int, to_table: str, to_id: int) -> int:
    """Hang the files of one record on another, inside the unit of work of the verb that decides it.

    Returns how many. The verb has decided that the actor may write at both records.
    """
    if not is_open() or not policy.is_known(to_table):
        raise RuntimeError("files are handed on by a verb, to a table that the policy knows")
    held = Attachment.filter(parent_table=from_table, parent_id=from_id, is_internal=False)
    return await held.update(parent_table=to_table, parent_id=to_id)
