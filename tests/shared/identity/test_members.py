"""Keeping colleagues: roles, the last administrator, sessions, and the way to a new administrator."""

import asyncio
from datetime import timedelta

import pytest

from shared.access import policy
from shared.access.models import User
from shared.access.scope import HER_OWN
from shared.identity import actions, arrivals, members, queries, session_list, signing_out
from shared.identity.arrivals import token_hash
from shared.identity.models import AdministratorRequest, Invitation, Membership, Session
from shared.identity.session_list import session_name
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.outbox.models import OutboxMessage
from tests.shared.identity.people import World, arriving, colleague, member, partner, user, world


@pytest.fixture
async def people(database: str) -> World:
    return await world()


@pytest.fixture
async def tang(people: World) -> Membership:
    """A viewer of Qiming."""
    person = await user("tang.yu", "唐宇", "tang.yu@qiming.example")
    return await member(person, people.qiming, policy.VIEWER)


async def own(people: World) -> Membership:
    return await Membership.get(user=people.zhou_min)


async def test_an_administrator_gives_a_colleague_another_role(
    people: World, tang: Membership
) -> None:
    token = await arrivals.arrive(arriving("tang.yu"))
    zhou = partner(people.zhou_min, people.qiming)
    await members.change_role(zhou, member=tang.public_id, version=1, role=policy.MEMBER)
    assert (await Membership.get(id=tang.id)).role == policy.MEMBER
    assert await queries.session_actor(token_hash(token), "portal") is None
    entry = await JournalEntry.get(verb="membership.set_role")
    assert (entry.before, entry.after) == ('{"role": "viewer"}', '{"role": "member"}')
    with pytest.raises(Stale):
        await members.change_role(zhou, member=tang.public_id, version=1, role=policy.VIEWER)


async def test_nobody_gives_more_than_her_own_role(people: World, tang: Membership) -> None:
    for role in (policy.MEMBER, policy.VIEWER):
        with pytest.raises(NotAllowed):
            await members.change_role(
                partner(people.zhou_min, people.qiming, role), member=tang.public_id, version=1,
                role=policy.MEMBER,
            )  # fmt: skip


async def test_the_last_administrator_cannot_step_down_or_be_suspended(
    people: World, tang: Membership
) -> None:
    zhou, last = partner(people.zhou_min, people.qiming), await own(people)
    with pytest.raises(Refusal, match="last administrator"):
        await members.change_role(zhou, member=last.public_id, version=1, role=policy.MEMBER)
    await members.change_role(
        zhou, member=tang.public_id, version=1, role=policy.ORGANISATION_ADMIN
    )
    second = partner(await tang.user, people.qiming)
    await actions.suspend_member(second, member=last.public_id, version=1)
    with pytest.raises(Refusal, match="last administrator"):
        await members.change_role(second, member=tang.public_id, version=2, role=policy.VIEWER)


async def test_two_administrators_who_step_down_at_once_leave_one(
    people: World, tang: Membership
) -> None:
    await Membership.filter(id=tang.id).update(role=policy.ORGANISATION_ADMIN)
    zhou, last = partner(people.zhou_min, people.qiming), await own(people)
    second = partner(await tang.user, people.qiming)
    answers = await asyncio.gather(
        members.change_role(zhou, member=last.public_id, version=1, role=policy.VIEWER),
        members.change_role(second, member=tang.public_id, version=1, role=policy.VIEWER),
        return_exceptions=True,
    )
    assert [type(one) for one in answers if one].count(Refusal) == 1
    assert await Membership.filter(role=policy.ORGANISATION_ADMIN).count() == 1


async def test_a_rivals_member_is_not_there(people: World) -> None:
    rival = await user("bo.wei", "薄伟", "bo.wei@haiyue.example")
    theirs = await member(rival, people.haiyue, policy.MEMBER)
    zhou = partner(people.zhou_min, people.qiming)
    with pytest.raises(NotFound):
        await members.change_role(zhou, member=theirs.public_id, version=1, role=policy.VIEWER)
    with pytest.raises(NotFound):
        await members.end_member_sessions(zhou, member=theirs.public_id)


async def test_an_invitation_lives_as_long_as_chosen_and_again_when_sent_again(
    people: World,
) -> None:
    zhou = partner(people.zhou_min, people.qiming)
    with pytest.raises(Refusal, match="how long"):
        await actions.invite_member(zhou, email="a@b.example", role=policy.MEMBER, hours=9000)
    issued = await actions.invite_member(zhou, email="a@b.example", role=policy.MEMBER, hours=24)
    assert issued.expires_at - clock.now() < timedelta(hours=25)
    again = await actions.resend_invitation(zhou, invitation=issued.public_id)
    assert timedelta(hours=23) < again.expires_at - clock.now() < timedelta(hours=25)
    assert again.token != issued.token
    assert await Invitation.filter(token_hash=token_hash(issued.token)).count() == 0


@pytest.mark.asvs("7.4.5")
async def test_colleagues_sessions_are_listed_and_ended_one_by_one_or_all(
    people: World, tang: Membership
) -> None:
    zhou = partner(people.zhou_min, people.qiming)
    tokens = [
        await arrivals.arrive(arriving("tang.yu", device=f"Firefox {n}", address=f"10.0.0.{n}"))
        for n in range(3)
    ]
    (found,) = (await session_list.member_sessions(zhou, "")).values()
    assert {(one.device, one.address) for one in found} == {
        (f"Firefox {n}", f"10.0.0.{n}") for n in range(3)
    }
    name = session_name(token_hash(tokens[0]))
    assert await members.end_member_sessions(zhou, member=tang.public_id, session=name) == 1
    assert await queries.session_actor(token_hash(tokens[0]), "portal") is None
    assert await queries.session_actor(token_hash(tokens[1]), "portal") is not None
    assert await members.end_member_sessions(zhou, member=tang.public_id) == 2
    with pytest.raises(NotFound):
        await members.end_member_sessions(zhou, member=tang.public_id, session=name)


async def test_what_a_colleague_has_open_for_her_other_organisation_is_not_ours(
    people: World, tang: Membership
) -> None:
    await member(await tang.user, people.haiyue, policy.MEMBER)
    token = await arrivals.arrive(arriving("tang.yu"))
    elsewhere = await arrivals.switch_organisation(token_hash(token), tang.user_id, "CP-0002")
    zhou = partner(people.zhou_min, people.qiming)
    assert await session_list.member_sessions(zhou, "") == {}
    await members.end_member_sessions(zhou, member=tang.public_id)
    await members.change_role(zhou, member=tang.public_id, version=1, role=policy.MEMBER)
    assert await queries.session_actor(token_hash(elsewhere), "portal") is not None


@pytest.mark.asvs("7.5.2")
async def test_everybody_ends_her_own_sessions_and_nobody_elses(
    people: World, tang: Membership
) -> None:
    zhou = partner(people.zhou_min, people.qiming)
    mine = [token_hash(await arrivals.arrive(arriving("zhou.min"))) for _ in range(3)]
    theirs = token_hash(await arrivals.arrive(arriving("tang.yu")))
    with pytest.raises(NotFound):
        await signing_out.end_own_session(zhou, session_name(theirs))
    await signing_out.end_own_session(zhou, session_name(mine[0]))
    listed = await session_list.own_sessions(zhou, mine[1])
    assert [one.is_current for one in listed].count(True) == 1
    assert await signing_out.end_other_sessions(zhou, mine[1]) == 1
    assert {str(one) for one in await Session.all().values_list("token_hash", flat=True)} == {
        mine[1], theirs,
    }  # fmt: skip


async def test_a_member_asks_and_her_account_manager_names_her(
    people: World, tang: Membership
) -> None:
    await Membership.filter(id=tang.id).update(role=policy.MEMBER)
    asking = partner(await tang.user, people.qiming, policy.MEMBER)
    await members.ask_for_administrator(asking, reason="Zhou has left")
    with pytest.raises(Refusal, match="asked already"):
        await members.ask_for_administrator(asking, reason="Please")
    lin = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    assert await session_list.rescues_waiting(lin).count() == 1
    with pytest.raises(Refusal):
        await members.name_administrator(lin, of="CP-0001", member=tang.public_id, reason=" ")
    await members.name_administrator(
        lin, of="CP-0001", member=tang.public_id, reason="Confirmed by phone",
        suspend_others=True,
    )  # fmt: skip
    assert (await Membership.get(id=tang.id)).role == policy.ORGANISATION_ADMIN
    assert not (await own(people)).is_active
    assert await session_list.rescues_waiting(lin).count() == 0
    topics = await OutboxMessage.all().values_list("topic", flat=True)
    assert {"membership.administrator_asked", "membership.administrator_named"} <= set(topics)
    entry = await JournalEntry.get(verb="membership.name_administrator")
    assert entry.reason == "Confirmed by phone"
    assert "周敏" in entry.after


async def test_only_whoever_looks_after_it_names_an_administrator(
    people: World, tang: Membership
) -> None:
    stranger = colleague(await user("zhao", "赵强", "zhao@haorui.example"), policy.ACCOUNT_MANAGER)
    with pytest.raises(NotFound):
        await members.name_administrator(
            stranger, of="CP-0001", member=tang.public_id, reason="Mine"
        )
    for outsider in (policy.ORGANISATION_ADMIN, policy.MEMBER):
        with pytest.raises(NotAllowed):
            await members.name_administrator(
                partner(people.zhou_min, people.qiming, outsider), of="CP-0001",
                member=tang.public_id, reason="Me",
            )  # fmt: skip


async def test_a_request_is_declined_with_a_reason_that_she_reads(
    people: World, tang: Membership
) -> None:
    await Membership.filter(id=tang.id).update(role=policy.MEMBER)
    asking = partner(await tang.user, people.qiming, policy.MEMBER)
    await members.ask_for_administrator(asking, reason="I want to")
    lin = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    (asked,) = await session_list.rescue_requests(lin, people.qiming.id)
    await members.decline_administrator(
        lin, of="CP-0001", asked=asked["public_id"], answer="Zhou Min is still here"
    )
    answered = await session_list.own_rescue_request(asking)
    assert answered is not None
    assert (answered["state"], answered["answer"]) == ("declined", "Zhou Min is still here")
    assert (await Membership.get(id=tang.id)).role != policy.ORGANISATION_ADMIN


async def test_nobody_of_us_makes_herself_the_administrator_of_an_organisation(
    people: World,
) -> None:
    hers = await member(people.lin_xiaoyu, people.qiming, policy.VIEWER)
    with pytest.raises(NotAllowed) as refused:
        await members.name_administrator(
            colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER), of="CP-0001",
            member=hers.public_id, reason="All are gone", suspend_others=True,
        )  # fmt: skip
    assert refused.value.because == HER_OWN
    assert (await Membership.get(id=hers.id)).role == policy.VIEWER
    assert (await own(people)).is_active


async def test_nobody_of_us_declines_a_request_within_an_organisation_of_her_own(
    people: World, tang: Membership
) -> None:
    await member(people.lin_xiaoyu, people.qiming, policy.VIEWER)
    await Membership.filter(id=tang.id).update(role=policy.MEMBER)
    await members.ask_for_administrator(
        partner(await tang.user, people.qiming, policy.MEMBER), reason="Zhou Min has left"
    )
    request = await AdministratorRequest.get()
    lin = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    assert not await session_list.rescues_waiting(lin).exists()
    with pytest.raises(NotAllowed) as refused:
        await members.decline_administrator(
            lin, of="CP-0001", asked=request.public_id, answer="I had rather stay alone"
        )
    assert refused.value.because == HER_OWN
    assert (await AdministratorRequest.get()).state == "open"
    stranger = colleague(await user("zhao", "赵强", "zhao@haorui.example"), policy.ACCOUNT_MANAGER)
    await member(await User.get(id=stranger.user_id), people.qiming, policy.VIEWER)
    with pytest.raises(NotFound):
        await members.decline_administrator(
            stranger, of="CP-0001", asked=request.public_id, answer="No"
        )
