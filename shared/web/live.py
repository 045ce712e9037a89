"""`/events?on=TK-2026-0001`: tells an open page that a record it shows has changed (server-sent events).

`since` says how far things had come when the page was read (`hearing`): what happens while it opens
its stream is told as well.

A message is a named event, `changed:TK-2026-0001` or `changed:user`; a region re-fetches itself with
`hx-trigger="changed:TK-2026-0001 from:body"`, so contents always come through the page's own scope.
A list is followed by its name (`on=tickets`, `changed:tickets`): it hears of the records in it.
Before each message the reader's right to the record is asked again.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.access.actor import ADMIN, Actor
from shared.database.uow import reading
from shared.identity.queries import SessionActor
from shared.outbox import happenings
from shared.search.following import followable, lists_with, readable
from shared.web.hearing import Places
from shared.web.pages import Answer
from shared.web.routing import WebRoute, get
from shared.web.switchboard import Listener, Switchboard

HEARTBEAT = 20.0
LONGEST = 15 * 60.0
MOST_RECORDS = 10
HEADERS = {"x-accel-buffering": "no", "cache-control": "no-store"}
WHY = "It says only that something which its reader may see has changed"


async def events(request: Request) -> Answer:
    """Open the stream of one page: `on` names its records and lists, again and again."""
    session: SessionActor = request.state.session
    actor, board = session.actor, switchboard_of(request)
    if board.is_full_for(actor):
        return Response("Too many open pages.", 429, headers={"retry-after": "60"})
    asked = request.query_params.getlist("on")[:MOST_RECORDS]
    seen = await readable(actor, asked)
    own = f"user:{actor.user_id}"
    records, lists = frozenset({*seen, own}), followable(actor, asked)
    listener = Listener(session.token_hash, actor, records, lists)
    places = Places(request.state.face.secret, actor.user_id)
    heard = Heard(request.query_params.get("since", ""), request.headers.get("last-event-id", ""))
    return StreamingResponse(
        _stream(board, listener, places, heard), media_type="text/event-stream", headers=HEADERS
    )


def switchboard_of(request: Request) -> Switchboard:
    """Return the open streams of the face that serves this request."""
    board: Switchboard = request.app.state.switchboard
    return board


def routes() -> list[WebRoute]:
    """Return the stream's route, which both faces have."""
    return [get("/events", events, name="events", signed_in=WHY, is_stream=True)]


@dataclass(frozen=True)
class Heard:
    """How far a page has heard, as words of its `Places`: when it was read, and by its last message."""

    read: str
    last: str


async def _stream(
    board: Switchboard, listener: Listener, places: Places, heard: Heard
) -> AsyncIterator[str]:
    started = asyncio.get_running_loop().time()
    board.connect(listener)
    try:
        await board.serving()
        last, missed = await _caught_up(listener, places, heard)
        yield f"retry: 2000\nid: {places.word(last)}\n\n"
        for name in missed:
            yield _told(name, places.word(last))
        while not listener.over and asyncio.get_running_loop().time() - started < LONGEST:
            if not await _woken(listener):
                yield ": still here\n\n"
            async for name, number in _messages(listener):
                yield _told(name, places.word(number))
        if listener.over == "session":
            yield "event: session:over\ndata: \n\n"
    finally:
        board.disconnect(listener)


async def _caught_up(listener: Listener, places: Places, heard: Heard) -> tuple[int, list[str]]:
    """Return the outbox id from which a stream goes on, and what its page shall look at again."""
    if heard.last:
        known = places.number(heard.last)
        last = known or await reading(happenings.latest)
        return last, await _missed(listener, last, is_known=known > 0)
    read = places.number(heard.read)
    if not read:
        return await reading(happenings.latest), []
    told = await reading(lambda: happenings.after(read))
    if told is None:
        last = await reading(happenings.latest)
        return last, await _missed(listener, last, is_known=False)
    for happening in told:
        listener.hear(happening)
    return max([read, *(one.id for one in told)]), []


async def _missed(listener: Listener, last: int, *, is_known: bool) -> list[str]:
    """Return what a page that was away shall look at again; what happened to its records is heard."""
    if not is_known:
        return sorted((listener.records - {_own(listener)}) | listener.lists)
    actor = listener.actor
    told = await reading(
        lambda: happenings.since(
            last, listener.records, actor.counterparty_number, is_ours=actor.face == ADMIN
        )
    )
    for happening in told:
        listener.hear(happening)
    # Cheaper than to read what happened in all of them: the page looks for itself.
    return sorted(listener.lists)


def _own(listener: Listener) -> str:
    return f"user:{listener.actor.user_id}"


async def _messages(listener: Listener) -> AsyncIterator[tuple[str, int]]:
    news, own = listener.take(), _own(listener)
    seen = await _still_readable(listener.actor, set(news) - {own}) | {own}
    lists: dict[str, int] = {}
    for record, number in news.items():
        if record not in seen:
            continue
        if record in listener.records:
            yield "user" if record == own else record, number
        lists |= dict.fromkeys(lists_with(record) & listener.lists, number)
    for name, number in lists.items():
        yield name, number


def _told(name: str, place: str) -> str:
    return f"event: changed:{name}\nid: {place}\ndata: \n\n"


async def _still_readable(actor: Actor, records: set[str]) -> set[str]:
    if not records:
        return set()
    return await reading(lambda: readable(actor, records))


async def _woken(listener: Listener) -> bool:
    """Wait for news, at most until the next heartbeat; no transaction is open here."""
    waiting = asyncio.create_task(listener.woken.wait())
    try:
        done, _ = await asyncio.wait({waiting}, timeout=HEARTBEAT)
    finally:
        # Also when the reader goes away: a task left behind would be complained of in the log.
        waiting.cancel()
    return bool(done)
