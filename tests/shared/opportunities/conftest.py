"""The market at noon, with the clock held still."""

from collections.abc import Iterator

import pytest

from shared.kernel import clock
from tests.shared.opportunities.market import NOON, Market, market


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    clock.hold(NOON)
    yield
    clock.hold(None)


@pytest.fixture
async def world(database: str) -> Market:
    return await market()
