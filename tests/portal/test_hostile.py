"""No form of the portal fails, takes more than it asks for, or listens to a page of somebody else."""

import pytest

from shared.access import policy
from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING
from tests import hostile, records
from tests.cast import FACES, browser_of
from tests.hostile import *  # noqa: F403  the four tests

# The administrator of an organisation of every kind: she has every verb of the portal.
ROLES = tuple(f"{kind}.{policy.ORGANISATION_ADMIN}" for kind in policy.KINDS)


@pytest.fixture
async def tried(demo: str) -> hostile.Tried:
    """An organisation that buys, supplies and brings customers, with a record of every kind."""
    await records.complete(QIMING)
    await Counterparty.filter(number=QIMING).update(**{f"is_{kind}": True for kind in policy.KINDS})
    of = await Counterparty.get(number=QIMING)
    return hostile.Tried(await browser_of("zhou.min"), FACES["portal"].routes, ROLES, of, least=60)
