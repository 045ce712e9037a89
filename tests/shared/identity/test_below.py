"""Organisations below another: who is let in through the one above, and how long."""

from dataclasses import replace

import pytest

from shared.access import policy, tailoring
from shared.access.actor import Actor
from shared.counterparties.actions import set_status
from shared.counterparties.models import Counterparty
from shared.identity import actions, arrivals, below, members, queries
from shared.identity.models import CustomRole, Membership, Session
from shared.identity.recipients import _members as recipients_at
from shared.identity.rules import Reach
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.outbox.actions import deliver_due
from shared.outbox.models import OutboxMessage
from shared.reactions import reactions
from shared.settings import load
from tests.shared.identity.people import (
    World,
    arriving,
    colleague,
    member,
    partner,
    place,
    user,
    world,
)


@pytest.fixture
async def people(database: str) -> World:
    return await world()


@pytest.fixture
def desk(people: World) -> Actor:
    """An administrator of ours: every organisation is hers to place."""
    return colleague(people.xu_lei, policy.ADMINISTRATOR)


async def _placed(desk: Actor, branch: Counterparty, parent: str) -> None:
    kept = await Counterparty.get(id=branch.id)
    await below.set_parent(desk, number=kept.number, parent=parent, version=kept.version)


async def _delivered() -> None:
    while await deliver_due(reactions(load())):
        pass


async def _reaching(desk: Actor, person: int, at: Counterparty, *, far: bool = True) -> Membership:
    held = await Membership.get(user_id=person, counterparty=at)
    await below.set_reach(
        desk, member=held.public_id, version=held.version, below=far, of=at.number
    )
    await _delivered()
    assert {one.status for one in await OutboxMessage.filter(topic="membership.below")} == {"done"}
    return await Membership.get(id=held.id)


async def _signed_in(person: str, at: Counterparty) -> str:
    """Return the hash of a session of this person for that organisation, which she switches to."""
    token = await arrivals.arrive(arriving(person))
    hash_ = arrivals.token_hash(token)
    session = await Session.get(token_hash=hash_)
    if session.counterparty_id != at.id:  # type: ignore[attr-defined]
        token = await arrivals.switch_organisation(hash_, session.user_id, at.number)  # type: ignore[attr-defined]
    return arrivals.token_hash(token)


async def _roles(session: str) -> frozenset[str] | None:
    found = await queries.session_actor(session, "portal")
    many = await queries.session_actors([session], "portal")
    assert (found is None) == (not many)
    return found.actor.roles if found else None


async def test_who_reaches_below_switches_to_the_branch_with_the_role_of_above(
    people: World, desk: Actor
) -> None:
    await _placed(desk, people.haiyue, "CP-0001")
    zhou = people.zhou_min
    assert not await Membership.filter(user=zhou, counterparty=people.haiyue).exists()
    held = await _reaching(desk, zhou.id, people.qiming)
    made = await Membership.get(user=zhou, counterparty=people.haiyue)
    assert made.through_id == held.id  # type: ignore[attr-defined]
    session = await _signed_in("zhou.min", people.haiyue)
    assert await _roles(session) == {"distributor.organisation_admin"}
    told = [one.name for one in await recipients_at(people.haiyue.id, frozenset({"distributor"}))]
    assert told == ["周敏"]
    verbs = {one.verb for one in await JournalEntry.all()}
    assert {
        "counterparty.set_parent",
        "membership.set_reach",
        "membership.come_from_above",
    } <= verbs


async def test_a_branch_below_a_branch_is_reached_too_and_a_new_one_at_once(
    people: World, desk: Actor
) -> None:
    third = await place("CP-0003", "北辰")
    await _placed(desk, people.haiyue, "CP-0001")
    await _reaching(desk, people.zhou_min.id, people.qiming)
    await _placed(desk, third, "cp-0002 ")
    assert await _roles(await _signed_in("zhou.min", third)) == {"distributor.organisation_admin"}


async def test_what_is_lowered_above_is_lowered_below_in_the_same_moment(
    people: World, desk: Actor
) -> None:
    await _placed(desk, people.haiyue, "CP-0001")
    held = await _reaching(desk, people.zhou_min.id, people.qiming)
    session = await _signed_in("zhou.min", people.haiyue)
    await Membership.filter(id=held.id).update(role=policy.VIEWER)
    assert await _roles(session) == {"distributor.viewer"}
    law = tailoring.written({"sales_order.read": policy.ORGANISATION})
    own = await CustomRole.create(
        key="own-1", counterparty=people.qiming, base=policy.MEMBER, law=law, created_at=clock.now(),
        updated_at=clock.now(),
    )  # fmt: skip
    await Membership.filter(id=held.id).update(role="own-1", custom_id=own.id)
    found = await queries.session_actor(session, "portal")
    assert found is not None
    assert found.actor.may("sales_order.read")
    assert not found.actor.may("sales_order.create")
    await CustomRole.filter(id=own.id).update(is_active=False)
    found = await queries.session_actor(session, "portal")
    assert found is None or not found.actor.may("sales_order.read")


@pytest.mark.parametrize(
    "how", ["reach", "suspended", "parent", "above suspended", "branch suspended"]
)
async def test_the_door_below_is_shut_in_the_same_moment(
    people: World, desk: Actor, how: str
) -> None:
    await _placed(desk, people.haiyue, "CP-0001")
    held = await _reaching(desk, people.zhou_min.id, people.qiming)
    session = await _signed_in("zhou.min", people.haiyue)
    assert await _roles(session)
    if how == "reach":
        await below.set_reach(
            desk, member=held.public_id, version=held.version, below=False, of="CP-0001"
        )
    elif how == "suspended":
        await actions.suspend_member(
            desk, member=held.public_id, version=held.version, of="CP-0001"
        )
    elif how == "parent":
        await _placed(desk, people.haiyue, "")
    else:
        shut = people.qiming if how == "above suspended" else people.haiyue
        kept = await Counterparty.get(id=shut.id)
        await set_status(
            desk, number=kept.number, version=kept.version, verb="suspend", reason="arrears"
        )
    assert await _roles(session) is None
    await _delivered()
    made = await Membership.get(user=people.zhou_min, counterparty=people.haiyue)
    assert made.is_active is (how == "branch suspended")
    assert not await recipients_at(people.haiyue.id, frozenset({"distributor"}))
    with pytest.raises(NotFound):
        await arrivals.switch_organisation(
            await _signed_in("zhou.min", people.qiming)
            if how in ("reach", "parent", "branch suspended") else session,
            people.zhou_min.id, "CP-0002",
        )  # fmt: skip


async def test_a_door_shut_by_its_reach_opens_again_with_it(people: World, desk: Actor) -> None:
    await _placed(desk, people.haiyue, "CP-0001")
    for far in (True, False, True):
        await _reaching(desk, people.zhou_min.id, people.qiming, far=far)
        made = await Membership.get(user=people.zhou_min, counterparty=people.haiyue)
        assert made.is_active is far
    assert await _roles(await _signed_in("zhou.min", people.haiyue))


async def test_a_membership_of_her_own_stays_what_it_is(people: World, desk: Actor) -> None:
    own = await member(people.zhou_min, people.haiyue, policy.VIEWER)
    await _placed(desk, people.haiyue, "CP-0001")
    await _reaching(desk, people.zhou_min.id, people.qiming)
    assert (await Membership.get(id=own.id)).through_id is None  # type: ignore[attr-defined]
    await _placed(desk, people.haiyue, "")
    assert (await Membership.get(id=own.id)).is_active
    assert await _roles(await _signed_in("zhou.min", people.haiyue)) == {"distributor.viewer"}


async def test_a_membership_through_above_is_not_kept_below(people: World, desk: Actor) -> None:
    await _placed(desk, people.haiyue, "CP-0001")
    await _reaching(desk, people.zhou_min.id, people.qiming)
    bo = await user("bo.wei", "薄伟", "bo.wei@haiyue.example")
    await member(bo, people.haiyue, policy.ORGANISATION_ADMIN)
    made = await Membership.get(user=people.zhou_min, counterparty=people.haiyue)
    hers = partner(bo, people.haiyue)
    for deed in (
        members.change_role(hers, member=made.public_id, version=made.version, role=policy.VIEWER),
        actions.suspend_member(hers, member=made.public_id, version=made.version),
        below.set_reach(desk, member=made.public_id, version=made.version, below=True, of="CP-0002"),
        members.name_administrator(desk, of="CP-0002", member=made.public_id, reason="gone"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="comes here from"):
            await deed


async def test_an_administrator_gives_the_reach_that_she_has(people: World, desk: Actor) -> None:
    tang = await user("tang.yu", "唐宇", "tang.yu@qiming.example")
    held = await member(tang, people.qiming, policy.VIEWER)
    zhou = partner(people.zhou_min, people.qiming)
    with pytest.raises(Refusal, match="do not reach"):
        await below.set_reach(zhou, member=held.public_id, version=1, below=True)
    own = await Membership.get(user=people.zhou_min)
    with pytest.raises(Refusal, match="do not reach"):
        await below.set_reach(zhou, member=own.public_id, version=1, below=True)
    await _reaching(desk, people.zhou_min.id, people.qiming)
    await below.set_reach(zhou, member=held.public_id, version=1, below=True)
    assert (await Membership.get(id=held.id)).reach == Reach.BELOW
    with pytest.raises(Stale):
        await below.set_reach(zhou, member=held.public_id, version=1, below=False)
    with pytest.raises(NotAllowed):
        await below.set_reach(
            partner(tang, people.qiming, policy.MEMBER),
            member=held.public_id,
            version=2,
            below=False,
        )


async def test_organisations_stand_in_no_circle_and_in_five_levels(
    people: World, desk: Actor
) -> None:
    chain = [
        people.qiming,
        people.haiyue,
        *[await place(f"CP-000{n}", f"第{n}") for n in range(3, 7)],
    ]
    for lower, upper in zip(chain[1:5], chain, strict=False):
        await _placed(desk, lower, upper.number)
    with pytest.raises(Refusal, match="five levels"):
        await _placed(desk, chain[5], chain[4].number)
    for own in (chain[0], chain[2], chain[4]):
        with pytest.raises(Refusal, match="belongs to this one itself"):
            await _placed(desk, chain[0], own.number)
    with pytest.raises(Refusal, match="no such organisation"):
        await _placed(desk, chain[5], "CP-9999")


async def test_both_organisations_must_be_hers_to_place(people: World, desk: Actor) -> None:
    lin = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    with pytest.raises(NotFound):
        await below.set_parent(lin, number="CP-0002", parent="CP-0001", version=1)
    with pytest.raises(Refusal, match="no such organisation"):
        await below.set_parent(lin, number="CP-0001", parent="CP-0002", version=1)
    with pytest.raises(NotAllowed):
        await below.set_parent(
            partner(people.zhou_min, people.qiming), number="CP-0001", parent="", version=1
        )
    support = replace(lin, roles=frozenset({policy.SUPPORT}))
    with pytest.raises(NotAllowed):
        await below.set_parent(support, number="CP-0001", parent="", version=1)
    with pytest.raises(Stale):
        await below.set_parent(desk, number="CP-0002", parent="CP-0001", version=9)


async def test_an_invitation_into_the_branch_makes_the_membership_her_own(
    people: World, desk: Actor
) -> None:
    await _placed(desk, people.haiyue, "CP-0001")
    await _reaching(desk, people.zhou_min.id, people.qiming)
    await _reaching(desk, people.zhou_min.id, people.qiming, far=False)
    sent = await actions.invite_member(
        desk, email="zhou.min@qiming.example", role=policy.VIEWER, counterparty_number="CP-0002"
    )
    await arrivals.arrive(
        arriving("zhou.min", "zhou.min@qiming.example"), invitation_token=sent.token
    )
    made = await Membership.get(user=people.zhou_min, counterparty=people.haiyue)
    assert (made.through_id, made.role, made.is_active) == (None, "viewer", True)  # type: ignore[attr-defined]
