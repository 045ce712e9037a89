"""Every page of a face with a real address: the routes, filled by following the links of the demo.

A GET route that is born tomorrow is visited tomorrow: nothing here names a page.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Page
from starlette.routing import Match

from admin.routes import ROUTES as ADMIN
from portal.routes import ROUTES as PORTAL
from shared.web import (
    attachments,
    notifications,
    outbox,
    own_name,
    own_sessions,
    searching,
    sign_in_routes,
    system,
)
from shared.web.routing import WebRoute

# Who looks, in this order; the first is a stranger, for whom the way in is open.
VISITORS = {
    "portal": ("", "zhou.min", "lu.bin"),
    "admin": ("", "lin.xiaoyu", "sun.li", "he.min", "xu.lei", "wu.jing", "gao.yuan"),
}
MOST_PAGES = 320
FIRST = 2
# Reached by nobody who is signed in, or no page at all; tests of their own look at these.
ELSEWHERE = {
    "sign_in_callback", "sign_in_own_callback", "invitation_code", "invitation_show", "static",
    "healthz", "readyz", "favicon", "files_show", "files_thumbnail", "tickets_news",
    "unsubscribe_show", "domain_requests_show", "staff_ask_taking", "sign_in_code",
}  # fmt: skip

_FETCH = """
async (paths) => Promise.all(paths.map(async (path) => {
  const answer = await fetch(path, { headers: { Accept: "text/html" } });
  const isPage = (answer.headers.get("content-type") || "").startsWith("text/html");
  const made = new DOMParser().parseFromString(isPage ? await answer.text() : "", "text/html");
  const links = [...made.querySelectorAll("a[href^='/'], [data-suggest], form[method=get]")];
  return {
    path, status: answer.status, last: new URL(answer.url).pathname + new URL(answer.url).search,
    is_page: isPage && made.querySelector("main") !== null,
    links: links.map((one) => one.getAttribute("href") || one.dataset.suggest || one.getAttribute("action")),
  };
}))
"""


def pages_of(face: str) -> list[WebRoute]:
    """Return the GET routes of a face in the order in which they match."""
    own = PORTAL if face == "portal" else ADMIN
    files = attachments.routes()
    shared = [
        *files,
        *sign_in_routes.routes(face),
        *searching.routes(),
        *own_name.routes(),
        *own_sessions.routes(face),
        *notifications.routes(),
        *outbox.routes(),
        *system.routes(),
    ]
    routes = [*own, *shared]
    return [one for one in routes if one.method == "GET" and one.name not in ELSEWHERE]


@dataclass
class Found:
    """What one person reaches: name of the route to addresses, and what is no page."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)

    @property
    def met(self) -> set[str]:
        """The names of the routes that have answered."""
        return {*self.pages, *self.others, *self.refused}

    def offer(self, route: WebRoute, address: str, *, at_once: bool = False) -> None:
        """Remember an address to be asked, once; `at_once` puts it before the others."""
        asked, waiting = self.asked.get(route.name, ()), self.waiting.setdefault(route.name, [])
        if address in asked or (address in waiting and not at_once):
            return
        if address in waiting:
            waiting.remove(address)
        waiting.insert(0 if at_once else len(waiting), address)

    def next(self, near: set[str], most: int = 8) -> list[str]:
        """Take addresses to ask now, of routes below `near` first, of those asked least so far."""
        chosen: list[str] = []
        for name in sorted(self.waiting, key=lambda name: self._rank(name, near)):
            asked, waiting = self.asked.setdefault(name, set()), self.waiting[name]
            # Pages below a record, and files, lead nowhere new.
            is_end = asked and (name in self.others or (waiting and waiting[0].count("/") > 2))
            if waiting and not is_end and len(chosen) < most:
                chosen.append(waiting.pop(0))
                asked.add(chosen[-1])
        return chosen

    def _rank(self, name: str, near: set[str]) -> tuple[bool, int]:
        waiting, asked = self.waiting[name], self.asked.get(name, ())
        is_far = bool(asked) and not any(_menu_entry(address) in near for address in waiting[:1])
        return is_far, len(asked)


def explore(page: Page, face: str, wanted: set[str]) -> Found:
    """Follow the links of a face from its menu on until every `wanted` route has been met."""
    routes = pages_of(face)
    found = Found()
    for route in routes:
        if "{" not in route.path:
            found.offer(route, route.path)
    while not wanted <= found.met and sum(map(len, found.asked.values())) < MOST_PAGES:
        unmet = [route.path for route in routes if route.name in wanted - found.met]
        if not (batch := found.next({_menu_entry(path) for path in unmet})):
            break
        for answer in page.evaluate(_FETCH, batch):
            _note(found, routes, answer)
            _follow(found, routes, answer["path"], answer["links"])
    return found


def _note(found: Found, routes: list[WebRoute], answer: dict[str, object]) -> None:
    path, last = str(answer["path"]), str(answer["last"])
    asked, reached = _route(routes, path), _route(routes, last)
    if asked is None:
        return
    if answer["status"] != 200:
        found.refused.setdefault(asked.name, int(str(answer["status"])))
    elif not answer["is_page"]:
        found.others.setdefault(asked.name, path)
    elif reached is not None:
        found.pages.setdefault(reached.name, []).append(last)


def _follow(found: Found, routes: list[WebRoute], source: str, links: list[str]) -> None:
    """Remember links to something of its own, or to another view of a list.

    The first entries of a view ("drafts", "to ship") show a state that others do not have.
    """
    leading: dict[str, int] = {}
    for link in links:
        address = link.partition("#")[0]
        route = _route(routes, address)
        if route is None or not ("{" in route.path or "?" in address):
            continue
        leading[route.name] = leading.get(route.name, 0) + 1
        at_once = "?" in source and "{" in route.path and leading[route.name] <= FIRST
        found.offer(route, address, at_once=at_once)


def _menu_entry(path: str) -> str:
    """Return the first part of a path: what lies below one entry of the menu shares it."""
    return path.split("?")[0].split("/")[1]


def _route(routes: list[WebRoute], address: str) -> WebRoute | None:
    asked = {"type": "http", "method": "GET", "path": address.partition("?")[0]}
    return next((one for one in routes if one.matches(asked)[0] is Match.FULL), None)
