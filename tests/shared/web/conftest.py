"""Templates and people of the tests of the web stack."""

from collections.abc import Iterator

import pytest
from jinja2 import ChoiceLoader, DictLoader

from shared.access import policy
from shared.web.application import WebApp
from shared.web.render import environment
from tests.shared.web import world
from tests.web import Browser


@pytest.fixture(autouse=True)
def _pages() -> Iterator[None]:
    """Lend the templates of the tests to both languages."""
    before = {locale: environment(locale).loader for locale in ("zh", "en")}
    for locale, loader in before.items():
        assert loader is not None
        environment(locale).loader = ChoiceLoader([DictLoader(world.PAGES), loader])
    yield
    for locale, loader in before.items():
        environment(locale).loader = loader


@pytest.fixture
def app() -> WebApp:
    return world.admin()


@pytest.fixture
def stranger(app: WebApp) -> Browser:
    """Somebody without a session."""
    return Browser(app)


@pytest.fixture
async def lin(database: str, app: WebApp) -> Browser:
    """An account manager, signed in."""
    browser = Browser(app)
    await browser.sign_in(await world.colleague(policy.ACCOUNT_MANAGER))
    return browser
