"""Writing down what colleagues take out of the house: an export is one entry with all it reached."""

from collections.abc import Sequence

from shared.access.actor import Actor
from shared.counterparties.models import Counterparty
from shared.database.uow import uow
from shared.journal.actions import Change, record_reach

_AT_ONCE = 500


async def note_taken(
    actor: Actor, *, verb: str, asked: str, numbers: Sequence[str], record: str = ""
) -> None:
    """Write that the actor did `verb` (`sales_order.export`) with the filter `asked`.

    `numbers` are those of the organisations whose rows are in it, `record` the number of the one
    record when it is about one.
    """

    async def write() -> None:
        wanted = sorted(set(numbers))
        ids: list[int] = []
        for start in range(0, len(wanted), _AT_ONCE):
            found = Counterparty.filter(number__in=wanted[start : start + _AT_ONCE])
            ids += [int(str(one)) for one in await found.values_list("id", flat=True)]
        after = {"asked": asked[:500], "organisations": len(ids)}
        table = verb.partition(".")[0]
        await record_reach(actor, verb, Change(table, record, after=after), ids)

    await uow(write)
