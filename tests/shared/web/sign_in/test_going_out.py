"""New secrets at every sign-in, and the way out, here and at the provider."""

from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from tests.shared.identity.people import World
from tests.shared.web.sign_in.journeys import DEEP, walk
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser


@pytest.mark.asvs("7.2.4")
async def test_signing_in_rotates_the_secret(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    first = dict(amy.cookies)
    await walk(amy, there)
    assert amy.cookies[amy.face.session_cookie] != first[amy.face.session_cookie]
    amy.cookies = first
    assert (await amy.get("/")).status_code == 303


@pytest.mark.asvs("7.2.4")
async def test_a_secret_planted_before_signing_in_is_worth_nothing(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    amy.cookies[amy.face.session_cookie] = "planted"
    await walk(amy, there)
    assert amy.cookies[amy.face.session_cookie] != "planted"


@pytest.mark.asvs("7.4.1", "14.3.1")
async def test_signing_out_ends_it_here_and_there(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    before = dict(amy.cookies)
    answer = await amy.post("/sign-out")
    asked = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert answer.headers["location"].startswith(f"{there.issuer}/goodbye?")
    assert asked["id_token_hint"].count(".") == 2
    assert asked["post_logout_redirect_uri"] == f"{amy.face.origin}/signed-out"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert amy.face.session_cookie not in amy.cookies
    amy.cookies = before
    assert (await amy.get("/")).status_code == 303
    assert (await amy.get("/signed-out?state=x")).status_code == 200


async def test_a_provider_without_sign_out_ends_on_our_page(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    there.tamper.described = {"end_session_endpoint": None}
    await walk(amy, there)
    assert (await amy.post("/sign-out")).headers["location"] == "/signed-out"


async def test_signing_out_twice_is_no_error(people: World, amy: Browser) -> None:
    assert (await amy.post("/sign-out")).headers["location"] == "/signed-out"
    assert (await amy.get("/sign-out")).status_code == 200


@pytest.mark.asvs("7.6.2")
async def test_another_site_cannot_sign_anybody_in_or_out(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    strange = {"origin": "https://evil.example", "sec_fetch_site": "cross-site"}
    assert (await amy.post("/sign-out", {}, **strange)).status_code == 403
    assert (await amy.post("/sign-in/company", {}, **strange)).status_code == 403
    assert (await amy.get("/")).status_code == 200


async def test_somebody_signed_in_passes_the_door(
    people: World, amy: Browser, there: SigningProvider
) -> None:
    await walk(amy, there)
    answer = await amy.get(f"/sign-in?next={quote(DEEP)}")
    assert answer.headers["location"] == DEEP
