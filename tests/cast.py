"""The demo world as the tests' cast: both faces, and a browser for each of its people."""

from datetime import UTC, datetime

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.demo.cast import persona
from shared.web.application import WebApp
from tests.faces import present
from tests.web import Browser

ANCHOR = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FACES: dict[str, WebApp] = present()


async def browser_of(subject: str, *, face: str = "", language: str = "en") -> Browser:
    """Return somebody of the cast, signed in: Zhou Min is "zhou.min"."""
    known = persona(subject)
    browser = Browser(FACES[face or known.face], language=language)
    place = await Counterparty.get_or_none(number=known.counterparty)
    await browser.sign_in(await User.get(email=known.email), place)
    return browser
