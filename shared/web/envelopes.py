"""Calls of services that speak JSON in envelopes of their own instead of OpenID Connect.

Such a service says "no" with status 200 and a number inside, so the number decides, not the status.
"""

from collections.abc import Mapping
from typing import Any

import httpx2

from shared.web.outbound import calling
from shared.web.proofs import ProviderDown, Refused
from shared.web.providers import Provider

LONGEST = 200_000
"""Bytes of an answer; those of the services are below 10 KB."""


async def ask(provider: Provider, method: str, url: str, **sent: Any) -> dict[str, Any]:
    """Return the JSON object that the service answers, whatever its status below 500.

    The address may hold a secret of ours, so it stands in no error.
    """
    try:
        async with (
            httpx2.AsyncClient(**calling(provider)) as client,
            client.stream(method, url, **sent) as answer,
        ):
            body = await _bounded(answer)
        if answer.status_code >= 500 or answer.status_code == 429:
            raise ProviderDown(f"{provider.name} answers {answer.status_code}")
        found = httpx2.Response(200, content=body).json()
    except httpx2.HTTPError as error:
        raise ProviderDown(f"{provider.name}: {type(error).__name__}") from None
    except ValueError:
        raise ProviderDown(f"{provider.name} answers with no JSON") from None
    if not isinstance(found, dict):
        raise ProviderDown(f"{provider.name} answers with no object")
    return found


def needed(found: Mapping[str, Any], name: str) -> str:
    """Return a text without which nothing is proven; raises Refused for none of 1 to 255 characters."""
    value = found.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 255 or not value.isprintable():
        raise Refused(f"{name} is missing or no text of at most 255 characters")
    return value


def token_in(found: Mapping[str, Any], name: str) -> str:
    """Return an access token, which may be long; raises Refused where there is none."""
    value = found.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{name} is missing")
    return value


def check_tenant(provider: Provider, tenant: str) -> None:
    """Refuse people of an organisation that the settings do not name, if they name any."""
    if provider.tenants and tenant not in provider.tenants:
        raise Refused(f"organisation {tenant!r} is not among those configured")


async def _bounded(answer: httpx2.Response) -> bytes:
    body = bytearray()
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > LONGEST:
            raise ValueError("too long")
    return bytes(body)
