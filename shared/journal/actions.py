"""Writing the journal: one entry per deed, inside the transaction of the deed, chained by hash."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tortoise.models import Model

from shared.access.actor import Actor
from shared.database.uow import is_open
from shared.journal.models import JournalConcern, JournalEntry, JournalHead
from shared.kernel import clock


@dataclass(frozen=True)
class Change:
    """What became of one record of many: its table and business number, old and new values."""

    table: str
    number: str
    counterparty_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


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
    change = Change(
        table=about._meta.db_table,
        number=number or str(getattr(about, "number", about.pk)),
        counterparty_id=counterparty_id,
        before=before or {},
        after=after or {},
    )
    await record_many(actor, verb, [change], reason=reason)


async def record_many(actor: Actor, verb: str, changes: list[Change], *, reason: str = "") -> None:
    """Write that `actor` did `verb` to many records, in this order (imports)."""
    if not is_open():
        raise RuntimeError("the journal is written inside a unit of work")
    if not changes:
        return
    last = await _lock_head()
    entries = []
    for change in changes:
        entry = _entry(actor, verb, change, reason)
        entry.previous_hash = last
        entry.hash = last = entry.fingerprint()
        entries.append(entry)
    await JournalEntry.bulk_create(entries, batch_size=500)
    await JournalHead.filter(id=1).update(hash=last)


async def record_reach(actor: Actor, verb: str, change: Change, organisations: list[int]) -> None:
    """Write one deed that reaches many organisations (an export): one entry, and whom it concerns."""
    if not is_open():
        raise RuntimeError("the journal is written inside a unit of work")
    entry = _entry(actor, verb, change, "")
    entry.previous_hash = await _lock_head()
    entry.hash = entry.fingerprint()
    await entry.save(force_create=True)
    await JournalHead.filter(id=1).update(hash=entry.hash)
    await JournalConcern.bulk_create(
        (JournalConcern(entry=entry, counterparty_id=one) for one in organisations), batch_size=500
    )


def _entry(actor: Actor, verb: str, change: Change, reason: str) -> JournalEntry:
    return JournalEntry(
        at=clock.now(),
        actor_id=actor.user_id or None,
        actor_name=actor.name,
        face=actor.face,
        counterparty_id=change.counterparty_id,
        verb=verb,
        record_table=change.table,
        record_number=change.number,
        reason=reason,
        before=_as_json(change.before),
        after=_as_json(change.after),
    )


async def _lock_head() -> str:
    head = await JournalHead.filter(id=1).select_for_update().get()
    return head.hash


def _as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, default=_plain, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
