"""A browser without a window: talks to a face in this process, keeps cookies, sends what Chromium sends.

    amy = Browser(portal)
    await amy.sign_in(user, counterparty)
    answer = await amy.post("/orders", {"note": "by Friday"})
    assert answer.status_code == 303

Redirects are never followed by themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from http.cookies import SimpleCookie
from secrets import token_urlsafe
from typing import Any

import httpx2

from shared.access.models import User
from shared.identity.models import Session
from shared.kernel import clock
from shared.web.application import WebApp
from shared.web.caller import token_hash

Fields = Mapping[str, str | Sequence[str]]
PLACE = r"(?<=since=)[\w=-]+"
"""How far things had come when a page was read: other letters in each answer."""


class Browser:
    """One person at one face of the product."""

    def __init__(self, app: WebApp, *, language: str = "en") -> None:
        self.app, self.face = app, app.face
        self.language = language
        self.cookies: dict[str, str] = {}

    async def sign_in(self, user: User, counterparty: Any = None) -> str:
        """Give this browser a session of its own, as if the provider had sent the person back."""
        token = token_urlsafe(32)
        now = clock.now()
        await Session.create(
            token_hash=token_hash(token),
            face=self.face.name,
            user_id=user.id,
            counterparty_id=counterparty.id if counterparty is not None else None,
            provider="test",
            signed_in_at=now,
            authenticated_at=now,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=12),
        )
        self.cookies[self.face.session_cookie] = token
        return token

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        """Open a page. Headers are given as `if_none_match="..."`."""
        return await self.send("GET", path, headers=_named(headers))

    async def post(
        self, path: str, fields: Fields | None = None, *, files: Any = None, **headers: str
    ) -> httpx2.Response:
        """Send a form as a page of the same origin does."""
        own = {"sec-fetch-site": "same-origin", "origin": self.face.origin}
        return await self.send(
            "POST", path, data=fields or {}, files=files, headers={**own, **_named(headers)}
        )

    async def htmx(
        self, method: str, path: str, target: str, fields: Fields | None = None, **headers: str
    ) -> httpx2.Response:
        """Ask for a fragment as htmx does; `target` is `tag#id`."""
        own = {
            "hx-request": "true",
            "hx-request-type": "partial",
            "hx-target": target,
            "hx-current-url": self.face.public_url + path,
            "sec-fetch-site": "same-origin",
            "origin": self.face.origin,
        }
        sent = {"data": fields or {}} if method != "GET" else {}
        return await self.send(method, path, headers={**own, **_named(headers)}, **sent)

    async def send(
        self, method: str, path: str, *, headers: Mapping[str, str], **body: Any
    ) -> httpx2.Response:
        """Send any request; what it sets in cookies is kept for the next."""
        sent = {"accept-language": self.language, "host": self.face.host, **headers}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        transport = httpx2.ASGITransport(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=self.face.origin) as client:
            answer = await client.request(method, path, headers=sent, **body)
        self._keep(answer)
        return answer

    def _keep(self, answer: httpx2.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
