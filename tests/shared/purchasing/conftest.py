"""The world of purchasing's tests, with the clock held still."""

from collections.abc import AsyncIterator

import pytest

from shared.kernel import clock
from tests.shared.purchasing import world as worlds


@pytest.fixture
async def world(database: str) -> AsyncIterator[worlds.World]:
    with clock.frozen(worlds.NOW):
        yield await worlds.build()
