"""No policy of the second wall can go, or be opened, without a test that notices."""

import pytest

from shared.access.wall.visible import readers
from shared.database import walling
from shared.database.registry import table_model
from shared.database.speaking import PORTAL
from tests import backends
from tests.law.mutation.policies import Policy, policies
from tests.law.mutation.sampling import SURVIVED, TRIED, Tell, sample
from tests.law.principals import askers
from tests.law.sharp import sharpen
from tests.law.two_walls import WIDER, both

pytestmark = pytest.mark.skipif(
    backends.chosen_backend() != backends.POSTGRESQL, reason="row-level security is PostgreSQL's"
)


async def test_each_policy_changed_by_hand_is_noticed_by_the_doctor(
    databases: backends.PostgresDatabases, walled: str, record_property: Tell
) -> None:
    roles = {pool: walling.login_of(url) for pool, url in databases.logins(walled).items()}
    roles["owner"] = databases.role
    found = await policies()
    assert len(found) > 300
    unseen, chosen = [], sample(found, 40)
    for one in chosen:
        async with one.dropped():
            if await walling.is_as_raised(roles):
                unseen.append(f"{one.table} without {one.name}")
        if not one.is_open:
            async with one.opened():
                if await walling.is_as_raised(roles):
                    unseen.append(f"{one.table} with {one.name} open")
    _tell(record_property, len(chosen), unseen)
    assert await walling.is_as_raised(roles)


async def test_each_reading_policy_decides_what_the_portal_shows(
    walled: str, record_property: Tell
) -> None:
    people = await askers()
    await sharpen(people)
    # Of no kind, or with a custom role: the wall goes by built-in roles and shows as much or more.
    outside = [one for one in people if one.kinds and one.roles == one.spoken_roles]
    found = [
        one for one in await policies(PORTAL, "SELECT")
        if readers(one.table) and one.table not in WIDER
    ]  # fmt: skip
    assert len(found) > 20
    survivors = []
    for one in found:
        assert not await _differs(one, outside), one.table
        async with one.dropped():
            if not await _differs(one, outside):
                survivors.append(f"{one.table} without {one.name}")
        async with one.opened():
            if not await _differs(one, outside):
                survivors.append(f"{one.table} with {one.name} open")
    _tell(record_property, len(found), survivors)


def _tell(tell: Tell, tried: int, left: list[str]) -> None:
    tell(TRIED, tried)
    for name in left:
        tell(SURVIVED, name)
    assert not left, "\n".join(left)


async def _differs(policy: Policy, outside: list) -> bool:  # type: ignore[type-arg]
    """Whether the scope and the database show somebody other rows of the policy's table."""
    for who in outside:
        scoped, through = await both(who, table_model(policy.table))
        if (scoped or set()) != through:
            return True
    return False
