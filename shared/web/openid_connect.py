"""Our side of OpenID Connect with one provider: sends people there and checks what they bring back.

Authorization code with PKCE (S256), state and nonce. Every claim is checked against what we sent:
the defaults of the library let a missing ID token, a foreign audience and any advertised algorithm
pass, so each is pinned here. Knows neither sessions nor users; `sign_in.py` does.
"""

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.starlette_client import OAuth, OAuthError, StarletteOAuth2App
from joserfc.errors import JoseError

from shared.web.claims import LEEWAY, is_strong, is_verified, moment_of, text_of
from shared.web.logout_notice import Notice, read_notice
from shared.web.outbound import calling
from shared.web.proofs import Claims, Declined, Departure, ProviderDown, Refused, check_state
from shared.web.providers import Provider

# Signatures only, never a shared secret and never "none". canaille signs with RS512 unless told
# otherwise; RFC 9864 calls the Ed25519 kind of EdDSA by its own name.
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
    "EdDSA", "Ed25519",
)  # fmt: skip
# Endpoints and keys are asked for again after this time, so that a provider may move them.
METADATA_LIFE = 3600.0

_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_KEPT = (
    *_NEEDED, "userinfo_endpoint", "end_session_endpoint",
    "authorization_response_iss_parameter_supported", "_loaded_at",
)  # fmt: skip


class OpenIdConnect:
    """Signs people in with one provider; `callback` is where it sends them back to."""

    def __init__(self, provider: Provider, callback: str) -> None:
        self.provider = provider
        self.callback = callback
        self._loaded: tuple[float, StarletteOAuth2App] | None = None

    async def start(self, hints: Mapping[str, str]) -> Departure:
        """Return the way to the provider; `hints` go along (`login_hint`, `prompt`)."""
        client = await self._client()
        asked = {"acr_values": " ".join(self.provider.acr)} if self.provider.acr else {}
        try:
            flow = await client.create_authorization_url(self.callback, **hints, **asked)
        except (OAuthError, RuntimeError) as error:
            raise ProviderDown(str(error)) from error
        return Departure(flow["url"], flow["state"], flow["nonce"], flow["code_verifier"])

    async def finish(self, departure: Departure, query: Mapping[str, str]) -> Claims:
        """Return who came back with `query`; raises Declined, Refused or ProviderDown."""
        check_state(departure, query)
        client = await self._client()
        _check_sender(client, query)
        if "error" in query:
            raise Declined(query["error"])
        if not query.get("code"):
            raise Refused("no code")
        try:
            return await self._claims(client, departure, query["code"])
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
            self._loaded = None
            raise Refused(repr(error)) from error

    async def goodbye(self, id_token: str, back: str) -> str | None:
        """Return where to sign out at the provider, or None where that is not offered."""
        client = await self._client()
        if not client.server_metadata.get("end_session_endpoint"):
            return None
        leaving = await client.create_logout_url(
            post_logout_redirect_uri=back,
            id_token_hint=id_token or None,
            client_id=self.provider.client_id,
        )
        return str(leaving["url"])

    async def logout_notice(self, token: str) -> Notice:
        """Return who signed out at the provider, as its signed notice says; raises like `finish`."""
        client = await self._client()
        try:
            keys = await client.fetch_jwk_set()
            return read_notice(token, keys, client.server_metadata, self.provider.client_id)
        except httpx2.HTTPError as error:
            raise ProviderDown(repr(error)) from error
        except (JoseError, ValueError, KeyError, TypeError, RuntimeError) as error:
            self._loaded = None
            raise Refused(repr(error)) from error

    def origins(self) -> tuple[str, ...]:
        """Return the origins a form of ours may lead to: the issuer and the endpoints known so far."""
        found = {self.provider.origin: None}
        if self._loaded is not None:
            for endpoint in ("authorization_endpoint", "end_session_endpoint"):
                parts = urlsplit(str(self._loaded[1].server_metadata.get(endpoint, "")))
                if parts.scheme in ("http", "https") and parts.netloc:
                    found[f"{parts.scheme}://{parts.netloc}"] = None
        return tuple(found)

    async def _claims(self, client: StarletteOAuth2App, departure: Departure, code: str) -> Claims:
        token = await client.fetch_access_token(
            redirect_uri=self.callback, code=code, code_verifier=departure.verifier
        )
        proven = await _proven(client, self.provider, token, departure.nonce)
        known = dict(proven)
        if not known.get("email") and client.server_metadata.get("userinfo_endpoint"):
            known = await _completed(client, token, known)
        return Claims(
            issuer=str(client.server_metadata["issuer"]),
            subject=proven["sub"],
            name=text_of(known.get("name") or known.get("preferred_username")),
            email=text_of(known.get("email")),
            email_verified=is_verified(known, self.provider),
            id_token=str(token["id_token"]),
            provider_session=str(proven.get("sid", ""))[:255],
            authenticated_at=moment_of(proven.get("auth_time")),
        )

    async def _client(self) -> StarletteOAuth2App:
        if self._loaded is None or time.monotonic() - self._loaded[0] > METADATA_LIFE:
            client = _registered(self.provider)
            await _introduce(client, self.provider)
            self._loaded = (time.monotonic(), client)
        return self._loaded[1]


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
            **calling(provider),
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
    if not is_strong(claims, provider):
        raise Refused("the sign-in was not as strong as the setting asks")
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
