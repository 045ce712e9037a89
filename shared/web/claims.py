"""What the single claims of an ID token are worth; `relying_party.py` has checked the token itself."""

import json
import time
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from typing import Any

from shared.web.providers import Provider

LEEWAY = 60
"""Seconds by which the clock of a provider may differ from ours."""


def is_verified(claims: dict[str, Any], provider: Provider) -> bool:
    """Whether the provider vouches for the e-mail address."""
    # Only the real boolean counts: "true" as text has been set by users themselves elsewhere.
    # A partner's own provider could claim the address of anybody else.
    if not provider.vouches_for(str(claims.get("email", ""))):
        return False
    if "email_verified" not in claims:
        return provider.assume_email_verified
    return claims["email_verified"] is True


def is_strong(claims: dict[str, Any], provider: Provider) -> bool:
    """Whether the proof names a class and a method of sign-in that the setting takes."""
    methods = claims.get("amr")
    used = methods if isinstance(methods, list) else []
    has_class = not provider.acr or claims.get("acr") in provider.acr
    return has_class and (not provider.amr or any(one in used for one in provider.amr))


def subject_of(id_token: str) -> str:
    """Return the subject of an ID token that we have kept since it was checked ("" for none)."""
    try:
        claims = json.loads(urlsafe_b64decode(id_token.split(".")[1] + "=="))
        return str(claims["sub"])
    except (IndexError, ValueError, KeyError, TypeError):
        return ""


def moment_of(value: object) -> datetime | None:
    """Return when the person was asked for her password; a time to come is none."""
    if isinstance(value, bool) or not isinstance(value, int) or value > time.time() + LEEWAY:
        return None
    return datetime.fromtimestamp(max(value, 0), UTC)


def text_of(value: object) -> str:
    """Return a claim that only describes, in one line of at most 200 characters."""
    return value.strip()[:200] if isinstance(value, str) else ""
