"""What a provider may bring back, and every lie that it may not."""

import dataclasses
import socket
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.settings import load
from shared.web.proofs import Claims, Declined, Departure, ProviderDown, Refused
from shared.web.providers import Provider, as_setting, providers_of
from shared.web.relying_party import RelyingParty
from tests.shared.web.signing_provider import CLIENT, SigningProvider, Tamper

CALLBACK = "http://127.0.0.1:8000/sign-in/callback"


@pytest.fixture(scope="module")
def running() -> Iterator[SigningProvider]:
    provider = SigningProvider()
    yield provider
    provider.close()


@pytest.fixture
def there(running: SigningProvider) -> Iterator[SigningProvider]:
    before = dict(running.subject)
    yield running
    running.tamper, running.subject = Tamper(), before


def _provider(issuer: str, **other: Any) -> Provider:
    entry = {"name": "company", "issuer": issuer, "client_id": CLIENT, "client_secret": "s"}
    text = as_setting({**entry, **other})
    return providers_of(load({}, environment="development", portal_providers=text), "portal")[0]


def _party(provider: Provider) -> RelyingParty:
    return RelyingParty((provider,), CALLBACK)


async def _walk(there: SigningProvider, **other: Any) -> Claims:
    provider = _provider(there.issuer, **other)
    party = _party(provider)
    leaving = await party.depart(provider)
    back = there.authorize(dict(parse_qsl(urlsplit(leaving.url).query)))
    return await party.arrive(provider, leaving, dict(parse_qsl(urlsplit(back).query)))


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # by its newer name, Ed25519
@pytest.mark.parametrize("alg", ["RS256", "RS512", "ES256", "EdDSA", "Ed25519"])
async def test_a_signed_proof_says_who_it_is(there: SigningProvider, alg: str) -> None:
    there.tamper.alg = alg
    claims = await _walk(there)
    assert (claims.issuer, claims.subject) == (there.issuer, "amy")
    assert claims.email == "amy@x.example"


@pytest.mark.asvs("10.2.1")
async def test_the_way_out_carries_state_nonce_and_challenge(there: SigningProvider) -> None:
    provider = _provider(there.issuer)
    leaving = await _party(provider).depart(provider, login_hint="amy")
    asked = dict(parse_qsl(urlsplit(leaving.url).query))
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["login_hint"] == "amy"
    assert asked["redirect_uri"] == CALLBACK
    assert (asked["state"], asked["nonce"]) == (leaving.state, leaving.nonce)
    assert leaving.verifier not in leaving.url


@pytest.mark.asvs("6.8.2", "9.1.2")
@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_other_ways_of_signing_are_refused(there: SigningProvider, alg: str) -> None:
    there.tamper.alg = alg
    with pytest.raises(Refused):
        await _walk(there)


@pytest.mark.asvs("6.8.2", "9.1.1", "9.1.3")
async def test_a_signature_of_another_key_is_refused(there: SigningProvider) -> None:
    there.tamper.foreign_key = True
    with pytest.raises(Refused):
        await _walk(there)


@pytest.mark.asvs("9.2.1", "9.2.3", "10.5.1", "10.5.4")
@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "wanglai-admin"},
        {"aud": ["wanglai-admin", "third"]},
        {"aud": [CLIENT, "third"], "azp": "third"},
        {"aud": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "s" * 256},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": None, "nonce_supported": False},
        {"exp": None},
        {"exp": time.time() - 61},
        {"iat": time.time() + 3600},
        {"nbf": time.time() + 3600},
        {"at_hash": "wrong"},
    ],
)
async def test_a_wrong_claim_is_refused(there: SigningProvider, wrong: dict[str, Any]) -> None:
    def tampered(claims: dict[str, Any]) -> dict[str, Any]:
        changed = {**claims, **wrong}
        return {name: value for name, value in changed.items() if value is not None}

    there.tamper.claims = tampered
    with pytest.raises(Refused):
        await _walk(there)


async def test_a_minute_of_clock_difference_is_forgiven(there: SigningProvider) -> None:
    there.tamper.claims = lambda claims: {**claims, "exp": time.time() - 50}
    assert (await _walk(there)).subject == "amy"


async def test_an_answer_without_proof_is_refused(there: SigningProvider) -> None:
    there.tamper.answer = lambda answer: {k: v for k, v in answer.items() if k != "id_token"}
    with pytest.raises(Refused, match="no ID token"):
        await _walk(there)


@pytest.mark.asvs("9.1.1")
@pytest.mark.parametrize("proof", ["", "x", "a.b.c", 7, None])
async def test_garbage_for_a_proof_is_refused(there: SigningProvider, proof: Any) -> None:
    there.tamper.answer = lambda answer: {**answer, "id_token": proof}
    with pytest.raises(Refused):
        await _walk(there)


async def test_a_code_works_once(there: SigningProvider) -> None:
    provider = _provider(there.issuer)
    party = _party(provider)
    leaving = await party.depart(provider)
    back = there.authorize(dict(parse_qsl(urlsplit(leaving.url).query)))
    query = dict(parse_qsl(urlsplit(back).query))
    await party.arrive(provider, leaving, query)
    with pytest.raises(Refused):
        await party.arrive(provider, leaving, query)


@pytest.mark.asvs("10.2.1")
@pytest.mark.parametrize("state", ["", "another"])
async def test_an_answer_to_another_browser_is_refused(there: SigningProvider, state: str) -> None:
    there.tamper.query = {"state": state}
    with pytest.raises(Refused, match="state"):
        await _walk(there)


@pytest.mark.asvs("10.2.1")
async def test_a_code_of_another_journey_is_refused(there: SigningProvider) -> None:
    provider = _provider(there.issuer)
    party = _party(provider)
    theirs, ours = await party.depart(provider), await party.depart(provider)
    back = there.authorize(dict(parse_qsl(urlsplit(theirs.url).query)))
    query = {**dict(parse_qsl(urlsplit(back).query)), "state": ours.state}
    with pytest.raises(Refused):
        await party.arrive(provider, ours, query)


@pytest.mark.asvs("10.2.2")
async def test_an_answer_that_names_another_sender_is_refused(there: SigningProvider) -> None:
    there.tamper.query = {"iss": "https://evil.example"}
    with pytest.raises(Refused, match="another issuer"):
        await _walk(there)


@pytest.mark.asvs("10.2.2")
async def test_a_promised_sender_must_be_named(there: SigningProvider) -> None:
    there.tamper.described = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(Refused, match="another issuer"):
        await _walk(there)
    there.tamper.query = {"iss": there.issuer}
    assert (await _walk(there)).subject == "amy"


async def test_a_no_at_the_provider_is_no_proof(there: SigningProvider) -> None:
    there.tamper.query = {"error": "access_denied"}
    with pytest.raises(Declined):
        await _walk(there)


@pytest.mark.parametrize(
    ("sent", "verified"),
    [({"email_verified": True}, True), ({"email_verified": "true"}, False),
     ({"email_verified": 1}, False), ({}, False)],
)  # fmt: skip
async def test_only_the_boolean_verifies_an_address(
    there: SigningProvider, sent: dict[str, Any], verified: bool
) -> None:
    there.subject = {**there.subject, **sent}
    assert (await _walk(there)).email_verified is verified


async def test_a_provider_may_vouch_for_its_addresses_unless_it_says_no(
    there: SigningProvider,
) -> None:
    assert (await _walk(there, assume_email_verified=True)).email_verified is True
    there.subject = {**there.subject, "email_verified": False}
    assert (await _walk(there, assume_email_verified=True)).email_verified is False


async def test_an_address_told_apart_is_taken_from_the_same_person_only(
    there: SigningProvider,
) -> None:
    there.subject = {"sub": "amy"}
    there.tamper.userinfo = {"sub": "amy", "email": "amy@y.example", "email_verified": True}
    claims = await _walk(there)
    assert (claims.email, claims.email_verified) == ("amy@y.example", True)
    there.tamper.userinfo = {"sub": "bob", "email": "bob@y.example"}
    with pytest.raises(Refused, match="somebody else"):
        await _walk(there)


@pytest.mark.asvs("10.5.3")
async def test_a_provider_that_calls_itself_something_else_is_not_used(
    there: SigningProvider,
) -> None:
    there.tamper.described = {"issuer": "https://evil.example"}
    with pytest.raises(ProviderDown, match="calls itself"):
        await _walk(there)


@pytest.mark.asvs("9.1.2")
async def test_a_provider_that_signs_only_weakly_is_not_used(there: SigningProvider) -> None:
    there.tamper.described = {"id_token_signing_alg_values_supported": ["none", "HS256"]}
    with pytest.raises(ProviderDown, match="signs with none"):
        await _walk(there)


@pytest.mark.asvs("9.1.3")
async def test_a_description_cannot_switch_our_checks_off(there: SigningProvider) -> None:
    there.tamper.described = {
        "verify": False, "scope": "profile", "code_challenge_method": "plain",
        "response_type": "token", "grant_type": "password", "jwks": {"keys": []},
    }  # fmt: skip
    assert (await _walk(there)).subject == "amy"


async def test_a_provider_that_is_away_is_said_to_be_down() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        provider = _provider(f"http://127.0.0.1:{held.getsockname()[1]}")
    with pytest.raises(ProviderDown):
        await _party(provider).depart(provider)


async def test_signing_out_names_the_proof_and_the_way_back(there: SigningProvider) -> None:
    provider = _provider(there.issuer)
    url = await _party(provider).goodbye(provider, "proof", "http://127.0.0.1:8000/signed-out")
    assert url is not None
    asked = dict(parse_qsl(urlsplit(url).query))
    assert asked["id_token_hint"] == "proof"
    assert asked["post_logout_redirect_uri"] == "http://127.0.0.1:8000/signed-out"
    assert asked["client_id"] == CLIENT


async def test_a_provider_without_sign_out_has_no_way_there(there: SigningProvider) -> None:
    there.tamper.described = {"end_session_endpoint": None}
    provider = _provider(there.issuer)
    assert await _party(provider).goodbye(provider, "proof", "http://x.example/") is None


def test_a_departure_holds_what_the_cookie_must_bring_back() -> None:
    names = [one.name for one in dataclasses.fields(Departure)]
    assert names == ["url", "state", "nonce", "verifier"]


async def test_a_provider_may_have_an_address_of_its_own_to_come_back_to(
    there: SigningProvider,
) -> None:
    provider = _provider(there.issuer, own_callback=True)
    leaving = await _party(provider).depart(provider)
    asked = dict(parse_qsl(urlsplit(leaving.url).query))
    assert asked["redirect_uri"] == f"{CALLBACK}/company"
