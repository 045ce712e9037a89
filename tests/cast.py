"""The demo world as the tests' cast: both faces, and a browser for each of its people."""

from datetime import UTC, datetime

from admin.app import build as build_admin
from portal.app import build as build_portal
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.demo.cast import persona
from shared.settings import Settings
from shared.web.application import WebApp
from tests.web import Browser

ANCHOR = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SETTINGS = Settings(environment="development", secret_key="k" * 40)
FACES: dict[str, WebApp] = {"portal": build_portal(SETTINGS), "admin": build_admin(SETTINGS)}


async def browser_of(subject: str, *, face: str = "", language: str = "en") -> Browser:
    """Return somebody of the cast, signed in: Zhou Min is "zhou.min"."""
    known = persona(subject)
    browser = Browser(FACES[face or known.face], language=language)
    place = await Counterparty.get_or_none(number=known.counterparty)
    await browser.sign_in(await User.get(email=known.email), place)
    return browser
