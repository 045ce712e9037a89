"""The small company, made afresh for each test."""

import pytest

from tests.shared.counterparties.company import Company, found_company


@pytest.fixture
async def company(database: str) -> Company:
    """Return the company in an empty database."""
    return await found_company()
