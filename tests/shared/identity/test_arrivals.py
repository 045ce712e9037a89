"""The door: arriving, accepting an invitation, leaving."""

import asyncio
from datetime import timedelta

import pytest

from shared.access import policy
from shared.access.models import User
from shared.identity import actions, arrivals, queries, signing_out
from shared.identity.arrivals import Stranger, Unproven, token_hash
from shared.identity.models import ExternalIdentity, Invitation, Membership, Session, StaffRole
from shared.kernel import clock
from shared.kernel.errors import Refusal
from tests.shared.identity.people import (
    ISSUER,
    World,
    arriving,
    colleague,
    member,
    partner,
    world,
)


@pytest.fixture
async def people(database: str) -> World:
    return await world()


async def _invited(people: World, email: str, role: str = policy.MEMBER) -> str:
    inviter = partner(people.zhou_min, people.qiming)
    return (await actions.invite_member(inviter, email=email, role=role)).token


async def test_a_member_arrives_and_speaks_for_her_organisation(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    session = await queries.session_actor(token_hash(token), "portal")
    assert session is not None
    assert session.actor.counterparty_number == "CP-0001"
    assert session.actor.counterparty_name == "启明机电"
    assert session.actor.roles == {"distributor.organisation_admin"}
    assert session.provider == "company"


async def test_a_session_of_one_face_opens_nothing_on_the_other(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    assert await queries.session_actor(token_hash(token), "admin") is None


async def test_a_colleague_arrives_with_her_roles(people: World) -> None:
    token = await arrivals.arrive(arriving("lin.xiaoyu", face="admin"))
    session = await queries.session_actor(token_hash(token), "admin")
    assert session is not None
    assert session.actor.roles == {policy.ACCOUNT_MANAGER}
    assert session.actor.counterparty_id is None


@pytest.mark.asvs("7.2.1")
async def test_only_a_hash_of_the_secret_is_stored(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    stored = await Session.all().values()
    assert token not in str(stored)


@pytest.mark.asvs("6.8.1")
async def test_the_same_subject_of_another_issuer_is_a_stranger(people: World) -> None:
    with pytest.raises(Stranger):
        await arrivals.arrive(arriving("zhou.min", issuer="https://evil.example"))


@pytest.mark.asvs("6.8.1", "10.5.2")
async def test_the_same_verified_email_alone_opens_nothing(people: World) -> None:
    with pytest.raises(Stranger):
        await arrivals.arrive(arriving("somebody", "zhou.min@qiming.example"))
    assert await Session.all().count() == 0


async def test_a_colleague_has_no_place_in_the_portal(people: World) -> None:
    with pytest.raises(Stranger):
        await arrivals.arrive(arriving("lin.xiaoyu"))


async def test_a_partner_has_no_place_in_the_admin(people: World) -> None:
    with pytest.raises(Stranger):
        await arrivals.arrive(arriving("zhou.min", face="admin"))


@pytest.mark.asvs("7.2.2", "7.2.4")
async def test_signing_in_again_voids_the_old_secret(people: World) -> None:
    old = await arrivals.arrive(arriving("zhou.min"))
    new = await arrivals.arrive(arriving("zhou.min"), old_token=old)
    assert await queries.session_actor(token_hash(old), "portal") is None
    assert await queries.session_actor(token_hash(new), "portal") is not None


@pytest.mark.asvs("7.4.1")
async def test_signing_out_ends_the_session_on_the_server(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    await arrivals.leave(token, "portal")
    assert await queries.session_actor(token_hash(token), "portal") is None


@pytest.mark.asvs("7.3.1")
async def test_an_idle_session_is_over_after_eight_hours(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    with clock.frozen(clock.now() + timedelta(hours=8, seconds=1)):
        assert await queries.session_actor(token_hash(token), "portal") is None
        assert await signing_out.sweep() == 1


@pytest.mark.asvs("7.3.2")
async def test_a_used_session_lives_on_but_no_longer_than_seven_days(people: World) -> None:
    token, begun = await arrivals.arrive(arriving("zhou.min")), clock.now()
    for hours in range(7, 24 * 7, 7):
        with clock.frozen(begun + timedelta(hours=hours)):
            session = await queries.session_actor(token_hash(token), "portal")
            assert session is not None
            assert session.is_due
            await arrivals.seen(session.token_hash)
    with clock.frozen(begun + timedelta(days=7, seconds=1)):
        assert await queries.session_actor(token_hash(token), "portal") is None


@pytest.mark.asvs("7.4.2")
async def test_a_deactivated_person_is_out_at_once(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    await User.filter(id=people.zhou_min.id).update(is_active=False)
    assert await queries.session_actor(token_hash(token), "portal") is None
    with pytest.raises(Stranger):
        await arrivals.arrive(arriving("zhou.min"))


@pytest.mark.asvs("7.4.2", "8.3.2")
async def test_a_suspended_member_is_out_at_once(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    await Membership.filter(user=people.zhou_min).update(is_active=False)
    assert await queries.session_actor(token_hash(token), "portal") is None


async def test_a_member_of_two_organisations_switches_between_them(people: World) -> None:
    await member(people.zhou_min, people.haiyue, policy.VIEWER)
    token = await arrivals.arrive(arriving("zhou.min"))
    first = await queries.session_actor(token_hash(token), "portal")
    assert first is not None
    assert [one.number for one in first.places] == ["CP-0001", "CP-0002"]
    fresh = await arrivals.switch_organisation(first.token_hash, people.zhou_min.id, "CP-0002")
    assert await queries.session_actor(token_hash(token), "portal") is None
    second = await queries.session_actor(token_hash(fresh), "portal")
    assert second is not None
    assert second.actor.roles == {"distributor.viewer"}
    again = await arrivals.arrive(arriving("zhou.min"))
    third = await queries.session_actor(token_hash(again), "portal")
    assert third is not None
    assert third.actor.counterparty_number == "CP-0002"


async def test_an_invited_person_becomes_a_member(people: World) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    token = await arrivals.arrive(
        arriving("fang.jie", "Fang.Jie@qiming.example", name="方洁"), invitation_token=link
    )
    session = await queries.session_actor(token_hash(token), "portal")
    assert session is not None
    assert (session.actor.name, session.actor.roles) == ("方洁", {"distributor.member"})


async def test_an_invitation_works_once(people: World) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    fang_jie = arriving("fang.jie", "fang.jie@qiming.example")
    await arrivals.arrive(fang_jie, invitation_token=link)
    with pytest.raises(Refusal, match="already been used"):
        await arrivals.arrive(fang_jie, invitation_token=link)


async def test_two_people_accepting_at_once_make_one_member(people: World) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    both = [arriving(f"fang.jie.{n}", "fang.jie@qiming.example") for n in (1, 2)]
    answers = await asyncio.gather(
        *(arrivals.arrive(one, invitation_token=link) for one in both), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Refusal", "str"]
    assert await Membership.filter(counterparty=people.qiming).count() == 2


@pytest.mark.parametrize(
    ("email", "verified"),
    [("other@qiming.example", True), ("fang.jie@qiming.example", False), ("", True)],
)
async def test_an_invitation_opens_only_for_its_verified_address(
    people: World, email: str, verified: bool
) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    with pytest.raises((Refusal, Unproven)):
        await arrivals.arrive(arriving("x", email, email_verified=verified), invitation_token=link)
    assert await ExternalIdentity.filter(subject="x").count() == 0
    assert await Invitation.filter(used_at__isnull=True).count() == 1


async def test_text_that_says_true_does_not_verify_an_address(people: World) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    with pytest.raises(Unproven):
        await arrivals.arrive(
            arriving("x", "fang.jie@qiming.example", email_verified="true"), invitation_token=link
        )


async def test_an_invitation_expires_after_72_hours(people: World) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    with clock.frozen(clock.now() + timedelta(hours=72)), pytest.raises(Refusal, match="expired"):
        await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=link)


async def test_an_invitation_dies_with_the_rights_of_who_sent_it(people: World) -> None:
    link = await _invited(people, "fang.jie@qiming.example")
    await Membership.filter(user=people.zhou_min).update(role=policy.MEMBER)
    with pytest.raises(Refusal, match="no longer looks after"):
        await arrivals.arrive(arriving("x", "fang.jie@qiming.example"), invitation_token=link)


async def test_a_staff_invitation_does_not_open_in_the_portal(people: World) -> None:
    issued = await actions.invite_colleague(
        colleague(people.xu_lei, policy.ADMINISTRATOR),
        email="sun.li@haorui.example", role=policy.PURCHASING,
    )  # fmt: skip
    sun_li = arriving("sun.li", "sun.li@haorui.example")
    with pytest.raises(Refusal):
        await arrivals.arrive(sun_li, invitation_token=issued.token)
    token = await arrivals.arrive(
        arriving("sun.li", "sun.li@haorui.example", face="admin"), invitation_token=issued.token
    )
    session = await queries.session_actor(token_hash(token), "admin")
    assert session is not None
    assert session.actor.roles == {policy.PURCHASING}


async def test_accepting_a_second_invitation_cannot_make_a_conflicting_pair(people: World) -> None:
    issued = await actions.invite_colleague(
        colleague(people.xu_lei, policy.ADMINISTRATOR),
        email="xu.lei@haorui.example", role=policy.AUDITOR,
    )  # fmt: skip
    with pytest.raises(Refusal, match="two roles"):
        await arrivals.arrive(
            arriving("xu.lei", "xu.lei@haorui.example", face="admin"), invitation_token=issued.token
        )
    assert await StaffRole.filter(user=people.xu_lei).count() == 1


async def test_a_portal_invitation_never_joins_an_unclaimed_colleague(people: World) -> None:
    boss = await User.create(
        public_id="boss", name="Boss", email="boss@haorui.example", created_at=clock.now()
    )
    await StaffRole.create(user=boss, role=policy.FINANCE, created_at=clock.now())
    link = await _invited(people, "boss@haorui.example")
    await arrivals.arrive(arriving("b", "boss@haorui.example"), invitation_token=link)
    identity = await ExternalIdentity.get(subject="b")
    assert identity.user_id != boss.id


async def test_somebody_recorded_but_never_seen_is_joined_by_her_invitation(people: World) -> None:
    known = await User.create(
        public_id="fang", name="方洁", email="fang.jie@qiming.example", created_at=clock.now()
    )
    link = await _invited(people, "fang.jie@qiming.example")
    await arrivals.arrive(arriving("f", "fang.jie@qiming.example"), invitation_token=link)
    assert (await ExternalIdentity.get(subject="f")).user_id == known.id


async def test_the_identities_of_the_demo_follow_its_issuer(people: World) -> None:
    moved = await arrivals.follow_issuer("http://127.0.0.1:8099", ISSUER)
    assert moved == 3
    assert await arrivals.arrive(arriving("zhou.min", issuer="http://127.0.0.1:8099"))
