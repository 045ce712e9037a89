"""Opens whatever somebody can get at one door: pages, what they link to, sheets, papers, files."""

import hashlib
import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
from pypdf import PdfReader

from shared.web.application import WebApp
from shared.web.routing import WebRoute
from tests.law.canaries.tokens import CALL
from tests.web import Browser

_LINK = re.compile(r'(?:href|src|data-suggest|hx-get|action)="(/[^"#]*)')
_FORM = re.compile(r'<form\b(?![^>]*method="post")[^>]*action="(/[^"#]*)"[^>]*>(.*?)</form>', re.S)
_CHOICE = re.compile(r'<select\b[^>]*name="(\w+)"[^>]*>(.*?)</select>', re.S)
_VALUE = re.compile(r'<option\b[^>]*value="([^"]+)"')
_KINDS = ("kind", "format", "tab", "view")
"""What changes the form of an answer, not only the rows in it."""
_LEFT = ("/static/", "/sign-", "/events", "/favicon")


@dataclass(frozen=True)
class Answer:
    """What one address gave: everything a reader could get out of it, and the hash of the bytes."""

    path: str
    status: int
    kind: str
    text: str
    sha256: str


@dataclass
class Crawler:
    """Follows links from one page to the next; of addresses of one form it opens `each` at most.

    Two addresses have one form if the same route serves them and the same things are asked.
    """

    browser: Browser
    each: int
    seen: set[str] = field(default_factory=set)
    opened: Counter[str] = field(default_factory=Counter)
    _waiting: list[str] = field(default_factory=list)
    _met: Counter[tuple[str, frozenset[str]]] = field(default_factory=Counter)

    async def crawl(self, paths: Iterable[str]) -> AsyncIterator[Answer]:
        """Open `paths` whatever their form, then what they lead to."""
        first = list(dict.fromkeys(paths))
        self.seen |= set(first)
        for path in first:
            yield await self._open(path)
        while self._waiting:
            yield await self._open(self._waiting.pop(0))

    async def _open(self, path: str) -> Answer:
        answer = await self.browser.get(path)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        if (route := route_of(self.browser.app, path)) and answer.status_code == 200:
            self.opened[route.name] += 1
        for link in _links(answer):
            self._note(link)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        digest = hashlib.sha256(answer.content).hexdigest()
        return Answer(path, answer.status_code, kind, text_of(answer), digest)

    def _note(self, link: str) -> None:
        route = route_of(self.browser.app, link)
        if link in self.seen or link.startswith(_LEFT) or route is None:
            return
        asked = parse_qsl(urlsplit(link).query, keep_blank_values=True)
        form = (
            route.name,
            frozenset(f"{name}={one}" if name in _KINDS else name for name, one in asked),
        )
        self._met[form] += 1
        if self._met[form] <= self.each:
            self.seen.add(link)
            self._waiting.append(link)


def route_of(app: WebApp, link: str) -> WebRoute | None:
    """Return the route that answers a GET of `link`."""
    path = urlsplit(link).path
    found = [one for one in app.routes if one.method == "GET" and _pattern(one).fullmatch(path)]
    return min(found, key=lambda one: one.path.count("{"), default=None)


_patterns: dict[str, re.Pattern[str]] = {}


def _pattern(route: WebRoute) -> re.Pattern[str]:
    if route.path not in _patterns:
        parts = re.split(r"\{\w+(?::\w+)?\}", route.path)
        _patterns[route.path] = re.compile("[^/]+".join(map(re.escape, parts)))
    return _patterns[route.path]


def _links(answer: httpx2.Response) -> list[str]:
    """Return where a page leads: its links, each choice of each filter, and its search."""
    found = [urlsplit(answer.headers["location"]).path] if "location" in answer.headers else []
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return found
    found += [html.unescape(one) for one in _LINK.findall(answer.text)]
    for action, inside in _FORM.findall(answer.text):
        at = html.unescape(action).partition("?")[0]
        if 'name="q"' in inside:
            found.append(f"{at}?{urlencode({'q': CALL})}")
        for name, choices in _CHOICE.findall(inside):
            found += [f"{at}?{urlencode({name: html.unescape(one)})}"
                      for one in _VALUE.findall(choices)]  # fmt: skip
    return found


def text_of(answer: httpx2.Response) -> str:
    """Return everything a reader could get out of an answer: its headers, its sheets, its papers."""
    headers = "\n".join(f"{name}: {one}" for name, one in answer.headers.items())
    return f"{headers}\n{inside(answer)}"


def inside(answer: httpx2.Response) -> str:
    """Return what stands in the body of an answer, taken out of sheets and papers."""
    kind = answer.headers.get("content-type", "")
    if kind.startswith("application/pdf"):
        pages = PdfReader(io.BytesIO(answer.content)).pages
        return "\n".join(page.extract_text() for page in pages)
    if "spreadsheetml" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if kind.startswith("image/"):
        return ""
    return html.unescape(answer.text)
