"""Questions that each door of the house must answer right: origin, session, view, right, version.

Every probe stands for one word of the engine that decides by itself who gets through. What a probe
sends is refused for other reasons behind the door, or undone, so that nothing changes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx2

from shared.access.models import User
from shared.database.uow import uow
from shared.identity.models import Membership, Session, ViewAs
from shared.web.caller import token_hash
from tests.cast import FACES, browser_of
from tests.law.principals import looking
from tests.web import Browser

Question = Callable[["Scene"], Awaitable[bool]]
PROBES: dict[str, Question] = {}


@dataclass(frozen=True)
class Scene:
    """Who stands before the doors; each may do what she is asked to do, unless a probe changes it."""

    buyer: Browser
    viewer: Browser
    other_viewer: Browser
    colleague: Browser
    supplier: Browser
    nobody: Browser

    @classmethod
    async def set(cls) -> "Scene":
        """Sign everybody in; the viewer is a colleague who looks as a member does."""
        seen, other = [await looking(note=f" seen {await User.all().count()}") for _ in range(2)]
        return cls(
            await browser_of("zhou.min"), seen.browser, other.browser, await browser_of("lin.xiaoyu"),
            await browser_of("lu.bin"), Browser(FACES["portal"]),
        )  # fmt: skip


def probe(question: Question) -> Question:
    """Enter a question; it is answered with True while the doors are sound."""
    assert question.__name__ not in PROBES
    PROBES[question.__name__] = question
    return question


class _UndoneError(Exception):
    """What was changed for a question is undone."""


async def undone(deed: Callable[[], Awaitable[Any]]) -> Any:
    """Do it inside a transaction, undo it and return what it found."""
    found: list[Any] = []

    async def and_back() -> None:
        found.append(await deed())
        raise _UndoneError

    try:
        await uow(and_back)
    except _UndoneError:
        return found[0]
    raise AssertionError("it was kept")


async def status(browser: Browser, method: str, path: str, **headers: str) -> int:
    """Return the status of a request without a body; `sec_fetch_site="none"` gives a header."""
    return (await send(browser, method, path, **headers)).status_code


async def send(browser: Browser, method: str, path: str, **headers: str) -> httpx2.Response:
    """Return the answer to a request without a body, as `status` sends it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await browser.send(method, path, headers=named)


def hash_of(browser: Browser) -> str:
    """Return the stored form of the secret of this browser's session."""
    return token_hash(browser.cookies[browser.face.session_cookie])


def view_hash(browser: Browser) -> str:
    """Return the stored form of the secret of this browser's view."""
    return token_hash(browser.cookies[browser.face.view_cookie])


async def person_of(browser: Browser) -> User:
    """Return who is signed in."""
    session = await Session.get(token_hash=hash_of(browser))
    return await User.get(id=session.user_id)  # type: ignore[attr-defined]


async def viewed(browser: Browser) -> tuple[ViewAs, Membership]:
    """Return the view of this browser and the member through whose eyes it looks."""
    view = await ViewAs.get(session_hash=view_hash(browser))
    return view, await Membership.get(id=view.membership_id)  # type: ignore[attr-defined]
