"""Asks every address of both faces once as everybody, and keeps the answers to look at."""

import re
from dataclasses import dataclass

import httpx2

from shared.access import policy
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING, persona
from shared.identity.models import StaffRole
from shared.settings import Settings
from shared.web.routing import WebRoute
from tests import records
from tests.cast import ANCHOR
from tests.faces import present
from tests.web import Browser

HTTPS = Settings(
    environment="development", secret_key="k" * 40, portal_url="https://portal.example",
    admin_url="https://admin.example",
)  # fmt: skip
PEOPLE = {"portal": "zhou.min", "admin": "lin.xiaoyu"}
ELSEWHERE = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
# Whoever sends these is nobody afterwards.
LEAVING = frozenset({"sign_out", "sessions_end", "sessions_end_others", "view_as_leave"})
_VALUES = {"path:path": "no-such.css", "provider": "nobody", "token": "x" * 43}


@dataclass(frozen=True)
class Asked:
    """One request and its answer; `who` is "somebody", "nobody" or "another site"."""

    face: str
    route: WebRoute
    who: str
    path: str
    answer: httpx2.Response

    @property
    def name(self) -> str:
        """What a failing test says of it."""
        status = self.answer.status_code
        return f"{self.face} {self.route.method} {self.path} as {self.who}: {status}"

    @property
    def is_html(self) -> bool:
        return self.answer.headers.get("content-type", "").startswith("text/html")

    @property
    def is_private(self) -> bool:
        """Whether the answer is for somebody who is signed in."""
        return self.who == "somebody" and self.route.access.public is None


@dataclass(frozen=True)
class Everything:
    """All answers, and the secrets of the sessions with which they were asked for."""

    answers: list[Asked]
    secrets: list[str]


async def ask_everything() -> Everything:
    """Ask every address in an open copy of the demo world; changes that world."""
    answers, secrets = [], []
    of = await whose()
    for name, app in present(HTTPS).items():
        somebody, nobody = Browser(app), Browser(app)
        user = await User.get(email=persona(PEOPLE[name]).email)
        secrets.append(await somebody.sign_in(user, of if name == "portal" else None))
        routes = [one for one in app.routes if not one.is_stream and one.name not in LEAVING]
        for route in sorted(routes, key=lambda one: one.method):
            path = await path_of(route, of)
            asking = {
                "somebody": (somebody, {"sec-fetch-site": "same-origin"}),
                "nobody": (nobody, {"sec-fetch-site": "same-origin"}),
            }
            if route.method != "GET":
                asking["another site"] = (somebody, ELSEWHERE)
            for who, (browser, headers) in asking.items():
                answer = await browser.send(route.method, path, headers=headers)
                answers.append(Asked(name, route, who, path, answer))
            nobody.cookies.clear()
    return Everything(answers, secrets)


async def whose() -> Counterparty:
    """Return an organisation of every kind, looked after by somebody of every role."""
    await records.complete(QIMING)
    lin = await User.get(email=persona("lin.xiaoyu").email)
    held = set(await StaffRole.filter(user=lin).values_list("role", flat=True))
    for role in set(policy.STAFF_ROLES) - held:
        await StaffRole.create(user=lin, role=role, created_at=ANCHOR)
    await Counterparty.filter(number=QIMING).update(**{f"is_{kind}": True for kind in policy.KINDS})
    return await Counterparty.get(number=QIMING)


async def path_of(route: WebRoute, of: Counterparty) -> str:
    """Return an address of the route to one of the organisation's records."""
    if route.access.public is None:
        return (await records.paths(route, of))[0]
    return re.sub(r"\{([\w:]+)\}", lambda found: _VALUES[found[1]], route.path)
