"""The small shop, made afresh for each test."""

import pytest

from tests.shared.catalogue.shop import Shop, open_shop


@pytest.fixture
async def shop(database: str) -> Shop:
    """Return the shop in an empty database."""
    return await open_shop()
