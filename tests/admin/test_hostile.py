"""No form of the admin fails, takes more than it asks for, or listens to a page of somebody else."""

import pytest

from shared.access import policy
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.demo.cast import QIMING, persona
from shared.identity.models import StaffRole
from tests import hostile, records
from tests.cast import ANCHOR, FACES, browser_of
from tests.hostile import *  # noqa: F403  the four tests

ROLES = policy.STAFF_ROLES


@pytest.fixture
async def tried(demo: str) -> hostile.Tried:
    """An account of somebody who holds every role, with a record of every kind."""
    await records.complete(QIMING)
    lin = await User.get(email=persona("lin.xiaoyu").email)
    held = set(await StaffRole.filter(user=lin).values_list("role", flat=True))
    for role in set(ROLES) - held:
        await StaffRole.create(user=lin, role=role, created_at=ANCHOR)
    await Counterparty.filter(number=QIMING).update(is_supplier=True)
    of = await Counterparty.get(number=QIMING)
    return hostile.Tried(
        await browser_of("lin.xiaoyu"), FACES["admin"].routes, ROLES, of, least=100
    )
