"""Who is suspended in one process loses everything in another, open streams included, within a second.

A server of its own on the database of the test; the suspending happens here.
"""

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from shared.access import policy
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.identity import actions, members
from shared.identity.arrivals import arrive, token_hash
from shared.identity.models import Membership, Session
from tests.shared.identity.people import World, arriving, member, partner, user, world
from tests.shared.web.test_serving import fetched, free_port, wanglai

WITHIN = 1.0


@dataclass
class Server:
    url: str
    process: "subprocess.Popen[str]"


@pytest.fixture
async def people(database: str) -> World:
    return await world()


@pytest.fixture
async def server(database: str, tmp_path: Path) -> AsyncIterator[Server]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with wanglai(
        "serve", "portal", "--portal-port", str(port),
        WANGLAI_DATABASE_URL=database, WANGLAI_ENVIRONMENT="development",
        WANGLAI_FILES_DIR=str(tmp_path), WANGLAI_PORTAL_URL=url,
    ) as process:  # fmt: skip
        try:
            assert await asyncio.to_thread(fetched, f"{url}/readyz") == "ok"
            yield Server(url, process)
        finally:
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.communicate, timeout=60)


async def _by_a_colleague(people: World, held: Membership) -> None:
    by = partner(people.zhou_min, people.qiming)
    await actions.suspend_member(by, member=held.public_id, version=held.version)


async def _other_role(people: World, held: Membership) -> None:
    by = partner(people.zhou_min, people.qiming)
    await members.change_role(by, member=held.public_id, version=held.version, role=policy.VIEWER)


async def _deactivated(_people: World, held: Membership) -> None:
    await User.filter(id=held.user_id).update(is_active=False)


async def _with_her_organisation(people: World, _held: Membership) -> None:
    await Counterparty.filter(id=people.qiming.id).update(status="suspended")


WAYS = (_by_a_colleague, _other_role, _deactivated, _with_her_organisation)


@pytest.mark.asvs("8.3.2")
async def test_open_pages_and_streams_of_another_process_end(people: World, server: Server) -> None:
    took = []
    for number, way in enumerate(WAYS):
        person = await user(f"tang.{number}", "唐雨", f"tang.{number}@qiming.example")
        held = await member(person, people.qiming, policy.MEMBER)
        token = await arrive(arriving(f"tang.{number}"))
        took.append(await _ended_after(server, token, lambda: way(people, held)))  # noqa: B023
        assert (
            way is not _other_role
            or not await Session.filter(token_hash=token_hash(token)).exists()
        ), "a change of rights leaves no session behind"
    # One slow look of a busy machine is no broken promise; a slow way is.
    assert sorted(took)[-2] < WITHIN, took
    assert max(took) < 3 * WITHIN, took


async def _ended_after(server: Server, token: str, suspend: Callable[[], Awaitable[None]]) -> float:
    """Return the seconds from the deed until the stream was over; every page is shut by then."""
    cookies = {"cookie": f"__Host-wl_portal={token}"}
    async with httpx2.AsyncClient(base_url=server.url, headers=cookies, timeout=20) as browser:
        assert (await browser.get("/")).status_code == 200
        async with browser.stream("GET", "/events") as stream:
            assert stream.status_code == 200
            lines = stream.aiter_lines()
            assert (await anext(lines)).startswith("retry:")
            await suspend()
            began = time.monotonic()
            # The very next request is refused: nothing about rights is kept in a process.
            answer = await browser.get("/")
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in")
            heard = [line async for line in lines]
        took = time.monotonic() - began
    assert "event: session:over" in heard
    return took
