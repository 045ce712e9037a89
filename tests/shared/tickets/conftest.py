"""The market at noon on a Monday, with a support desk."""

from collections.abc import Iterator

import pytest

from shared.kernel import clock
from tests.shared.opportunities.market import NOON, market
from tests.shared.tickets.desk import Desk, desk_of


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    clock.hold(NOON)
    yield
    clock.hold(None)


@pytest.fixture
async def desk(database: str) -> Desk:
    return await desk_of(await market())
