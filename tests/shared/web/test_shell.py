"""What every answer carries, who may knock, and what a broken request gets."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from shared.web.application import WebApp
from tests.shared.web import world
from tests.web import Browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8")
@pytest.mark.parametrize(
    "path",
    ["/open", "/missing", "/broken", "/away", "/deals/new", "/healthz", "/words?page_size=x"],
)
async def test_every_answer_carries_the_security_headers(stranger: Browser, path: str) -> None:
    answer = await stranger.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert len(answer.headers["x-request-id"]) == 16
    assert answer.headers["cache-control"]
    assert "server" not in answer.headers


async def test_the_providers_of_a_face_are_form_targets() -> None:
    providers = json.dumps(
        [{"name": "acme", "issuer": "https://id.acme.example/realm", "client_id": "wl"}]
    )
    answer = await Browser(world.admin(admin_providers=providers)).get("/open")
    policy = answer.headers["content-security-policy"]
    assert "form-action 'self' https://id.acme.example;" in policy


@pytest.mark.asvs("3.4.1")
async def test_https_faces_ask_for_https_for_a_year() -> None:
    secure = Browser(world.admin(admin_url="https://admin.acme.example"))
    answer = await secure.get("/open")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in (await Browser(world.admin()).get("/open")).headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1", "127.0.0.1:8001.evil.example", "evil@127.0.0.1:8001",
     "127.0.0.1:8001/x", "127.0.0.1:80011", ""],
)  # fmt: skip
async def test_a_foreign_host_name_is_refused(stranger: Browser, host: str) -> None:
    answer = await stranger.get("/open", host=host)
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "location" not in answer.headers


@pytest.mark.asvs("4.1.3")
async def test_forwarded_host_names_are_not_believed(stranger: Browser) -> None:
    answer = await stranger.get("/", x_forwarded_host="evil.example", forwarded="host=evil.example")
    assert answer.headers["location"] == "/sign-in"


async def test_localhost_is_led_to_the_public_address(stranger: Browser) -> None:
    answer = await stranger.get("/orders?state=late", host="localhost:8001")
    assert answer.status_code == 302
    assert answer.headers["location"] == "http://127.0.0.1:8001/orders?state=late"
    sent = await stranger.post("/open-deals", host="localhost:8001")
    assert sent.status_code == 400


async def test_probes_answer_under_any_host_name(stranger: Browser, database: str) -> None:
    assert (await stranger.get("/healthz", host="10.0.0.7:8001")).text == "ok"
    assert (await stranger.get("/readyz", host="10.0.0.7:8001")).text == "ok"


async def test_readyz_says_503_without_a_database(stranger: Browser) -> None:
    answer = await stranger.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert (await stranger.get("/healthz")).status_code == 200


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("path", [route.path for route in world.ROUTES if route.method == "POST"])
@pytest.mark.parametrize(
    ("headers", "may_pass"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8001"}, True),
        ({"origin": "http://127.0.0.1:8001"}, True),
        ({"sec-fetch-site": "none", "origin": "http://127.0.0.1:8001"}, True),
        ({}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8001"}, False),
        ({"sec-fetch-site": "Same-Origin"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://127.0.0.1:8000"}, False),
        ({"origin": "https://127.0.0.1:8001"}, False),
        ({"origin": "http://127.0.0.1:8001.evil.example"}, False),
        ({"referer": "http://127.0.0.1:8001/"}, False),
    ],
)
async def test_only_our_own_pages_may_change_something(
    stranger: Browser, path: str, headers: dict[str, str], may_pass: bool
) -> None:
    answer = await stranger.send("POST", path, headers=headers)
    refused = answer.status_code == 403 and "did not come from a page of ours" in answer.text
    assert refused is not (may_pass or path == "/hook")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
async def test_other_methods_are_held_to_the_same_rule(stranger: Browser, method: str) -> None:
    assert (await stranger.send(method, "/open", headers={})).status_code == 403
    ours = {"sec-fetch-site": "same-origin"}
    assert (await stranger.send(method, "/open", headers=ours)).status_code == 405


async def test_a_foreign_record_and_a_missing_page_look_the_same(lin: Browser) -> None:
    foreign = await lin.get("/records/SO-2026-0001")
    missing = await lin.get("/records/SO-9999-9999")
    nowhere = await lin.get("/no/such/page")
    assert [one.status_code for one in (foreign, missing, nowhere)] == [404, 404, 404]
    assert foreign.text == missing.text == nowhere.text


@pytest.mark.asvs("16.5.1", "16.5.4")
async def test_a_mistake_of_ours_shows_a_number_and_no_detail(
    stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "wanglai.web"):
        answer = await stranger.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] in answer.text
    assert "secret detail" not in answer.text
    (line,) = caplog.records
    assert line.exc_info
    assert line.facts["request_id"] == answer.headers["x-request-id"]  # type: ignore[attr-defined]


@pytest.mark.asvs("16.5.1")
async def test_a_database_that_is_away_is_503_with_retry_after(stranger: Browser) -> None:
    answer = await stranger.get("/away")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


async def test_a_locked_database_is_503_and_then_serves_again(
    lin: Browser, database_url: str
) -> None:
    async with held_by_somebody_else(database_url):
        answer = await lin.post("/lock")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert (await lin.post("/lock")).status_code == 303


@asynccontextmanager
async def held_by_somebody_else(url: str) -> AsyncIterator[None]:
    """Another program holds the lock that writing a person needs."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.close()
        return
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute('LOCK TABLE "user" IN ACCESS EXCLUSIVE MODE')
            yield
    finally:
        await connection.close()


async def test_pages_speak_the_language_of_cookie_then_browser(app: WebApp) -> None:
    assert 'lang="zh-CN"' in (await Browser(app, language="zh-CN,en;q=0.8").get("/missing")).text
    assert 'lang="en"' in (await Browser(app, language="de,en;q=0.8,zh;q=0.5").get("/missing")).text
    chosen = Browser(app, language="en")
    chosen.cookies["wl_lang"] = "zh"
    assert 'lang="zh-CN"' in (await chosen.get("/missing")).text


async def test_large_pages_are_compressed(stranger: Browser) -> None:
    answer = await stranger.get("/missing", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
