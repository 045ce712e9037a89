"""The market at noon on a Monday, with people who can sign in and somebody who announces."""

from collections.abc import Iterator

import pytest

from shared.kernel import clock
from tests.shared.campaigns.board import Board, board_of
from tests.shared.opportunities.market import NOON, market


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    clock.hold(NOON)
    yield
    clock.hold(None)


@pytest.fixture
async def board(database: str) -> Board:
    return await board_of(await market())
