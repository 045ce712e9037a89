"""What the tests of this room look at."""

from pathlib import Path

import pytest

from tests import backends
from tests.asvs.asking import Everything, ask_everything


@pytest.fixture(scope="session")
async def everything(
    databases: backends.Databases, demo_template: str, files_folder: Path
) -> Everything:
    """Return the answers of every address, asked once in a world of their own."""
    from shared.database.connecting import connected
    from shared.kernel import clock
    from tests.cast import ANCHOR
    from tests.conftest import open_stores

    open_stores(files_folder)
    url = databases.create(demo_template)
    clock.hold(ANCHOR)
    try:
        async with connected(url):
            return await ask_everything()
    finally:
        clock.hold(None)
        databases.drop(url)
