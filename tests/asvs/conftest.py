"""What the tests of this room look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import backends
from tests.asvs.asking import Everything, ask_everything
from tests.conftest import open_stores


@pytest.fixture(scope="session")
def asked_url(databases: backends.Databases, demo_template: str) -> Iterator[str]:
    """Return the address of a copy of the demo world in which everything is asked once."""
    url = databases.create(demo_template)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
async def everything(asked_url: str, files_folder: Path) -> Everything:
    """Return the answers of every address, asked once in a world of their own."""
    from shared.database.connecting import connected
    from shared.kernel import clock
    from tests.cast import ANCHOR

    open_stores(files_folder)
    clock.hold(ANCHOR)
    try:
        async with connected(asked_url):
            return await ask_everything()
    finally:
        clock.hold(None)
