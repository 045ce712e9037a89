"""Sign-in with DingTalk (钉钉), written from the public documentation and not tried live.

With the scope `openid corpid` the person chooses an organisation, whose corpId comes with the
token. PKCE and nonce are unknown there: a code is bound to this browser by its state alone. An
e-mail address is not said to be verified, so none is trusted.
https://open.dingtalk.com/document/orgapp/tutorial-obtaining-user-personal-information
"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from shared.web.claims import text_of
from shared.web.envelopes import ask, check_tenant, needed, token_in
from shared.web.proofs import Claims, Declined, Departure, Refused, check_state
from shared.web.providers import Provider

_API = "https://api.dingtalk.com"


class DingTalk:
    """One app of the DingTalk developer console."""

    def __init__(self, provider: Provider, callback: str) -> None:
        self.provider, self.callback = provider, callback

    async def start(self, _hints: Mapping[str, str]) -> Departure:
        """Return the way to the consent page; the service knows no hints."""
        state = secrets.token_hex(32)
        asked = {
            "client_id": self.provider.client_id,
            "redirect_uri": self.callback,
            "response_type": "code",
            "scope": "openid corpid",
            "state": state,
            "prompt": "consent",
        }
        return Departure(f"{self.provider.issuer}/oauth2/auth?{urlencode(asked)}", state, "", "")

    async def finish(self, departure: Departure, query: Mapping[str, str]) -> Claims:
        """Return who came back; the subject is the union id, the issuer names the corpId."""
        check_state(departure, query)
        if "error" in query:
            raise Declined(query["error"])
        code = query.get("authCode") or query.get("code")
        if not code:
            raise Refused("no code")
        token = await self._token(code)
        tenant = needed(token, "corpId")
        check_tenant(self.provider, tenant)
        person = await self._person(token_in(token, "accessToken"))
        return Claims(
            issuer=f"{self.provider.issuer}/{tenant}",
            subject=needed(person, "unionId"),
            name=text_of(person.get("nick")),
            email=text_of(person.get("email")),
            email_verified=False,
            id_token="",
        )

    async def goodbye(self, _id_token: str, _back: str) -> str | None:
        """Nothing is offered: the session with us ends alone."""
        return None

    def origins(self) -> tuple[str, ...]:
        """Return where the browser is sent."""
        return (self.provider.origin,)

    async def _token(self, code: str) -> dict[str, Any]:
        found = await ask(
            self.provider,
            "POST",
            f"{self.provider.at(_API)}/v1.0/oauth2/userAccessToken",
            json={
                "clientId": self.provider.client_id,
                "clientSecret": self.provider.client_secret,
                "code": code,
                "grantType": "authorization_code",
            },
        )
        _check(found)
        return found

    async def _person(self, token: str) -> dict[str, Any]:
        found = await ask(
            self.provider,
            "GET",
            f"{self.provider.at(_API)}/v1.0/contact/users/me",
            headers={"x-acs-dingtalk-access-token": token},
        )
        _check(found)
        return found


def _check(found: Mapping[str, Any]) -> None:
    # Errors hold `code` and `message`; answers hold neither.
    if "code" in found:
        raise Refused(f"the service says {str(found['code'])[:80]}")
