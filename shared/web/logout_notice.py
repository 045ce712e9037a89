"""Reads the signed notice with which a provider says that somebody signed out there.

OpenID Connect Back-Channel Logout 1.0, 2.4 and 2.6. Knows neither sessions nor addresses.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from shared.web.claims import LEEWAY

EVENT = "http://schemas.openid.net/event/backchannel-logout"
OLDEST = 600
"""Seconds after which a notice is too old to be acted on; providers send it at once."""


@dataclass(frozen=True)
class Notice:
    """Who signed out: a person (`subject`), one of her browsers (`provider_session`), or both."""

    issuer: str
    subject: str
    provider_session: str
    issued_at: int


def read_notice(
    token: str, keys: Mapping[str, Any], described: Mapping[str, Any], client_id: str
) -> Notice:
    """Return what a notice says; raises ValueError or JoseError for any that proves nothing.

    `described` is the provider's description, its algorithms those that we take.
    """
    algorithms = list(described["id_token_signing_alg_values_supported"])
    decoded = jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=algorithms)  # type: ignore[arg-type]
    if str(decoded.header.get("typ", "logout+jwt")).lower() not in ("logout+jwt", "jwt"):
        raise ValueError("another kind of token")
    claims = decoded.claims
    issuer = str(described["issuer"])
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        iat={"essential": True},
        jti={"essential": True},
    )
    registry.validate(claims)
    _check_event(claims)
    subject, session = _text(claims, "sub"), _text(claims, "sid")
    if not subject and not session:
        raise ValueError("names nobody")
    return Notice(issuer, subject, session, int(claims["iat"]))


def _check_event(claims: Mapping[str, Any]) -> None:
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise ValueError("no event of signing out")
    # An ID token has one: it must never pass for a notice.
    if "nonce" in claims:
        raise ValueError("a notice has no nonce")
    if claims["iat"] < time.time() - OLDEST:
        raise ValueError("too old")


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > 255:
        raise ValueError(f"{name} is no text of at most 255 characters")
    return value
