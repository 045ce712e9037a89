"""The open streams of this process: what happened is passed on, who lost her session is cut off.

One task serves all streams while there are any. It is woken by each commit of this process and
looks twice a second for what other processes did, with one statement for the news and one a face
for the sessions, so that a suspended person's open pages end within a second.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from shared.access.actor import ADMIN, PORTAL, Actor
from shared.database.speaking import at_the_gate
from shared.database.uow import reading
from shared.identity.queries import SessionActor, session_actors
from shared.identity.viewing import live_views
from shared.outbox import actions as outbox
from shared.outbox.happenings import Happening, Reader
from shared.search.following import lists_with

log = logging.getLogger("wanglai.web")

PAUSE = 0.5
MOST_EACH = 12  # open streams of one person: a browser shows few windows at once


@dataclass(eq=False)
class Listener:
    """One open page: whose session, and which records and lists it shows."""

    token_hash: str
    actor: Actor
    records: frozenset[str]
    lists: frozenset[str] = frozenset()
    news: dict[str, int] = field(default_factory=dict)
    over: str = ""  # why the stream ends: "session" or "restart"
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, happening: Happening) -> None:
        """Note a happening if it concerns this page and is for the ears of its reader."""
        record = happening.heard_by(
            self.actor.counterparty_number, is_ours=self.actor.face == ADMIN
        )
        if record in self.records or lists_with(record) & self.lists:
            self.news[record] = happening.id
            self.woken.set()

    def end(self, why: str) -> None:
        """End the stream."""
        self.over = why
        self.woken.set()

    def take(self) -> dict[str, int]:
        """Return what is to be told (record → outbox id) and forget it."""
        news, self.news = self.news, {}
        self.woken.clear()
        if self.over:
            self.woken.set()
        return news


class Switchboard:
    """Every listener of a face in this process."""

    def __init__(self, face: str) -> None:
        self.face = face
        self.listeners: set[Listener] = set()
        self.task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._looked = asyncio.Event()

    def is_full_for(self, actor: Actor) -> bool:
        """Return whether this person has as many streams as anybody needs."""
        own = [one for one in self.listeners if _who(one.actor) == _who(actor)]
        return len(own) >= MOST_EACH

    def connect(self, listener: Listener) -> None:
        """Begin to serve a listener."""
        self.listeners.add(listener)
        if self.task is None or self.task.done():
            self._woken, self._looked = asyncio.Event(), asyncio.Event()
            self.task = asyncio.create_task(self._serve(self._woken, self._looked))

    async def serving(self) -> None:
        """Wait until the task has looked once: what is committed from here on will be told."""
        await self._looked.wait()

    def disconnect(self, listener: Listener) -> None:
        """Stop serving a listener; the task ends by itself when there is none."""
        self.listeners.discard(listener)
        if not self.listeners:
            self._woken.set()

    def close(self) -> None:
        """End every stream: the server stops, browsers come back to the next one."""
        for listener in self.listeners:
            listener.end("restart")

    async def _serve(self, woken: asyncio.Event, looked: asyncio.Event) -> None:
        reader = Reader()
        outbox.on_announcement(woken.set)
        try:
            while self.listeners:
                await self._look(reader)
                looked.set()
                await _either(woken, PAUSE)
                woken.clear()
        finally:
            looked.set()
            outbox.no_longer(woken.set)

    async def _look(self, reader: Reader) -> None:
        """Pass the news on and end what has lost its session; an outage is sat out."""
        try:
            for happening in await reader.news():
                for listener in self.listeners:
                    listener.hear(happening)
            await self._end_the_signed_out()
        except Exception:
            # The streams stay open until the database is back.
            log.exception("The open streams could not be served; trying again")

    async def _live(self, hashes: set[str]) -> dict[str, SessionActor]:
        """Return the sessions and the views with these hashes that live."""
        found: dict[str, SessionActor] = await session_actors(hashes, self.face)
        if self.face == PORTAL and (others := hashes - found.keys()):
            found |= await live_views(others)
        return found

    async def _end_the_signed_out(self) -> None:
        asked = list(self.listeners)
        hashes = {one.token_hash for one in asked}
        # This task was begun by one reader and serves them all.
        with at_the_gate():
            live = await reading(lambda: self._live(hashes))
        for listener in asked:
            session = live.get(listener.token_hash)
            if session is None or not _same(session.actor, listener.actor):
                listener.end("session")


def _who(actor: Actor) -> tuple[int, int]:
    """Return who has a page open: a member, or a colleague of ours who looks as she does."""
    return actor.user_id, actor.real_user_id


def _same(now: Actor, then: Actor) -> bool:
    """Whether the session still speaks for the same person, organisation and roles."""
    return (*_who(now), now.counterparty_id, now.roles) == (
        *_who(then),
        then.counterparty_id,
        then.roles,
    )


async def _either(woken: asyncio.Event, pause: float) -> None:
    waiting = asyncio.create_task(woken.wait())
    try:
        await asyncio.wait({waiting}, timeout=pause)
    finally:
        waiting.cancel()
