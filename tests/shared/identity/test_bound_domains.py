"""Who comes in by a domain that is bound to one provider, and who does not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from shared.access.actor import system
from shared.identity import arrivals, domains
from shared.identity.actions import invite_member
from shared.identity.arrivals import Stranger, Unproven
from shared.identity.domain_rules import DomainState
from shared.identity.door_models import DomainClaim
from shared.identity.introducing import Joining
from shared.identity.models import Membership
from tests.shared.identity.claiming import DOMAIN, WU_DI, proven
from tests.shared.identity.name_server import NameServer
from tests.shared.identity.people import World, partner, world


@pytest.fixture
async def people(database: str) -> World:
    return await world()


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as running:
        yield running


async def _bound(names: NameServer, provider: str) -> None:
    made = await proven(names, role="member")
    await DomainClaim.filter(id=made.id).update(provider=provider)


async def test_a_bound_domain_is_vouched_for_by_its_provider_alone(
    people: World, names: NameServer
) -> None:
    await _bound(names, "qiming")
    with pytest.raises(Stranger):
        await arrivals.arrive(replace(WU_DI, provider="company"))
    assert not await Membership.filter(user__email="wu.di@qiming.example").exists()
    assert await arrivals.arrive(replace(WU_DI, provider="qiming"))
    held = await Membership.get(user__email="wu.di@qiming.example")
    assert (held.counterparty_id, held.role) == (people.qiming.id, "member")


async def test_no_other_provider_opens_an_invitation_for_a_bound_domain(
    people: World, names: NameServer
) -> None:
    await _bound(names, "qiming")
    by = partner(people.zhou_min, people.qiming)
    token = (await invite_member(by, email="wu.di@qiming.example", role="viewer")).token
    with pytest.raises(Unproven):
        await arrivals.arrive(replace(WU_DI, provider="company"), invitation_token=token)
    assert await arrivals.arrive(replace(WU_DI, provider="qiming"), invitation_token=token)


async def test_a_partners_own_provider_vouches_for_nothing_but_what_is_bound_to_it(
    people: World, names: NameServer
) -> None:
    own = replace(WU_DI, provider="qiming", is_partners_own=True)
    elsewhere = replace(own, provider="haiyue")
    await proven(names)
    for person in (own, elsewhere):
        with pytest.raises(Stranger):
            await arrivals.arrive(person)
    await DomainClaim.filter(domain=DOMAIN).update(provider="qiming")
    with pytest.raises(Stranger):
        await arrivals.arrive(elsewhere)
    assert await arrivals.arrive(own)


async def test_a_record_that_names_the_provider_says_as_what_people_join(
    people: World, names: NameServer
) -> None:
    await _bound(names, "qiming")
    own = replace(WU_DI, provider="qiming", joins=Joining("CP-0001", "viewer"))
    assert await arrivals.arrive(own)
    assert (await Membership.get(user__email="wu.di@qiming.example")).role == "member"
    await domains.withdraw(system(), counterparty="CP-0001", domain=DOMAIN)
    assert not await DomainClaim.filter(state=DomainState.ACTIVE).exists()
