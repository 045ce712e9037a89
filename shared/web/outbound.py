"""Calls that leave the house: each to an address looked up once, and only to a public one.

A name that leads into our own network (or is pointed there a moment later) reaches nothing:
the connection goes to the very address that was checked. httpx follows no redirect by itself.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from shared.web.providers import LOOPBACK, Provider

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[Address]]]
TIMEOUT = 8.0


def calling(provider: Provider) -> dict[str, Any]:
    """Return how a client of httpx is made to call this provider: time-out, certificates, pinning."""
    # Where the way out is a proxy, the proxy looks names up and decides what may be reached.
    pinned = provider.is_pinned and not getproxies()
    return {
        "timeout": TIMEOUT,
        "verify": _trusted(),
        # A proxy of the environment has no business between us and our own machine.
        "trust_env": urlsplit(provider.issuer).hostname not in LOOPBACK,
        **({"transport": Pinned(_trusted())} if pinned else {}),
    }


def is_public(address: Address) -> bool:
    """Whether an address lies on the open internet; an IPv4 one in IPv6 clothes is undressed."""
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (mapped is None or is_public(mapped))


async def resolve(host: str, port: int) -> list[Address]:
    """Return the addresses of a host; raises OSError for a name that has none."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


class Pinned(httpx2.AsyncHTTPTransport):
    """Sends each request to an address that `may_reach` allows; refuses a name with any other."""

    def __init__(
        self,
        trusted: ssl.SSLContext,
        *,
        look_up: Resolve = resolve,
        may_reach: Callable[[Address], bool] = is_public,
    ) -> None:
        super().__init__(verify=trusted)
        self.look_up, self.may_reach = look_up, may_reach

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pin the request to its checked address, keeping Host header and name of the certificate."""
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        try:
            addresses = await self.look_up(host, port)
        except OSError as error:
            raise httpx2.ConnectError(f"{host} has no address") from error
        if not addresses or not all(self.may_reach(one) for one in addresses):
            raise httpx2.ConnectError(f"{host} does not lie on the public internet")
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=str(addresses[0]))
        return await super().handle_async_request(request)


@cache
def _trusted() -> ssl.SSLContext:
    """Return the authorities we trust; reading them anew for every call costs a tenth of a second."""
    return httpx2.create_ssl_context()
