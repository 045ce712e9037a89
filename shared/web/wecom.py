"""Sign-in with WeCom (企业微信), written from the public documentation and not tried live.

An app of one company: its CorpID is the tenant. The token of the app, not of the person, asks who
holds the code. PKCE and nonce are unknown there; the address in the directory is not verified.
https://developer.work.weixin.qq.com/document/path/98152 and …/98177
"""

import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from shared.web.claims import text_of
from shared.web.envelopes import ask, needed, token_in
from shared.web.proofs import Claims, Declined, Departure, ProviderDown, Refused, check_state
from shared.web.providers import Provider

_API = "https://qyapi.weixin.qq.com"
_BUSY = frozenset({-1, 45009})
_STALE_TOKEN = frozenset({40014, 42001})
# Tokens live two hours and may end early; asking for one each time is limited by the service.
_TOKEN_LIFE = 6000.0


class WeCom:
    """One app of one company in WeCom; keeps the token of the app in memory."""

    def __init__(self, provider: Provider, callback: str) -> None:
        self.provider, self.callback = provider, callback
        self._kept: tuple[float, str] | None = None

    async def start(self, _hints: Mapping[str, str]) -> Departure:
        """Return the way to the QR code; the service knows no hints."""
        state = secrets.token_hex(32)
        asked = {
            "login_type": "CorpApp",
            "appid": self.provider.client_id,
            "agentid": self.provider.agent,
            "redirect_uri": self.callback,
            "state": state,
        }
        url = f"{self.provider.issuer}/wwlogin/sso/login?{urlencode(asked)}"
        return Departure(url, state, "", "")

    async def finish(self, departure: Departure, query: Mapping[str, str]) -> Claims:
        """Return who came back; the subject is the user id, the issuer names the CorpID."""
        check_state(departure, query)
        if not query.get("code"):
            # Whoever says no comes back with the state alone.
            raise Declined("no code")
        found = await self._with_token("auth/getuserinfo", code=query["code"])
        if not found.get("userid"):
            raise Refused("nobody of this company")
        subject = needed(found, "userid")
        return Claims(
            issuer=f"{self.provider.issuer}/{self.provider.client_id}",
            subject=subject,
            name=await self._name(subject),
            email="",
            email_verified=False,
            id_token="",
        )

    async def goodbye(self, _id_token: str, _back: str) -> str | None:
        """Nothing is offered: the session with us ends alone."""
        return None

    def origins(self) -> tuple[str, ...]:
        """Return where the browser is sent."""
        return (self.provider.origin,)

    async def _name(self, subject: str) -> str:
        """Return the name in the directory; an app that may not read it signs people in without."""
        try:
            return text_of((await self._with_token("user/get", userid=subject)).get("name"))
        except (Refused, ProviderDown):
            return ""

    async def _with_token(self, verb: str, **asked: str) -> dict[str, Any]:
        found = await self._call(verb, access_token=await self._token(), **asked)
        if _code(found) in _STALE_TOKEN:
            self._kept = None
            found = await self._call(verb, access_token=await self._token(), **asked)
        return _checked(found)

    async def _token(self) -> str:
        if self._kept is None or time.monotonic() - self._kept[0] > _TOKEN_LIFE:
            keys = {"corpid": self.provider.client_id, "corpsecret": self.provider.client_secret}
            found = _checked(await self._call("gettoken", **keys))
            self._kept = (time.monotonic(), token_in(found, "access_token"))
        return self._kept[1]

    async def _call(self, verb: str, **asked: str) -> dict[str, Any]:
        url = f"{self.provider.at(_API)}/cgi-bin/{verb}"
        return await ask(self.provider, "GET", url, params=asked)


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    code = _code(found)
    if code in _BUSY:
        raise ProviderDown(f"the service says {code}")
    if code != 0:
        # `errmsg` may repeat what was asked, the secret included.
        raise Refused(f"the service says {code}")
    return found


def _code(found: Mapping[str, Any]) -> int:
    """Return the number that decides; an answer without one is no success."""
    code = found.get("errcode")
    return code if isinstance(code, int) and not isinstance(code, bool) else -2
