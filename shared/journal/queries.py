"""Reading the journal, always through the reader's scope."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import Question
from shared.journal.models import JournalEntry, JournalHead
from shared.kernel.two_languages import as_written, form_kept, signed

_DEED = (
    "at", *signed("actor"), "face", "verb", "record_table", "record_number", "reason", "before", "after",
)  # fmt: skip


@dataclass(frozen=True)
class Deed:
    """One journal entry as a page shows it; `changes` is (field, before, after)."""

    at: datetime
    who: str
    face: str
    verb: str
    record_table: str
    record_number: str
    reason: str
    changes: list[tuple[str, Any, Any]]


def deeds_about(actor: Actor, table: str, number: str, limit: int = 100) -> Question[list[Deed]]:
    """Ask for what was done to one record, newest first, as far as the actor may read about it.

    An entry repeats the values it changed, so whoever may not read our private notes
    (`counterparty_private.update`) does not read them here.
    """
    rows = scope(actor, JournalEntry).filter(record_table=table, record_number=number)
    newest = rows.order_by("-id").limit(limit).values(*_DEED)
    return Question({"rows": newest}, lambda rows: _deeds(actor, rows))


async def broken_links(limit: int = 10) -> list[int]:
    """Return the ids of entries whose hash does not follow from their contents, oldest first.

    0 stands for newest entries that are gone: the head of the chain still knows the last one.
    """
    broken: list[int] = []
    # Read before the entries: what is written meanwhile comes after it.
    head = await JournalHead.get(id=1)
    previous, is_whole = "", head.hash == ""
    async for entry in JournalEntry.all().order_by("id"):
        if entry.previous_hash != previous or entry.fingerprint() != entry.hash:
            broken.append(entry.id)
            if len(broken) == limit:
                return broken
        previous = entry.hash
        is_whole = is_whole or entry.hash == head.hash
    return broken if is_whole else [*broken, 0]


def _deeds(actor: Actor, rows: list[dict[str, Any]]) -> list[Deed]:
    return [_deed(actor, row) for row in rows if _may_read(actor, row["verb"])]


def _may_read(actor: Actor, verb: str) -> bool:
    table = verb.partition(".")[0]
    return not policy.is_known(table) or actor.may(f"{table}.read")


def _deed(actor: Actor, row: dict[str, Any]) -> Deed:
    before, after = json.loads(row["before"]), json.loads(row["after"])
    names = list(dict.fromkeys([*before, *after]))
    changes = [
        (name, *(form_kept(actor.locale, side.get(name)) for side in (before, after)))
        for name in names
    ]
    return Deed(
        row["at"], as_written(actor.locale, row, "actor"), row["face"], row["verb"],
        row["record_table"], row["record_number"], row["reason"], changes,
    )  # fmt: skip
