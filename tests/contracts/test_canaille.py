"""Sign-in against canaille, a real identity provider that nobody here wrote.

It runs in its own virtual environment: `.canaille`, which `./run test` makes, or the one whose
program WANGLAI_TEST_CANAILLE names.
"""

import html
import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest

from portal import app as portal
from shared.access import policy
from shared.identity import actions
from shared.identity.models import ExternalIdentity, Session
from shared.settings import load
from shared.web.application import WebApp
from tests.shared.identity.people import World, partner, world
from tests.web import Browser

HERE = Path(__file__).parent
HOME = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    program = os.environ.get("WANGLAI_TEST_CANAILLE") or HERE.parent.parent / ".canaille/bin/x"
    python = Path(program).with_name("python")
    if not python.exists():
        pytest.fail(f"{python} is missing: ./run test installs canaille there.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = str(HERE / "canaille_server.py")
    ways = [f"{HOME}/sign-in/callback", f"{HOME}/signed-out"]
    with subprocess.Popen(
        [python, script, str(port), *ways], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n", "canaille did not start"
        yield f"http://127.0.0.1:{port}"
        server.terminate()


@pytest.fixture
async def people(database: str) -> World:
    return await world()


@pytest.fixture
def face(issuer: str) -> WebApp:
    entry = {
        "name": "company", "issuer": issuer, "client_id": "wanglai-portal",
        "client_secret": "canaille-secret", "assume_email_verified": True,
    }  # fmt: skip
    return portal.build(
        load({}, environment="development", secret_key="k" * 40, portal_url=HOME,
             portal_providers=json.dumps([entry]))
    )  # fmt: skip


class AtTheProvider:
    """The provider's half of the browser: fills in its forms until it leads back to us."""

    def __init__(self) -> None:
        self.client = httpx2.Client(trust_env=False, timeout=20)

    def follow(self, url: str) -> str:
        """Return path and query of the first address that is ours."""
        answer = self.client.get(url)
        for _ in range(12):
            if answer.is_redirect:
                url = urljoin(str(answer.url), answer.headers["location"])
                if url.startswith(HOME):
                    parts = urlsplit(url)
                    return f"{parts.path}?{parts.query}" if parts.query else parts.path
                answer = self.client.get(url)
                continue
            answer = self._filled(answer)
        raise AssertionError(f"canaille led nowhere: {answer.url}\n{answer.text[:2000]}")

    def _filled(self, answer: httpx2.Response) -> httpx2.Response:
        found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text)
        fields = {name: html.unescape(value) for name, value in found}
        if 'name="password"' in answer.text:
            fields["password"] = "amy-pass-0123"
        elif 'name="login"' in answer.text:
            fields["login"] = "amy"
        elif 'name="answer"' in answer.text:
            fields["answer"] = "accept"
        else:
            raise AssertionError(f"canaille shows {answer.url}:\n{answer.text[:2000]}")
        return self.client.post(str(answer.url), data=fields)


async def test_the_whole_journey_with_canaille(people: World, face: WebApp, issuer: str) -> None:
    await ExternalIdentity.create(
        issuer=issuer, subject="amy", user=people.zhou_min, created_at=people.zhou_min.created_at
    )
    amy, there = Browser(face), AtTheProvider()
    deep = "/sign-out"  # a page that is there whatever else the portal has
    leaving = await amy.post("/sign-in/company", {"next": deep})
    back = there.follow(leaving.headers["location"])
    arrived = await amy.get(back)
    assert (arrived.status_code, arrived.headers["location"]) == (303, deep)
    session = await Session.get(face="portal")
    assert (session.issuer, session.provider) == (issuer, "company")

    out = await amy.post("/sign-out")
    assert out.headers["location"].startswith(f"{issuer}/oauth/end_session?")
    assert there.follow(out.headers["location"]).startswith("/signed-out")
    assert await Session.all().count() == 0
    again = there.client.get((await amy.post("/sign-in/company")).headers["location"])
    assert again.is_redirect, "canaille still knows her after signing out"
    assert "/login" in again.headers["location"]


async def test_an_answer_of_canaille_is_good_once(people: World, face: WebApp, issuer: str) -> None:
    amy, there = Browser(face), AtTheProvider()
    back = there.follow((await amy.post("/sign-in/company")).headers["location"])
    journey = dict(amy.cookies)
    assert (await amy.get(back)).headers.get("location") is None  # nobody of ours yet
    amy.cookies = journey
    replayed = await amy.get(back)
    assert replayed.status_code == 400
    assert "does not prove" in replayed.text


async def test_somebody_invited_comes_in_through_canaille(
    people: World, face: WebApp, issuer: str
) -> None:
    issued = await actions.invite_member(
        partner(people.zhou_min, people.qiming), email="amy@canaille.example", role=policy.MEMBER
    )
    amy, there = Browser(face), AtTheProvider()
    leaving = await amy.post(f"/invitations/{issued.token}", {"provider": "company"})
    arrived = await amy.get(there.follow(leaving.headers["location"]))
    assert arrived.headers["location"] == "/"
    identity = await ExternalIdentity.get(issuer=issuer, subject="amy")
    assert identity.email_at_link == "amy@canaille.example"
