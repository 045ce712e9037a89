"""Reading the journal, always through the reader's scope."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.access import policy
from shared.access.actor import Actor
from shared.access.scope import scope
from shared.journal.models import JournalEntry
from shared.kernel.two_languages import form_in


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


async def deeds_about(actor: Actor, table: str, number: str, limit: int = 100) -> list[Deed]:
    """Return what was done to one record, newest first, as far as the actor may read about it.

    An entry repeats the values it changed, so whoever may not read our private notes
    (`counterparty_private.update`) does not read them here.
    """
    rows = scope(actor, JournalEntry).filter(record_table=table, record_number=number)
    entries = await rows.select_related("actor").order_by("-id").limit(limit)
    return [_deed(actor, entry) for entry in entries if _may_read(actor, entry.verb)]


async def broken_links(limit: int = 10) -> list[int]:
    """Return the ids of entries whose hash does not follow from their contents, oldest first."""
    broken: list[int] = []
    previous = ""
    async for entry in JournalEntry.all().order_by("id"):
        if entry.previous_hash != previous or entry.fingerprint() != entry.hash:
            broken.append(entry.id)
            if len(broken) == limit:
                break
        previous = entry.hash
    return broken


def _may_read(actor: Actor, verb: str) -> bool:
    table = verb.partition(".")[0]
    return not policy.is_known(table) or actor.may(f"{table}.read")


def _who(actor: Actor, entry: JournalEntry) -> str:
    """Return the name as it was written down, in its other form only while it is still hers."""
    person = entry.actor
    other = person.name_other if person and person.name == entry.actor_name else ""
    return form_in(actor.locale, entry.actor_name, other)


def _deed(actor: Actor, entry: JournalEntry) -> Deed:
    before, after = json.loads(entry.before), json.loads(entry.after)
    names = list(dict.fromkeys([*before, *after]))
    changes = [(name, before.get(name), after.get(name)) for name in names]
    return Deed(
        entry.at, _who(actor, entry), entry.face, entry.verb, entry.record_table,
        entry.record_number, entry.reason, changes,
    )  # fmt: skip
