"""Every page of a face with a real address: the routes, filled by following the links of the demo.

A GET route that is born tomorrow is visited tomorrow: nothing here names a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Page
from starlette.routing import Match

from admin.routes import ROUTES as ADMIN
from portal.routes import ROUTES as PORTAL
from shared.web import sign_in_routes, system
from shared.web.routing import WebRoute

# Who looks, in this order; the last is a stranger, for whom the way in is open.
VISITORS = {
    "portal": ("zhou.min", "lu.bin", ""),
    "admin": ("lin.xiaoyu", "wu.jing", "xu.lei", ""),
}
MOST_PAGES = 200
MOST_OF_ONE = 6
# Reached by nobody who is signed in, or no page at all; tests of their own look at these.
ELSEWHERE = {"sign_in_callback", "invitation_show", "static", "healthz", "readyz", "favicon"}

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
    routes = [*own, *sign_in_routes.routes(face), *system.routes()]
    return [one for one in routes if one.method == "GET" and one.name not in ELSEWHERE]


@dataclass
class Found:
    """What one person reaches: name of the route to its first address, and what is no page."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    spare: list[str] = field(default_factory=list)

    @property
    def met(self) -> set[str]:
        """The names of the routes that have answered."""
        return {*self.pages, *self.others, *self.refused}


def explore(page: Page, face: str) -> Found:
    """Follow the links of a face from its menu on until every route has been met.

    A few addresses of each route come first; the others are tried while a route is still unmet.
    """
    routes = pages_of(face)
    found, seen = Found(), set[str]()
    waiting = [one.path for one in routes if "{" not in one.path]
    while len(seen) < MOST_PAGES:
        if not waiting and not found.met.issuperset(one.name for one in routes):
            waiting, found.spare = found.spare[:8], found.spare[8:]
        batch = [path for path in dict.fromkeys(waiting) if path not in seen][:8]
        waiting = [path for path in waiting if path not in seen and path not in batch]
        if not batch and not (waiting or found.spare):
            break
        seen.update(batch)
        for answer in page.evaluate(_FETCH, batch):
            _note(found, routes, answer)
            waiting += _new(found, routes, answer["links"])
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


def _new(found: Found, routes: list[WebRoute], links: Iterable[str]) -> list[str]:
    """Return links to follow: a few of each route, for an order has many faces."""
    new = []
    for link in links:
        path = link.partition("#")[0]
        route = _route(routes, path)
        if route is None or not ("{" in route.path or "?" in path):
            continue
        known = found.links.setdefault(route.name, set())
        if path in known:
            continue
        known.add(path)
        (new if len(known) <= MOST_OF_ONE else found.spare).append(path)
    return new


def _route(routes: list[WebRoute], address: str) -> WebRoute | None:
    asked = {"type": "http", "method": "GET", "path": address.partition("?")[0]}
    return next((one for one in routes if one.matches(asked)[0] is Match.FULL), None)
