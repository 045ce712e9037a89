"""Who stands before the door, and the provider behind it."""

from collections.abc import Iterator

import pytest

from shared.identity.models import ExternalIdentity
from shared.web.application import WebApp
from tests.shared.identity.people import World, world
from tests.shared.web.sign_in.journeys import face_of
from tests.shared.web.signing_provider import SigningProvider, Tamper
from tests.web import Browser


@pytest.fixture(scope="module")
def running() -> Iterator[SigningProvider]:
    provider = SigningProvider()
    yield provider
    provider.close()


@pytest.fixture
def there(running: SigningProvider) -> Iterator[SigningProvider]:
    running.subject = {"sub": "zhou.min", "email": "zhou.min@qiming.example"}
    yield running
    running.tamper, running.ended = Tamper(), []


@pytest.fixture
async def people(database: str, there: SigningProvider) -> World:
    made = await world()
    await ExternalIdentity.all().update(issuer=there.issuer)
    return made


@pytest.fixture
def portal(there: SigningProvider) -> WebApp:
    return face_of("portal", there)


@pytest.fixture
def amy(portal: WebApp) -> Browser:
    return Browser(portal)
