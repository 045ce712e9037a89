"""Tries doors that must stay shut and keeps a list of every one that did not."""

import re
from dataclasses import dataclass, field

import httpx2

from shared.access import policy
from shared.access.models import User
from shared.demo.cast import employer, persona
from shared.web.routing import WebRoute
from tests import footprint
from tests.forms import filled_in
from tests.shared.identity.statements import counted
from tests.web import PLACE, Browser

_OWN_TO_EACH = ("x-request-id", "date", "content-length")
# A file's parent may be of any table: its own row is read first, by a name nobody can guess.
_BY_PARENT = ("files_show", "files_thumbnail", "files_remove")
_KEY = re.compile(rf"[0-9a-f]{{32}}|{PLACE}")


def as_member(subject: str) -> frozenset[str]:
    """Return the roles of somebody of the cast, as policy names."""
    one = persona(subject)
    company = employer(one)
    if company is None:
        return frozenset({one.role})
    return frozenset(f"{kind}.{one.role}" for kind in company.kinds)


@dataclass
class Denials:
    """Requests of one person that must all be refused; `roles` is None without a session."""

    browser: Browser
    roles: frozenset[str] | None
    leaks: list[str] = field(default_factory=list)
    tried: int = 0
    whole: dict[str, str] = field(default_factory=dict)

    async def attempt(self, route: WebRoute, attempts: list[tuple[str, str]]) -> None:
        """Try each pair: the foreign answer must be the missing one's, and nothing may change."""
        for foreign, gone in attempts:
            for fields in await self._bodies(route):
                async with counted() as asked:
                    answer = await self._quietly(route, foreign, fields)
                async with counted() as asked_for_nothing:
                    nothing = await self._quietly(route, gone, fields)
                self._compare(route, (foreign, answer), (gone, nothing))
                if len(asked) != len(asked_for_nothing) and route.name not in _BY_PARENT:
                    self.leaks.append(f"{route.method} {foreign}: asks more than {gone}")

    async def forbid(self, route: WebRoute, paths: list[str]) -> None:
        """Try paths whose records this person may read: she may not use this verb on them."""
        for path in paths:
            for fields in await self._bodies(route):
                answer = await self._quietly(route, path, fields)
                if answer.status_code != 403:
                    self.leaks.append(f"{route.method} {path}: {answer.status_code}, not 403")

    async def harmless(self, route: WebRoute, paths: list[str]) -> None:
        """Try paths whose records this person may only read: nothing may be written."""
        for path in paths:
            for fields in await self._bodies(route):
                answer = await self._quietly(route, path, fields)
                if answer.status_code < 400:
                    self.leaks.append(f"{route.method} {path}: {answer.status_code}")

    async def check(self) -> None:
        """Fail with every open door, or when anything at all was changed."""
        assert self.tried, "nothing was tried"
        assert not self.leaks, "\n".join(self.leaks)
        assert await footprint.contents() == self.whole

    async def _bodies(self, route: WebRoute) -> list[dict[str, str]]:
        """An empty form and a good one; a page has no form."""
        if not self.whole:
            self.whole = await footprint.contents()
        if route.method == "GET":
            return [{}]
        colleague = (await User.filter(email__endswith="@haorui.example").first()).public_id  # type: ignore[union-attr]
        named = dict.fromkeys(("partner", "customer", "counterparty", "buyer"), "CP-0001")
        known = {"user": colleague, **named}
        return [{}, filled_in(route, **known)]

    async def _quietly(self, route: WebRoute, path: str, fields: dict[str, str]) -> httpx2.Response:
        before = await footprint.footprint()
        self.tried += 1
        if route.method == "GET":
            answer = await self.browser.get(path)
        else:
            answer = await self.browser.post(path, fields)
        if await footprint.footprint() != before:
            self.leaks.append(f"{route.method} {path}: {answer.status_code}, and it wrote")
        return answer

    def _compare(
        self,
        route: WebRoute,
        foreign: tuple[str, httpx2.Response],
        gone: tuple[str, httpx2.Response],
    ) -> None:
        found, nothing = same_for_all(*foreign), same_for_all(*gone)
        where = f"{route.method} {foreign[0]}"
        if foreign[1].status_code != self._expected(route):
            self.leaks.append(f"{where}: {foreign[1].status_code}, not {self._expected(route)}")
        elif found != nothing:
            self.leaks.append(f"{where}: differs from {gone[0]}")

    def _expected(self, route: WebRoute) -> int:
        if self.roles is None:
            return 303 if route.method == "GET" else 401
        permission = route.access.permission
        return 404 if permission is None or policy.gives(self.roles, permission) else 403


def same_for_all(path: str, answer: httpx2.Response) -> tuple[int, dict[str, str], str]:
    """Return an answer without what differs anyway: request id, time, form key and the path."""
    headers = {
        name: value.replace(path, "PATH")
        for name, value in answer.headers.items()
        if name not in _OWN_TO_EACH
    }
    headers.pop("etag", None)
    request_id = answer.headers.get("x-request-id", "-")
    body = answer.text.replace(path, "PATH").replace(request_id, "ID")
    return answer.status_code, headers, _KEY.sub("KEY", body)
