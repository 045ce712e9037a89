"""Writing the journal: one entry per deed, inside the transaction of the deed, chained by hash."""

import json
from datetime import date, datetime
from typing import Any

from tortoise.models import Model

from shared.access.actor import Actor
from shared.database.uow import is_open
from shared.journal.models import JournalEntry, JournalHead
from shared.kernel import clock


async def record(
    actor: Actor,
    verb: str,
    about: Model,
    *,
    number: str = "",
    counterparty_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write that `actor` did `verb` to `about`; `before` and `after` hold the changed values.

    `number` defaults to the record's own business number. Needs an open unit of work; call it
    last, because it locks the head of the chain until the commit.
    """
    if not is_open():
        raise RuntimeError("the journal is written inside a unit of work")
    entry = JournalEntry(
        at=clock.now(),
        actor_id=actor.user_id or None,
        actor_name=actor.name,
        face=actor.face,
        counterparty_id=counterparty_id,
        verb=verb,
        record_table=about._meta.db_table,
        record_number=number or str(getattr(about, "number", about.pk)),
        reason=reason,
        before=_as_json(before or {}),
        after=_as_json(after or {}),
    )
    entry.previous_hash = await _lock_head()
    entry.hash = entry.fingerprint()
    await entry.save()
    await JournalHead.filter(id=1).update(hash=entry.hash)


async def _lock_head() -> str:
    head = await JournalHead.filter(id=1).select_for_update().get()
    return head.hash


def _as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
