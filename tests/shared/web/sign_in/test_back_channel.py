"""A provider says that somebody signed out there; only its own signed word is believed."""

import time
from typing import Any

import httpx2
import pytest

from shared.identity.models import Session
from tests.shared.identity.people import World
from tests.shared.web.sign_in.journeys import walk
from tests.shared.web.signing_provider import EVENT, SigningProvider
from tests.web import Browser

PATH = "/back-channel-logout/company"


async def _told(amy: Browser, notice: str) -> httpx2.Response:
    """Post as the provider does: server to server, no cookie, no origin."""
    return await Browser(amy.app).send("POST", PATH, data={"logout_token": notice}, headers={})


async def test_signing_out_at_the_provider_ends_every_session_of_the_person(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    phone = Browser(amy.app)
    await walk(amy, there)
    await walk(phone, there)
    answer = await _told(amy, there.notice())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (await amy.get("/")).headers["location"] == "/sign-in"
    assert (await phone.get("/")).headers["location"] == "/sign-in"


async def test_a_notice_of_one_browser_ends_that_one(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    phone = Browser(amy.app)
    there.subject |= {"sid": "desk"}
    await walk(amy, there)
    there.subject |= {"sid": "phone"}
    await walk(phone, there)
    assert (await _told(amy, there.notice(sub=None, sid="phone"))).status_code == 200
    assert (await amy.get("/")).status_code == 200
    assert (await phone.get("/")).status_code == 303


@pytest.mark.asvs("10.5.5")
@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "wanglai-admin"},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": [EVENT]},
        {"nonce": "n"},
        {"jti": None},
        {"iat": None},
        {"iat": 1_700_000_000},
        {"exp": 1_700_000_000},
        {"sub": None},
        {"sub": 7},
    ],
)
async def test_a_notice_that_proves_nothing_ends_nothing(
    people: World, amy: Browser, there: SigningProvider, wrong: dict[str, Any]
) -> None:
    await walk(amy, there)
    answer = await _told(amy, there.notice(**wrong))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert (await amy.get("/")).status_code == 200


@pytest.mark.asvs("9.1.2", "10.5.5")
@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_a_notice_signed_weakly_ends_nothing(
    people: World, amy: Browser, there: SigningProvider, alg: str
) -> None:
    await walk(amy, there)
    there.tamper.alg = alg
    assert (await _told(amy, there.notice())).status_code == 400
    assert (await amy.get("/")).status_code == 200


@pytest.mark.asvs("10.5.5")
async def test_a_notice_of_another_key_and_garbage_end_nothing(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    there.tamper.foreign_key = True
    for notice in (there.notice(), "", "a.b.c"):
        assert (await _told(amy, notice)).status_code == 400
    assert (await amy.get("/")).status_code == 200


@pytest.mark.asvs("9.2.2", "10.5.5")
async def test_an_id_token_is_no_notice(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    kept = await Session.get()
    assert (await _told(amy, kept.id_token)).status_code == 400
    assert (await amy.get("/")).status_code == 200


@pytest.mark.asvs("10.5.5")
async def test_a_notice_kept_from_before_ends_no_later_session(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    old = there.notice(iat=int(time.time()) - 300)
    await walk(amy, there)
    assert (await _told(amy, old)).status_code == 200
    assert (await amy.get("/")).status_code == 200


async def test_a_provider_nobody_configured_is_not_heard(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    answer = await Browser(amy.app).send("POST", "/back-channel-logout/other", data={}, headers={})
    assert answer.status_code == 404
