"""The demo world as the tests' cast: both faces, and a browser for each of its people."""

from dataclasses import dataclass
from datetime import UTC, datetime

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.demo.cast import CAST, persona
from shared.web.application import WebApp
from tests.faces import present
from tests.web import Browser

ANCHOR = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FACES: dict[str, WebApp] = present()


@dataclass(frozen=True)
class Cast:
    """Who and what of the demo world a test speaks of."""

    users: dict[str, User]  # by subject: "zhou.min"
    counterparties: dict[str, Counterparty]  # by number


async def the_cast() -> Cast:
    """Return the people and organisations of the open copy of the demo world."""
    people = {one.email: one for one in await User.all()}
    users = {one.subject: people[one.email] for one in CAST if one.email in people}
    return Cast(users, {one.number: one for one in await Counterparty.all()})


async def browser_of(subject: str, *, face: str = "", language: str = "en") -> Browser:
    """Return somebody of the cast, signed in: Zhou Min is "zhou.min"."""
    known = persona(subject)
    browser = Browser(FACES[face or known.face], language=language)
    place = await Counterparty.get_or_none(number=known.counterparty)
    await browser.sign_in(await User.get(email=known.email), place)
    return browser
