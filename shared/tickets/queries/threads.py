"""One support request with its conversation: the newest part of it, and what came after a message.

Whatever the length of the conversation, a page costs two statements: the request, and its messages
with, for us, the internal notes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.database.compound import ask, rows_of
from shared.files.queries import FileRow, attachments_of
from shared.kernel import clock
from shared.kernel.errors import NotFound
from shared.kernel.paging import decode, encode
from shared.kernel.two_languages import name_in, signature, signed
from shared.tickets.models import Ticket, TicketInternalNote, TicketMessage
from shared.tickets.queries.lists import INSIDE, OUTSIDE, Row, shown
from shared.tickets.rules import life
from shared.tickets.rules.life import TicketState

SHOWN = 30
# verb of a page → permission that it takes
_THEIRS_BY = {
    "answer": "ticket.comment", "resolve": "ticket.close", "reopen": "ticket.reopen",
    "close": "ticket.close", "rate": "ticket.rate", "cancel": "ticket.cancel",
    "follow": "ticket.create",
}  # fmt: skip
_OURS_BY = {
    "take": "ticket.assign", "reply": "ticket.comment", "ask": "ticket.comment",
    "resume": "ticket.comment", "resolve": "ticket.resolve", "reopen": "ticket.reopen",
    "merge": "ticket.merge", "update": "ticket.update", "escalate": "ticket.escalate",
    "note": "ticket_internal_note.create",
}  # fmt: skip
MOST_NEW = 100
_MORE = (
    "id", "counterparty_id", "opened_by_id", "product__name_zh", "product__name_en",
    "merged_into__number", "follows__number", "followed_by__number",
    "rating_comment", "rated_at", "closed_at", "response_due_at",
)  # fmt: skip
_OURS = (
    "assignee_id", "resolution_due_at", "opportunity__number",
    "opportunity__name", "opened_by__email", "opened_by__phone", "counterparty__country",
)  # fmt: skip
_MESSAGE = (
    "id", "ticket_id", "ticket__number", "author_id", *signed("author"), "text", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One piece of the conversation; `kind` is theirs, ours or note (which only we read)."""

    id: int
    kind: str
    author: str
    text: str
    at: datetime
    is_mine: bool = False
    merged_from: str = ""

    @property
    def table(self) -> str:
        """Where it stands: messages and notes are counted apart."""
        return "ticket_internal_note" if self.kind == "note" else "ticket_message"


@dataclass(frozen=True)
class Thread:
    """A request as a page needs it.

    `entries` are the newest part, oldest first; `earlier` is the cursor of the part before, `latest`
    that after which news come. `can` holds the verbs that policy and state allow now.
    """

    ticket: Row
    entries: list[Entry]
    earlier: str | None
    latest: str
    can: frozenset[str]
    followers: tuple[str, ...] = ()


async def files_of(actor: Actor, thread: Thread) -> dict[str, dict[int, list[FileRow]]]:
    """Return table → id → the files that came with what is shown; one statement."""
    notes = [one.id for one in thread.entries if one.kind == "note"]
    messages = [one.id for one in thread.entries if one.kind != "note"]
    return await ask(
        ticket_message=attachments_of(actor, "ticket_message", messages),
        ticket_internal_note=attachments_of(actor, "ticket_internal_note", notes),
    )


@dataclass(frozen=True)
class _Place:
    """A cut through both kinds of entries: ids of the last message and the last note."""

    message: int
    note: int

    @property
    def cursor(self) -> str:
        return encode((self.message, self.note))


async def thread(actor: Actor, number: str, *, before: str = "") -> Thread:
    """Return a request with the newest part of its conversation, or the part before a cursor."""
    rows = await _found(actor, number)
    ticket = rows[0]
    messages, notes = _asked(actor, ticket["id"])
    if cut := _place(before):
        messages, notes = messages.filter(id__lt=cut.message), notes.filter(id__lt=cut.note)
    newest, kept = await _read(actor, messages, notes, "-id", SHOWN + 1)
    merged = sorted([*_told(actor, ticket, newest), *_noted(actor, kept)], key=_age)
    entries = merged[-SHOWN:]
    return Thread(
        shown(actor, ticket), entries,
        _before(entries, cut).cursor if len(merged) > SHOWN else None,
        _after(newest, kept, None).cursor, verbs(actor, ticket),
        tuple(row["followed_by__number"] for row in rows if row["followed_by__number"]),
    )  # fmt: skip


async def one_ticket(actor: Actor, number: str) -> Row:
    """Return a request without its conversation; NotFound outside the scope. One statement."""
    return shown(actor, (await _found(actor, number))[0])


async def news(actor: Actor, number: str, after: str) -> Thread:
    """Return a request with what was written after a cursor; an odd cursor finds nothing new."""
    ticket = (await _found(actor, number))[0]
    cut = _place(after) or _Place(2**62, 2**62)
    messages, notes = _asked(actor, ticket["id"])
    messages, notes = messages.filter(id__gt=cut.message), notes.filter(id__gt=cut.note)
    told, kept = await _read(actor, messages, notes, "id", MOST_NEW)
    entries = sorted([*_told(actor, ticket, told), *_noted(actor, kept)], key=_age)
    latest = _after(told, kept, cut).cursor
    return Thread(shown(actor, ticket), entries, None, latest, verbs(actor, ticket))


def verbs(actor: Actor, ticket: Row) -> frozenset[str]:
    """Return what the actor may do to the request now, by its state and her permissions."""
    state, now = TicketState(ticket["state"]), clock.now()
    possible = {verb for (at, verb) in life.TRANSITIONS if at == state}
    if not life.may_reopen(ticket["resolved_at"], now):
        possible.discard("reopen")
    names = _OURS_BY if actor.is_staff else _THEIRS_BY
    if not actor.is_staff and life.opens_linked(state, ticket["resolved_at"], now):
        possible = possible - {"answer"} | {"follow"}
    if state in life.OPEN:
        possible |= {"update", "escalate"}
    possible.add("note")
    return frozenset(verb for verb in possible if verb in names and actor.may(names[verb]))


async def _found(actor: Actor, number: str) -> list[Row]:
    columns = (*INSIDE, *_OURS) if actor.is_staff else OUTSIDE
    rows = await scope(actor, Ticket).filter(number=number).values(*columns, *_MORE)
    if not rows:
        raise NotFound
    if actor.is_staff:
        speaks = "zh" if rows[0]["counterparty__country"] == "CN" else "en"
        rows[0] |= {"speaks": speaks, "addressee": signature(speaks, rows[0], "opened_by")}
    rows[0]["product"] = name_in(
        actor.locale, rows[0]["product__name_zh"] or "", rows[0]["product__name_en"] or ""
    )
    return list(rows)


def _asked(
    actor: Actor, ticket_id: int
) -> tuple[QuerySet[TicketMessage], QuerySet[TicketInternalNote]]:
    """Return messages and notes of a request and of those merged into it, within the scope."""
    whole = Ticket.filter(Q(id=ticket_id) | Q(merged_into_id=ticket_id)).values("id")
    messages = scope(actor, TicketMessage).filter(ticket_id__in=Subquery(whole))
    if not actor.may("ticket_internal_note.read"):
        return messages, TicketInternalNote.filter(id=0)
    return messages, scope(actor, TicketInternalNote).filter(ticket_id__in=Subquery(whole))


async def _read(
    actor: Actor, messages: QuerySet[Any], notes: QuerySet[Any], order: str, most: int
) -> tuple[list[Row], list[Row]]:
    parts = {"messages": messages.order_by(order).limit(most).values(*_MESSAGE, "is_ours")}
    if actor.is_staff:
        parts["notes"] = notes.order_by(order).limit(most).values(*_MESSAGE)
    found = await rows_of(parts)
    return found["messages"], found.get("notes", [])


def _told(actor: Actor, ticket: Row, rows: list[Row]) -> list[Entry]:
    return [
        Entry(
            row["id"], "ours" if row["is_ours"] else "theirs",
            signature(actor.locale, row, "author"), row["text"], row["created_at"],
            row["author_id"] == actor.user_id,
            row["ticket__number"] if row["ticket_id"] != ticket["id"] else "",
        )
        for row in rows
    ]  # fmt: skip


def _noted(actor: Actor, rows: list[Row]) -> list[Entry]:
    return [
        Entry(row["id"], "note", signature(actor.locale, row, "author"), row["text"],
              row["created_at"], row["author_id"] == actor.user_id)
        for row in rows
    ]  # fmt: skip


def _age(entry: Entry) -> tuple[datetime, bool, int]:
    return entry.at, entry.kind == "note", entry.id


def _place(cursor: str) -> _Place | None:
    cut = decode(cursor, 2)
    if cut is None or not all(isinstance(one, int) and 0 <= one < 2**63 for one in cut):
        return None
    return _Place(*cut)


def _before(entries: list[Entry], old: _Place | None) -> _Place:
    """Return the place before the first entries; of a kind that is not among them the old one."""
    last = old or _Place(2**62, 2**62)
    return _Place(
        min((one.id for one in entries if one.kind != "note"), default=last.message),
        min((one.id for one in entries if one.kind == "note"), default=last.note),
    )


def _after(messages: list[Row], notes: list[Row], old: _Place | None) -> _Place:
    """Return the place after the last message and note read; the old one where there was none."""
    last = old or _Place(0, 0)
    return _Place(
        max((row["id"] for row in messages), default=last.message),
        max((row["id"] for row in notes), default=last.note),
    )
