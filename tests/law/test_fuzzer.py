"""Whatever address anybody tries, the answer is the one that the published page foretells."""

import time

import pytest

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL
from tests.law.fuzzer import (
    ARCHIVED,
    DENIED,
    FORBIDDEN,
    LOOKING,
    NOBODY,
    OPEN,
    OTHER,
    PARENT,
    Fuzzer,
)
from tests.law.grid import share, turn
from tests.law.principals import HOMES, everybody

SHARE = share(24)
# All of it is tried by both cores of a small machine.
PARTS = 4 if SHARE == 1 else 1
KINDS = ("own", "organisation", ARCHIVED, OTHER, PARENT, "missing", "malformed")


@pytest.mark.asvs("8.2.1", "8.2.2", "8.4.1")
@pytest.mark.parametrize("part", range(PARTS))
async def test_nobody_reaches_what_the_published_page_does_not_give_her(
    demo: str, part: int
) -> None:
    fuzzer = await Fuzzer.start()
    began = time.process_time()
    await fuzzer.run(SHARE * PARTS, turn() + part)
    seconds, many = time.process_time() - began, sum(fuzzer.met[one] for one in KINDS)
    print(f"\n{many} tries by {len(fuzzer.people)} people, {dict(fuzzer.met)}, {seconds:.0f} s")
    assert not fuzzer.wrong, f"{len(fuzzer.wrong)} wrong\n" + "\n".join(fuzzer.wrong[:60])
    for kind in (OPEN, DENIED, FORBIDDEN, NOBODY, LOOKING, *KINDS):
        assert fuzzer.met[kind] > 20, kind
    assert len(fuzzer.opened) > 200 // (SHARE * PARTS)


async def test_everybody_is_there(demo: str) -> None:
    """Each role, inside and outside, and each way to be nobody, somebody else or in two places."""
    people = {one.name: one for one in await everybody()}
    assert len(people) >= 23
    outside = {f"{kind}.{role}" for kind in HOMES for role in policy.MEMBER_ROLES}
    assert people.keys() >= {*policy.STAFF_ROLES, *outside}
    assert set(HOMES) == set(policy.KINDS)
    nobodies = {name for name, one in people.items() if one.actor is None}
    assert nobodies == {
        f"anonymous at {PORTAL}", f"anonymous at {ADMIN}",
        "distributor.member suspended", "distributor.member expired",
    }  # fmt: skip
    assert [one for one in people.values() if one.seen_as is not None]
    assert [one for one in people.values() if one.elsewhere is not None]
    assert len([name for name in people if name.startswith("custom ")]) == 3
