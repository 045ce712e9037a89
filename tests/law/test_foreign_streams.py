"""Whatever names a stream is opened with, it follows those alone that its reader may read."""

from collections.abc import AsyncIterator
from unittest import mock

from shared.search.following import LISTS
from shared.web import live
from shared.web.routing import WebRoute
from shared.web.switchboard import Listener
from tests.cast import FACES
from tests.law.fuzzer import Fuzzer, may_read
from tests.law.names import NAMED, OWN, Names
from tests.law.principals import Principal


async def test_a_stream_follows_what_its_reader_may_read(demo: str) -> None:
    fuzzer = await Fuzzer.start()
    names, heard = Names(fuzzer), 0
    for who in fuzzer.people:
        for route in FACES[who.browser.face.name].routes:
            if isinstance(route, WebRoute) and route.is_stream and who.actor is not None:
                foreign = [name for _, name in names.foreign_of_any(who)]
                own = [
                    name for table in names.world.rows for name in names.of(who, table, NAMED, OWN)
                ]
                heard += await follows(fuzzer, who, route, [*own, *foreign, *LISTS])
    assert heard > len(fuzzer.people)


async def test_nobody_opens_a_stream(demo: str) -> None:
    fuzzer = await Fuzzer.start()
    nobodies = [one for one in fuzzer.people if one.actor is None]
    for who in nobodies:
        answer = await who.browser.get("/events?on=SO-2026-0001", accept="text/event-stream")
        assert answer.status_code == 401, who.name
    assert len(nobodies) >= 4


async def follows(fuzzer: Fuzzer, who: Principal, route: WebRoute, asked: list[str]) -> int:
    """Open streams for all these names and return how many records were followed."""
    followed: set[str] = set()
    assert who.actor is not None
    for n in range(0, len(asked), live.MOST_RECORDS):
        some = asked[n : n + live.MOST_RECORDS]
        for listener in await opened(who, route, some):
            followed |= listener.records - {f"user:{who.actor.user_id}"}
            wide = {one for one in listener.lists if one not in some}
            assert not wide, f"{who.name} follows {wide}"
    for name in followed:
        held = [pair for some in fuzzer.names.values() for pair in some.get(name, ())]
        assert held, f"{who.name} follows {name}, which is no record"
        may = any(may_read(fuzzer, who.actor, table, key) for table, key in held)
        assert may, f"{who.name} follows {name}"
    return len(followed)


async def opened(who: Principal, route: WebRoute, names: list[str]) -> list[Listener]:
    """Return the listeners of a stream that ends as soon as it has begun."""
    kept: list[Listener] = []

    async def at_once(_: object, listener: Listener, *_more: object) -> AsyncIterator[str]:
        kept.append(listener)
        yield ""

    query = "&".join(f"on={name}" for name in names if name.isascii() and " " not in name)
    with mock.patch.object(live, "_stream", at_once):
        answer = await who.browser.get(f"{route.path}?{query}")
    assert answer.status_code in (200, 403), f"{who.name}: {answer.status_code}"
    return kept
