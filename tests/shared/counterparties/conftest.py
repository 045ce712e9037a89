"""The small company, made afresh for each test."""

import pytest

from shared.access.actor import Actor
from tests.shared.counterparties.company import Company, found_company, outsider


@pytest.fixture
async def company(database: str) -> Company:
    """Return the company in an empty database."""
    return await found_company()


@pytest.fixture
async def zhou(company: Company) -> Actor:
    """The administrator of Qiming."""
    return await outsider(company.qiming, "distributor.organisation_admin")
