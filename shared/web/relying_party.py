"""Our side of OpenID Connect: sends people to their provider and checks what they bring back.

Authorization code with PKCE (S256), state and nonce. Every claim is checked against what we sent:
the defaults of the library let a missing ID token, a foreign audience and any advertised algorithm
pass, so each is pinned here. Knows neither sessions nor users; `sign_in.py` does.
"""

import hmac
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.starlette_client import OAuth, OAuthError, StarletteOAuth2App
from joserfc.errors import JoseError

from shared.web.providers import LOOPBACK, Provider

# Signatures only, never a shared secret and never "none". canaille signs with RS512 unless told
# otherwise; RFC 9864 calls the Ed25519 kind of EdDSA by its own name.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "EdDSA", "Ed25519",
)  # fmt: skip
LEEWAY = 60
TIMEOUT = 8.0
# Endpoints and keys are asked for again after this time, so that a provider may move them.
METADATA_LIFE = 3600.0

_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_KEPT = (
    *_NEEDED, "userinfo_endpoint", "end_session_endpoint",
    "authorization_response_iss_parameter_supported", "_loaded_at",
)  # fmt: skip


class ProviderDown(Exception):
    """The provider does not answer, or answers with something that is no OpenID Connect."""


class Refused(Exception):
    """What came back does not prove who this is; `reason` is for the log, never for the page."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Declined(Exception):
    """The person said no at the provider, or the provider let nobody through."""


@dataclass(frozen=True)
class Departure:
    """Where to send the browser, and the secrets that only this browser may bring back."""

    url: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Claims:
    """Who the provider says this is. Identity is (issuer, subject); the rest only describes."""

    issuer: str
    subject: str
    name: str
    email: str
    email_verified: bool
    id_token: str


class RelyingParty:
    """Signs people of one face in with its providers; `callback` is our address for all of them."""

    def __init__(self, providers: tuple[Provider, ...], callback: str) -> None:
        self.providers = {provider.name: provider for provider in providers}
        self.callback = callback
        self._clients: dict[str, tuple[float, StarletteOAuth2App]] = {}

    async def depart(self, provider: Provider, **extra: str) -> Departure:
        """Return the way to the provider; `extra` goes along (`login_hint`, `prompt`)."""
        client = await self._client(provider)
        try:
            flow = await client.create_authorization_url(self.callback, **extra)
        except (OAuthError, RuntimeError) as error:
            raise ProviderDown(str(error)) from error
        return Departure(flow["url"], flow["state"], flow["nonce"], flow["code_verifier"])

    async def arrive(
        self, provider: Provider, departure: Departure, query: Mapping[str, str]
    ) -> Claims:
        """Return who came back with `query`; raises Declined, Refused or ProviderDown."""
        if not hmac.compare_digest(query.get("state", "").encode(), departure.state.encode()):
            raise Refused("state does not belong to this browser")
        client = await self._client(provider)
        _check_sender(client, query)
        if "error" in query:
            raise Declined(query["error"])
        if not query.get("code"):
            raise Refused("no code")
        try:
            return await self._claims(client, provider, departure, query["code"])
        except httpx2.HTTPError as error:
            raise ProviderDown(repr(error)) from error
        except (
            OAuthError,
            JoseError,
            ValueError,
            KeyError,
            TypeError,
            RuntimeError,
        ) as error:
            self._clients.pop(provider.name, None)
            raise Refused(repr(error)) from error

    async def goodbye(self, provider: Provider, id_token: str, back: str) -> str | None:
        """Return where to sign out at the provider, or None where that is not offered."""
        client = await self._client(provider)
        if not client.server_metadata.get("end_session_endpoint"):
            return None
        leaving = await client.create_logout_url(
            post_logout_redirect_uri=back,
            id_token_hint=id_token or None,
            client_id=provider.client_id,
        )
        return str(leaving["url"])

    def origins(self) -> tuple[str, ...]:
        """Return the origins a form of ours may lead to: issuers and the endpoints known so far."""
        found = {provider.origin: None for provider in self.providers.values()}
        for _, client in self._clients.values():
            for endpoint in ("authorization_endpoint", "end_session_endpoint"):
                parts = urlsplit(str(client.server_metadata.get(endpoint, "")))
                if parts.scheme in ("http", "https") and parts.netloc:
                    found[f"{parts.scheme}://{parts.netloc}"] = None
        return tuple(found)

    async def _claims(
        self,
        client: StarletteOAuth2App,
        provider: Provider,
        departure: Departure,
        code: str,
    ) -> Claims:
        token = await client.fetch_access_token(
            redirect_uri=self.callback, code=code, code_verifier=departure.verifier
        )
        proven = await _proven(client, provider, token, departure.nonce)
        known = dict(proven)
        if not known.get("email") and client.server_metadata.get("userinfo_endpoint"):
            known = await _completed(client, token, known)
        return Claims(
            issuer=str(client.server_metadata["issuer"]),
            subject=proven["sub"],
            name=_text(known.get("name") or known.get("preferred_username")),
            email=_text(known.get("email")),
            email_verified=_is_verified(known, provider),
            id_token=str(token["id_token"]),
        )

    async def _client(self, provider: Provider) -> StarletteOAuth2App:
        loaded_at, client = self._clients.get(provider.name, (0.0, None))
        if client is None or time.monotonic() - loaded_at > METADATA_LIFE:
            client = _registered(provider)
            await _introduce(client, provider)
            self._clients[provider.name] = (time.monotonic(), client)
        return client


@cache
def _trusted() -> ssl.SSLContext:
    """Return the authorities we trust; reading them anew for every call costs a tenth of a second."""
    return httpx2.create_ssl_context()


def _registered(provider: Provider) -> StarletteOAuth2App:
    discovery = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    return OAuth().register(
        provider.name,
        server_metadata_url=discovery,
        client_id=provider.client_id,
        client_secret=provider.client_secret or None,
        client_kwargs={
            "scope": provider.scope,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": provider.token_auth,
            "timeout": TIMEOUT,
            "verify": _trusted(),
            # A proxy of the environment has no business between us and our own machine.
            "trust_env": urlsplit(provider.issuer).hostname not in LOOPBACK,
        },
    )


async def _introduce(client: StarletteOAuth2App, provider: Provider) -> None:
    """Load the provider's description, refuse a foreign one, and keep only what we act on."""
    try:
        described = dict(await client.load_server_metadata())
        issuer = described["issuer"]
        advertised = described.get("id_token_signing_alg_values_supported") or ["RS256"]
        wanted = [name for name in ALGORITHMS if name in advertised]
        missing = [name for name in _NEEDED if not isinstance(described.get(name), str)]
    except (httpx2.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProviderDown(repr(error)) from error
    if str(issuer).rstrip("/") != provider.issuer.rstrip("/"):
        raise ProviderDown(f"{provider.name} calls itself {issuer!r}, not {provider.issuer!r}")
    if missing or not wanted:
        raise ProviderDown(
            f"{provider.name} lacks {missing} or signs with none of {', '.join(ALGORITHMS)}"
        )
    # The library takes every other key as an option of its client ("verify", "scope" ...).
    kept = {name: described[name] for name in _KEPT if name in described}
    client.server_metadata = kept | {"id_token_signing_alg_values_supported": wanted}


async def _proven(
    client: StarletteOAuth2App, provider: Provider, token: dict[str, Any], nonce: str
) -> dict[str, Any]:
    """Return the claims of the ID token, each checked against what we sent and configured."""
    claims = await client.parse_id_token(
        token,
        nonce=nonce,
        claims_options={
            "iss": {"essential": True, "value": str(client.server_metadata["issuer"])},
            "aud": {"essential": True, "value": provider.client_id},
            "sub": {"essential": True},
        },
        leeway=LEEWAY,
    )
    if claims is None:
        raise Refused("no ID token")
    subject = claims["sub"]
    if not isinstance(subject, str) or len(subject) > 255:
        raise Refused("subject is no text of at most 255 characters")
    return dict(claims)


def _check_sender(client: StarletteOAuth2App, query: Mapping[str, str]) -> None:
    """Refuse an answer that another provider sent (RFC 9207)."""
    described = client.server_metadata
    sender = query.get("iss")
    promised = described.get("authorization_response_iss_parameter_supported") is True
    if (sender is not None or promised) and sender != described["issuer"]:
        raise Refused("answer names another issuer")


async def _completed(
    client: StarletteOAuth2App, token: dict[str, Any], claims: dict[str, Any]
) -> dict[str, Any]:
    """Add what the provider tells only at its userinfo endpoint, if it is the same person."""
    more = dict(await client.userinfo(token=token))
    if more.get("sub") != claims["sub"]:
        raise Refused("userinfo speaks of somebody else")
    return more | {name: value for name, value in claims.items() if value not in (None, "")}


def _is_verified(claims: dict[str, Any], provider: Provider) -> bool:
    # Only the real boolean counts: "true" as text has been set by users themselves elsewhere.
    if "email_verified" not in claims:
        return provider.assume_email_verified
    return claims["email_verified"] is True


def _text(value: object) -> str:
    return value.strip()[:200] if isinstance(value, str) else ""
