"""A mail domain lets people in while its owner's record stands, and belongs to one organisation."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import dns.rcode
import pytest

from shared.access.actor import system
from shared.access.models import User
from shared.identity import arrivals, domain_look_up, domains
from shared.identity.arrivals import Stranger
from shared.identity.domain_rules import (
    DomainState,
    domain_of,
    normal_domain,
    record_name,
    record_value,
)
from shared.identity.door_models import DomainClaim
from shared.identity.introducing import Joining
from shared.identity.models import Membership
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotFound, Refusal
from shared.outbox.models import OutboxMessage
from tests.shared.identity.claiming import DOMAIN, WU_DI, checked, claimed, proven
from tests.shared.identity.name_server import NameServer
from tests.shared.identity.people import World, arriving, world


@pytest.fixture
async def people(database: str) -> World:
    return await world()


@pytest.fixture
def names() -> Iterator[NameServer]:
    with NameServer() as running:
        yield running


async def test_a_claim_lets_nobody_in_before_it_is_proven(people: World, names: NameServer) -> None:
    made = await claimed()
    assert await checked(names) is DomainState.CLAIMED
    names.records[record_name(DOMAIN)] = ["wanglai-verification=guessed", made.token]
    assert await checked(names) is DomainState.CLAIMED
    with pytest.raises(Stranger):
        await arrivals.arrive(WU_DI)
    assert set(names.asked) == {f"_wanglai.{DOMAIN}"}


async def test_who_has_a_verified_address_there_becomes_a_member(
    people: World, names: NameServer
) -> None:
    await proven(names, role="member")
    assert await arrivals.arrive(WU_DI)
    held = await Membership.get(user__email="wu.di@qiming.example")
    assert (held.counterparty_id, held.role) == (people.qiming.id, "member")
    told = await OutboxMessage.get(topic="membership.joined")
    assert told.record_number == "CP-0001"
    assert [one.verb for one in await JournalEntry.all().order_by("id")] == [
        "domain_claim.claim", "domain_claim.prove", "membership.join",
    ]  # fmt: skip
    await arrivals.arrive(WU_DI)
    assert await Membership.filter(user_id=held.user_id).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "wu.di@sub.qiming.example"},
        {"email": "wu.di@evil-qiming.example"},
        {"email": "wu.di@qiming.example.evil.example"},
        {"email": "wu.di@qiming.example@evil.example"},
        {"email": "qiming.example"},
        {"email": "@qiming.example"},
        {"email": ""},
        {"email_verified": False},
        {"email_verified": "true"},
        {"face": "admin"},
    ],
)
async def test_nobody_else_joins(
    people: World, names: NameServer, wrong: dict[str, object]
) -> None:
    await proven(names)
    before = await User.all().count()
    known = {"email": "wu.di@qiming.example", **wrong}
    with pytest.raises(Stranger):
        await arrivals.arrive(arriving("wu.di", **known))  # type: ignore[arg-type]
    assert await User.all().count() == before


async def test_no_provider_of_others_lets_people_in_by_a_proven_domain(
    people: World, names: NameServer
) -> None:
    await proven(names)
    bound = arriving("wu.di", "Wu.Di@Qiming.example", joins=Joining("CP-0002", "member"))
    with pytest.raises(Stranger):
        await arrivals.arrive(bound)
    assert not await User.filter(email="wu.di@qiming.example").exists()
    await domains.withdraw(system(), counterparty="CP-0001", domain=DOMAIN)
    assert await arrivals.arrive(bound), "the setting alone decides when nobody has proven it"
    held = await Membership.get(user__email="wu.di@qiming.example").select_related("counterparty")
    assert held.counterparty.number == "CP-0002"


async def test_its_own_provider_says_as_what_people_join(people: World, names: NameServer) -> None:
    await proven(names, role="viewer")
    own = arriving("wu.di", "Wu.Di@Qiming.example", joins=Joining("CP-0001", "member"))
    assert await arrivals.arrive(own)
    held = await Membership.get(user__email="wu.di@qiming.example")
    assert (held.counterparty_id, held.role) == (people.qiming.id, "member")


async def test_a_suspended_member_is_not_let_in_by_her_domain(
    people: World, names: NameServer
) -> None:
    await proven(names)
    await arrivals.arrive(WU_DI)
    await Membership.filter(user__email="wu.di@qiming.example").update(is_active=False)
    with pytest.raises(Stranger):
        await arrivals.arrive(WU_DI)


async def test_a_domain_belongs_to_who_proves_it_first(people: World, names: NameServer) -> None:
    squatter = await claimed("CP-0002")
    await proven(names)
    names.records[record_name(DOMAIN)].append(record_value(squatter.token))
    with pytest.raises(Refusal, match="Another organisation"):
        await checked(names, "CP-0002")
    with pytest.raises(Refusal, match="claimed this domain already"):
        await claimed("CP-0001")
    assert (await DomainClaim.get(id=squatter.id)).state is DomainState.CLAIMED


async def test_two_proving_at_once_make_one_owner(people: World, names: NameServer) -> None:
    made = [await claimed(number) for number in ("CP-0001", "CP-0002")]
    names.records[record_name(DOMAIN)] = [record_value(one.token) for one in made]
    answers = await asyncio.gather(
        *(checked(names, number) for number in ("CP-0001", "CP-0002")), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["DomainState", "Refusal"]
    assert await DomainClaim.filter(state=DomainState.ACTIVE).count() == 1


async def test_without_its_record_a_domain_is_lost(people: World, names: NameServer) -> None:
    await proven(names)
    await arrivals.arrive(WU_DI)
    names.records[record_name(DOMAIN)] = ["v=spf1 -all"]
    assert await domains.recheck_due(system(), names.look_up()) == 0, "not before a day is over"
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert await domains.recheck_due(system(), names.look_up()) == 1
        assert await JournalEntry.filter(verb="domain_claim.lose").exists()
        with pytest.raises(Stranger):
            await arrivals.arrive(arriving("new", "new@qiming.example"))
        # Who is a member stays one: suspending her is the administrator's business.
        assert await arrivals.arrive(WU_DI)


@pytest.mark.parametrize("fault", ["SERVFAIL", "REFUSED", "silent"])
async def test_a_name_server_that_is_ill_takes_nothing_away(
    people: World, names: NameServer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await proven(names)
    monkeypatch.setattr(domain_look_up, "PATIENCE", 0.5)
    if fault == "silent":
        names.is_silent = True
    else:
        names.rcode = dns.rcode.from_text(fault)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert await domains.recheck_due(system(), names.look_up()) == 0
    with pytest.raises(Refusal, match="do not answer"):
        await checked(names)
    assert (await DomainClaim.get()).state is DomainState.ACTIVE


async def test_silent_name_servers_do_not_keep_others_from_being_looked_at(people: World) -> None:
    now, asked = clock.now(), list[str]()
    for place in range(domains.AT_ONCE + 1):
        made = await claimed(domain=f"d{place}.example")
        await DomainClaim.filter(id=made.id).update(
            state=DomainState.ACTIVE, checked_at=now + timedelta(seconds=place)
        )
    gone = f"d{domains.AT_ONCE}.example"

    async def look_up(domain: str) -> frozenset[str] | None:
        asked.append(domain)
        return frozenset() if domain == gone else None

    async def recheck(minutes: int) -> int:
        asked.clear()
        with clock.frozen(now + timedelta(days=1, minutes=minutes)):
            return await domains.recheck_due(system(), look_up)

    assert await recheck(5) == 0
    assert gone not in asked, "the oldest come first"
    assert await recheck(10) == 1
    assert asked == [gone], "who was silent just now is left alone"
    assert (await DomainClaim.get(domain=gone)).state is DomainState.LOST
    assert await recheck(66) == 0
    assert len(asked) == domains.AT_ONCE, "and asked again in an hour"
    assert await DomainClaim.filter(state=DomainState.ACTIVE).count() == domains.AT_ONCE


async def test_a_record_in_several_pieces_is_one_text(people: World, names: NameServer) -> None:
    made = await claimed()
    value = record_value(made.token)
    names.records[record_name(DOMAIN)] = [f"{value[:20]}|{value[20:]}"]
    assert await checked(names) is DomainState.ACTIVE


async def test_a_withdrawn_domain_lets_nobody_in(people: World, names: NameServer) -> None:
    await proven(names)
    await domains.withdraw(system(), counterparty="CP-0001", domain=DOMAIN)
    with pytest.raises(Stranger):
        await arrivals.arrive(WU_DI)
    with pytest.raises(NotFound):
        await checked(names)
    assert (await claimed("CP-0002")).state is DomainState.CLAIMED


async def test_nobody_joins_a_suspended_organisation(people: World, names: NameServer) -> None:
    await proven(names)
    people.qiming.status = "suspended"
    await people.qiming.save()
    with pytest.raises(Stranger):
        await arrivals.arrive(WU_DI)


async def test_an_organisation_that_is_not_there_claims_nothing(people: World) -> None:
    with pytest.raises(NotFound):
        await claimed("CP-9999")
    with pytest.raises(Refusal, match="role"):
        await claimed(role="organisation_admin")


@pytest.mark.parametrize(
    "text",
    ["", "com", "qq.com", "GMAIL.com.", "mail.qq.com", "a b.example", "-a.example", "a..example",
     "1.2.3.4", "x" * 64 + ".example", "a_b.example", "*.example", "exa\nmple.com", "a.example/x"],
)  # fmt: skip
def test_what_is_no_domain_of_ones_own_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        normal_domain(text)
    assert refused.value.field == "domain"


def test_a_domain_is_compared_in_one_form() -> None:
    assert normal_domain(" Qiming.Example. ") == "qiming.example"
    assert normal_domain("启明.example") == domain_of("wu@启明.EXAMPLE")
    assert domain_of("a@gmail.com") == ""
