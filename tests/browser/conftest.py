"""One Chromium and one demo for all browser tests; a test fails on anything the browser minds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.visits import Visits, visiting
from tools.chromium import chromium
from tools.demo_house import House, demo_house


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium (WANGLAI_TEST_CHROMIUM names another one)."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the demo world of the frozen day: both faces and the identity provider."""
    folder: Path = tmp_path_factory.mktemp("house") / "demo"
    with demo_house(folder) as served:
        yield served


@pytest.fixture(scope="session")
def keys() -> dict[str, Any]:
    """Keep who has signed in already: person to cookies."""
    return {}


@pytest.fixture
def visit(browser: Browser, house: House, keys: dict[str, Any]) -> Iterator[Visits]:
    """Open pages of the demo: `visit("zhou.min", "/orders", lang="zh", width=390)`."""
    with visiting(browser, house, keys) as visits:
        yield visits
