"""A sign-in has to be as strong as the setting of its provider asks."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.settings import Problem, load
from shared.web.proofs import Claims, Refused
from shared.web.providers import Provider, as_setting, providers_of
from shared.web.relying_party import RelyingParty
from tests.shared.web.sign_in.conftest import running, there
from tests.shared.web.signing_provider import CLIENT, SigningProvider

__all__ = ["running", "there"]
STRONG: dict[str, object] = {"acr": ["phr", "phrh"], "amr": ["mfa", "hwk"]}


def _provider(issuer: str, **more: object) -> Provider:
    entry = {"name": "company", "issuer": issuer, "client_id": CLIENT, "client_secret": "s"}
    text = as_setting({**entry, **more})
    return providers_of(load({}, environment="development", admin_providers=text), "admin")[0]


async def _walk(there: SigningProvider, **more: object) -> Claims:
    provider = _provider(there.issuer, **more)
    party = RelyingParty((provider,), "http://127.0.0.1:8001/sign-in/callback")
    leaving = await party.depart(provider)
    back = there.authorize(dict(parse_qsl(urlsplit(leaving.url).query)))
    return await party.arrive(provider, leaving, dict(parse_qsl(urlsplit(back).query)))


@pytest.mark.asvs("6.8.4")
@pytest.mark.parametrize(
    ("said", "may_pass"),
    [
        ({"acr": "phr", "amr": ["pwd", "mfa"]}, True),
        ({"acr": "phrh", "amr": ["hwk"]}, True),
        ({"acr": "phr"}, False),
        ({"amr": ["mfa"]}, False),
        ({"acr": "0", "amr": ["mfa"]}, False),
        ({"acr": "phr phrh", "amr": ["mfa"]}, False),
        ({"acr": "phr", "amr": ["pwd"]}, False),
        ({"acr": "phr", "amr": "mfa"}, False),
        ({"acr": ["phr"], "amr": ["mfa"]}, False),
        ({"acr": "phr", "amr": {"mfa": True}}, False),
        ({}, False),
    ],
)
async def test_asvs_6_8_4_a_weaker_sign_in_is_refused(
    there: SigningProvider, said: dict[str, Any], may_pass: bool
) -> None:
    there.tamper.claims = lambda claims: {**claims, **said}
    if may_pass:
        assert (await _walk(there, **STRONG)).subject == "zhou.min"
    else:
        with pytest.raises(Refused):
            await _walk(there, **STRONG)


@pytest.mark.asvs("6.8.4")
async def test_asvs_6_8_4_a_strong_sign_in_is_asked_for(there: SigningProvider) -> None:
    provider = _provider(there.issuer, **STRONG)
    leaving = await RelyingParty((provider,), "http://x.example/back").depart(provider)
    assert dict(parse_qsl(urlsplit(leaving.url).query))["acr_values"] == "phr phrh"


@pytest.mark.asvs("6.8.4")
async def test_asvs_6_8_4_without_a_setting_any_sign_in_counts(there: SigningProvider) -> None:
    there.tamper.claims = lambda claims: {**claims, "acr": "0", "amr": ["pwd"]}
    assert (await _walk(there)).subject == "zhou.min"


@pytest.mark.asvs("6.8.4")
def test_asvs_6_8_4_a_service_that_names_no_strength_cannot_be_asked_for_it() -> None:
    entry = {"name": "feishu", "kind": "feishu", "client_id": "a", "client_secret": "s", **STRONG}
    with pytest.raises(Problem, match="acr"):
        providers_of(load({}, portal_providers=as_setting(entry)), "portal")
