"""Calls that leave the house reach public addresses only, and the very one that was checked."""

import ssl
from dataclasses import replace
from ipaddress import ip_address

import httpx2
import pytest

from shared.settings import load
from shared.web.outbound import Address, Pinned, is_public
from shared.web.proofs import ProviderDown
from shared.web.providers import as_setting, providers_of
from shared.web.relying_party import RelyingParty
from tests.shared.web.signing_provider import CLIENT, SigningProvider

PRIVATE = [
    "127.0.0.1", "10.0.0.8", "172.16.5.5", "192.168.1.1", "169.254.169.254", "0.0.0.0",
    "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1",
    "::ffff:10.0.0.8", "::ffff:169.254.169.254", "2002:0a00:0001::1",
]  # fmt: skip


@pytest.mark.asvs("1.3.6")
@pytest.mark.parametrize("address", PRIVATE)
async def test_nothing_inside_is_called(address: str) -> None:
    async def look_up(_host: str, _port: int) -> list[Address]:
        return [ip_address("93.184.215.14"), ip_address(address)]

    assert not is_public(ip_address(address))
    transport = Pinned(ssl.create_default_context(), look_up=look_up)
    async with httpx2.AsyncClient(transport=transport) as client:
        with pytest.raises(httpx2.ConnectError, match="public internet"):
            await client.get("https://id.example/")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_the_open_internet_is_called(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.asvs("1.3.6")
async def test_a_call_goes_to_the_address_that_was_checked() -> None:
    there, asked = SigningProvider(), []

    async def look_up(host: str, _port: int) -> list[Address]:
        asked.append(host)
        return [ip_address("127.0.0.1")]

    transport = Pinned(
        ssl.create_default_context(), look_up=look_up, may_reach=lambda one: one.is_loopback
    )
    try:
        port = there.server.server_port
        async with httpx2.AsyncClient(transport=transport) as client:
            answer = await client.get(f"http://id.example:{port}/keys")
        # No resolver knows the name: only the address handed out above can have answered.
        assert answer.status_code == 200
        assert asked == ["id.example"]
        assert answer.request.headers["host"] == f"id.example:{port}"
    finally:
        there.close()


@pytest.mark.asvs("1.3.6")
async def test_a_provider_of_production_is_not_sought_on_our_own_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in (
        "http_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    there = SigningProvider()
    entry = as_setting({"name": "company", "issuer": there.issuer, "client_id": CLIENT})
    (open_one,) = providers_of(
        load({}, environment="development", portal_providers=entry), "portal"
    )
    try:
        await RelyingParty((open_one,), "http://x/callback").depart(open_one)
        pinned = replace(open_one, is_pinned=True)
        with pytest.raises(ProviderDown, match="public internet"):
            await RelyingParty((pinned,), "http://x/callback").depart(pinned)
    finally:
        there.close()


@pytest.mark.asvs("1.3.6")
def test_production_pins_its_providers_unless_told_otherwise() -> None:
    entry = as_setting({"name": "company", "issuer": "https://id.example", "client_id": CLIENT})
    (one,) = providers_of(load({}, portal_providers=entry), "portal")
    (inside,) = providers_of(load({}, portal_providers=entry, private_providers=1), "portal")
    assert (one.is_pinned, inside.is_pinned) == (True, False)
