"""What stands on somebody else's standing: an invitation on its inviter, a member on her company."""

import pytest

from shared.access import policy
from shared.access.models import User
from shared.counterparties.actions import set_status
from shared.counterparties.models import Care, Counterparty
from shared.identity import actions, arrivals, queries
from shared.identity.arrivals import token_hash
from shared.identity.models import Membership, Session, StaffRole
from shared.identity.rules import InvitationState
from shared.kernel.errors import NotFound, Refusal
from tests.shared.identity.people import World, arriving, colleague, member, partner, world


@pytest.fixture
async def people(database: str) -> World:
    return await world()


async def _invited(people: World, email: str, role: str = policy.MEMBER) -> str:
    inviter = partner(people.zhou_min, people.qiming)
    return (await actions.invite_member(inviter, email=email, role=role)).token


async def _invited_by_lin(people: World, email: str = "fang.jie@qiming.example") -> str:
    inviter = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    return (
        await actions.invite_member(
            inviter, email=email, role=policy.MEMBER, counterparty_number="CP-0001"
        )
    ).token


async def test_an_invitation_dies_when_its_inviter_hands_the_account_over(people: World) -> None:
    link = await _invited_by_lin(people)
    await Care.filter(counterparty=people.qiming).update(user_id=people.xu_lei.id)
    with pytest.raises(Refusal, match="no longer looks after"):
        await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=link)
    assert not await Membership.filter(user__email="fang.jie@qiming.example").exists()


async def test_an_invitation_dies_when_its_inviter_loses_the_role_or_leaves(people: World) -> None:
    link = await _invited_by_lin(people)
    await User.filter(id=people.lin_xiaoyu.id).update(is_active=False)
    with pytest.raises(Refusal, match="no longer looks after"):
        await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=link)
    await User.filter(id=people.lin_xiaoyu.id).update(is_active=True)
    await StaffRole.filter(user=people.lin_xiaoyu).update(role=policy.SUPPORT)
    with pytest.raises(Refusal, match="no longer looks after"):
        await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=link)


async def test_an_invitation_stands_while_its_inviter_stands(people: World) -> None:
    link = await _invited_by_lin(people)
    await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=link)
    assert await Membership.filter(user__email="fang.jie@qiming.example").exists()


async def test_sending_a_dead_invitation_again_makes_it_the_senders(people: World) -> None:
    await _invited_by_lin(people)
    await Care.filter(counterparty=people.qiming).delete()
    zhou = partner(people.zhou_min, people.qiming)
    [waiting] = await queries.open_invitations(zhou, people.qiming.id)
    assert waiting.state is InvitationState.ORPHANED
    fresh = await actions.resend_invitation(zhou, invitation=waiting.public_id)
    [waiting] = await queries.open_invitations(zhou, people.qiming.id)
    assert waiting.state is InvitationState.VALID
    await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=fresh.token)


async def _set_status(people: World, verb: str) -> None:
    kept = await Counterparty.get(id=people.qiming.id)
    await set_status(
        colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER), number=kept.number,
        version=kept.version, verb=verb, reason="Documents missing",
    )  # fmt: skip


async def test_people_of_a_suspended_organisation_are_out_at_once(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    await _set_status(people, "suspend")
    assert await queries.session_actor(token_hash(token), "portal") is None
    assert not await Session.filter(user=people.zhou_min).exists()
    with pytest.raises(arrivals.ShutOut):
        await arrivals.arrive(arriving("zhou.min"))
    await _set_status(people, "resume")
    assert await queries.session_actor(token_hash(token), "portal") is None
    again = await arrivals.arrive(arriving("zhou.min"))
    assert await queries.session_actor(token_hash(again), "portal") is not None


async def test_a_status_written_by_hand_shuts_a_live_session_too(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    await Counterparty.filter(id=people.qiming.id).update(status="blocklisted")
    assert await queries.session_actor(token_hash(token), "portal") is None


async def test_somebody_of_two_organisations_keeps_the_active_one(people: World) -> None:
    await member(people.zhou_min, people.haiyue, policy.MEMBER)
    first = await arrivals.arrive(arriving("zhou.min"))
    held = await queries.session_actor(token_hash(first), "portal")
    assert held is not None
    second = await arrivals.arrive(arriving("zhou.min"))
    second = await arrivals.switch_organisation(token_hash(second), people.zhou_min.id, "CP-0002")
    await _set_status(people, "suspend")
    assert await queries.session_actor(token_hash(first), "portal") is None
    kept = await queries.session_actor(token_hash(second), "portal")
    assert kept is not None
    assert [place.number for place in kept.places] == ["CP-0002"]
    with pytest.raises(NotFound):
        await arrivals.switch_organisation(token_hash(second), people.zhou_min.id, "CP-0001")
    third = await arrivals.arrive(arriving("zhou.min"))
    there = await queries.session_actor(token_hash(third), "portal")
    assert there is not None
    assert there.actor.counterparty_number == "CP-0002"


async def test_an_invitation_into_a_suspended_organisation_opens_nothing(people: World) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    await Counterparty.filter(id=people.qiming.id).update(status="suspended")
    with pytest.raises(Refusal, match="suspended"):
        await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=link)
