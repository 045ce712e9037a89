"""What a sign-in service must be able to do for us, whatever it speaks: one protocol for all of them.

`start` says where to send the browser, `finish` says who came back. `relying_party.py` chooses the
implementation: `openid_connect.py`, `feishu.py`, `dingtalk.py`, `wecom.py`.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class ProviderDown(Exception):
    """The provider does not answer, or answers with something that is none of its protocol."""


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
    """Who the provider says this is. Identity is (issuer, subject); the rest only describes.

    Where one service holds many organisations, the issuer names the organisation too.
    """

    issuer: str
    subject: str
    name: str
    email: str
    email_verified: bool
    id_token: str
    provider_session: str = ""
    authenticated_at: datetime | None = None


class SignInService(Protocol):
    """One configured provider. Every method may raise ProviderDown."""

    async def start(self, hints: Mapping[str, str], /) -> Departure:
        """Return the way there; `hints` are wishes that a service may not know (`login_hint`)."""

    async def finish(self, departure: Departure, query: Mapping[str, str]) -> Claims:
        """Return who came back with `query`; raises Declined or Refused."""

    async def goodbye(self, id_token: str, back: str, /) -> str | None:
        """Return where to sign out there, or None where that is not offered."""

    def origins(self) -> tuple[str, ...]:
        """Return the origins that the browser is sent to, as far as they are known."""


def check_state(departure: Departure, query: Mapping[str, str]) -> None:
    """Refuse an answer to a question that this browser did not ask."""
    if not hmac.compare_digest(query.get("state", "").encode(), departure.state.encode()):
        raise Refused("state does not belong to this browser")
