"""Sign-in with Feishu (飞书) or Lark, written from the public documentation and not tried live.

Authorization code with PKCE, then `user_info`. The documentation says of e-mail and phone that an
administrator imports them and nobody verifies them, so no address of theirs is trusted here:
https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/authen-v1/user_info/get
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from shared.web.claims import text_of
from shared.web.envelopes import ask, check_tenant, needed, token_in
from shared.web.proofs import Claims, Declined, Departure, Refused, check_state
from shared.web.providers import Kind, Provider

_OPEN = {Kind.FEISHU: "https://open.feishu.cn", Kind.LARK: "https://open.larksuite.com"}


class Feishu:
    """One app in the developer console of Feishu, or of Lark outside China."""

    def __init__(self, provider: Provider, callback: str) -> None:
        self.provider, self.callback = provider, callback

    async def start(self, _hints: Mapping[str, str]) -> Departure:
        """Return the way to the consent page; the service knows no hints."""
        state, verifier = secrets.token_hex(32), secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "client_id": self.provider.client_id,
            "redirect_uri": self.callback,
            "response_type": "code",
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        url = f"{self.provider.issuer}/open-apis/authen/v1/authorize?{urlencode(asked)}"
        return Departure(url, state, "", verifier)

    async def finish(self, departure: Departure, query: Mapping[str, str]) -> Claims:
        """Return who came back; the subject is the union id, the issuer names the tenant."""
        check_state(departure, query)
        if "error" in query:
            raise Declined(query["error"])
        if not query.get("code"):
            raise Refused("no code")
        token = await self._token(query["code"], departure.verifier)
        person = await self._person(token)
        tenant = needed(person, "tenant_key")
        check_tenant(self.provider, tenant)
        return Claims(
            issuer=f"{self.provider.issuer}/{tenant}",
            subject=needed(person, "union_id"),
            name=text_of(person.get("name")) or text_of(person.get("en_name")),
            email=text_of(person.get("enterprise_email") or person.get("email")),
            email_verified=False,
            id_token="",
        )

    async def goodbye(self, _id_token: str, _back: str) -> str | None:
        """Nothing is offered: the session with us ends alone."""
        return None

    def origins(self) -> tuple[str, ...]:
        """Return where the browser is sent."""
        return (self.provider.origin,)

    async def _token(self, code: str, verifier: str) -> str:
        found = await ask(
            self.provider,
            "POST",
            f"{self.provider.issuer}/oauth/v3/token",
            json={
                "grant_type": "authorization_code",
                "client_id": self.provider.client_id,
                "client_secret": self.provider.client_secret,
                "code": code,
                "redirect_uri": self.callback,
                "code_verifier": verifier,
            },
        )
        _check(found)
        return token_in(found, "access_token")

    async def _person(self, token: str) -> dict[str, Any]:
        base = self.provider.at(_OPEN[self.provider.kind])
        found = await ask(
            self.provider,
            "GET",
            f"{base}/open-apis/authen/v1/user_info",
            headers={"authorization": f"Bearer {token}"},
        )
        _check(found)
        person = found.get("data")
        if not isinstance(person, dict):
            raise Refused("user_info without data")
        return person


def _check(found: Mapping[str, Any]) -> None:
    # The token endpoint leaves the number out where it keeps to RFC 6749 alone.
    if found.get("error") or found.get("code", 0) != 0:
        raise Refused(
            f"the service says {str(found.get('code'))[:20]} {str(found.get('error'))[:60]}"
        )
