"""Two people swap every address that their pages yield: links, forms and what htmx asks for.

What the scope of the one does not hold is answered like a record that there is not, whatever page of
the other the address was found on, and nothing is written.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx2
from starlette.routing import Match

from shared.access.actor import Actor
from shared.web.routing import WebRoute
from tests import footprint, records
from tests.denials import same_for_all
from tests.forms import filled_in
from tests.law.canaries.crawling import Crawler
from tests.law.fuzzer import Fuzzer, may_read
from tests.law.grid import turn
from tests.law.listening import JOURNAL
from tests.web import Browser

_ADDRESS = re.compile(r'([a-z-]+)="(/[^"#\s]*)')
_SENDS = ("action", "formaction", "hx-post")
LONGEST_POSITION = 12
Address = tuple[str, str]
"""Method and path."""


@dataclass(frozen=True)
class Swapper:
    """Somebody whose addresses are asked for by another, and who asks for the other's."""

    name: str
    browser: Browser
    actor: Actor


@dataclass
class Swap:
    """`wrong` says what opened, `met` counts what was asked for by what came of it."""

    fuzzer: Fuzzer
    wrong: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    async def both(self, one: Swapper, other: Swapper, most: int) -> None:
        """Let each of the two ask for what the other's pages lead to."""
        before = await footprint.contents()
        for giver, asker in ((one, other), (other, one)):
            for method, path in sorted(await addresses(giver, most)):
                await self._ask(asker, method, path)
        after = await footprint.contents()
        changed = {table for table in before if before[table] != after[table]}
        # Who takes a sheet along writes in the journal that she did.
        if changed - JOURNAL:
            self.wrong.append(f"{one.name} and {other.name} changed {sorted(changed)}")

    async def _ask(self, asker: Swapper, method: str, path: str) -> None:
        found = route_of(asker.browser, method, path)
        if found is None:
            self.wrong.append(f"{method} {path} leads nowhere")
            return
        route, words = found
        if not words or route.access.public is not None or route.is_stream:
            self.met["of nobody"] += 1
            return
        if all(self._sees(asker.actor, one, route) for one in words):
            self.met["hers as well"] += 1
            return
        missing = records.filled(route, [records.missing(one) for one in records.words_of(route)])
        there = await self._send(asker, route, urlsplit(path).path)
        gone = await self._send(asker, route, missing)
        self.met["refused"] += 1
        # She may have no right to any such record: that is told in both cases.
        is_shut = there.status_code in (403, 404)
        if not is_shut or same_for_all(path, there) != same_for_all(missing, gone):
            self.wrong.append(
                f"{asker.name}: {method} {path}: {there.status_code}, {missing} {gone.status_code}"
            )

    async def _send(self, asker: Swapper, route: WebRoute, path: str) -> httpx2.Response:
        if route.method == "GET":
            return await asker.browser.get(path)
        return await asker.browser.post(path, filled_in(route))

    def _sees(self, who: Actor, name: str, route: WebRoute) -> bool:
        """Whether she may read what is called so; positions of lines and days name no record."""
        held = self.fuzzer.called(name, route)
        if not held:
            return len(name) < LONGEST_POSITION
        return all(may_read(self.fuzzer, who, table, key) for table, key in held)


async def addresses(giver: Swapper, most: int) -> set[Address]:
    """Return every address that `most` pages lead to, beginning on other days with other pages."""
    face = giver.browser.face.name
    routes = [one for one in giver.browser.app.routes if isinstance(one, WebRoute)]
    begin = [
        one.path for one in routes
        if one.method == "GET" and "{" not in one.path and one.access.public is None
        and not one.is_stream and not one.name.endswith("_export")
    ]  # fmt: skip
    found, read, first = set[Address](), 0, turn() * 7 % len(begin)
    crawler = Crawler(giver.browser, each=max(2, most // 20))
    async for page in crawler.crawl([*begin[first:], *begin[:first]][: most // 2]):
        found.add(("GET", urlsplit(page.path).path))
        for attribute, path in _ADDRESS.findall(page.text):
            plain = urlsplit(path).path
            if not plain.startswith(("/static/", "/sign-", "/favicon")):
                found |= {(one, plain) for one in _methods(giver.browser, attribute, plain)}
        read += 1
        if read == most:
            break
    assert len(found) > 40, f"{giver.name} at the {face}: {len(found)}"
    return found


def _methods(browser: Browser, attribute: str, path: str) -> list[str]:
    """Return with which methods an address is meant: a form that only asks has an action as well."""
    wanted = ("POST", "GET") if attribute in _SENDS else ("GET", "POST")
    return [one for one in wanted if route_of(browser, one, path)][:1]


def route_of(browser: Browser, method: str, path: str) -> tuple[WebRoute, list[str]] | None:
    """Return the route to which a path leads, and the names in it."""
    asked = {"type": "http", "method": method, "path": path, "root_path": ""}
    for route in browser.app.routes:
        match, found = route.matches(dict(asked))
        if isinstance(route, WebRoute) and match is Match.FULL:
            return route, [str(one) for one in found["path_params"].values()]
    return None
