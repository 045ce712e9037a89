"""Verbs about people, with an actor."""

import asyncio
import json

import pytest

from shared.access import policy
from shared.access.actor import system
from shared.identity import actions, arrivals, papers, queries
from shared.identity.arrivals import token_hash
from shared.identity.models import Invitation, Membership
from shared.identity.rules import MOST_RESENDS, RESEND_WINDOW
from shared.journal.models import JournalEntry
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from shared.outbox.models import OutboxMessage
from tests.shared.identity.people import World, arriving, colleague, member, partner, user, world


@pytest.fixture
async def people(database: str) -> World:
    return await world()


async def test_an_account_manager_invites_into_a_counterparty_in_her_care(people: World) -> None:
    actor = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    issued = await actions.invite_member(
        actor, email="Tang.Yu@qiming.example", role=policy.VIEWER, counterparty_number="CP-0001"
    )
    assert issued.email == "tang.yu@qiming.example"
    invited = await papers.invited(token_hash(issued.token), "portal")
    assert invited is not None
    assert (invited.place_zh, invited.inviter) == ("启明机电", "林晓雨")
    entry = await JournalEntry.get(record_table="invitation")
    assert (entry.verb, entry.counterparty_id) == ("membership.invite", people.qiming.id)
    assert issued.token not in entry.after


async def test_the_link_goes_out_by_mail_and_nowhere_else(people: World) -> None:
    actor = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    issued = await actions.invite_member(
        actor, email="x@y.example", role=policy.VIEWER, counterparty_number="CP-0001"
    )
    message = await OutboxMessage.get(topic="invitation.issued")
    assert json.loads(message.payload)["token"] == issued.token
    assert issued.token not in str(await Invitation.all().values())


async def test_the_command_line_hands_its_link_over_without_mail(people: World) -> None:
    issued = await actions.invite_colleague(
        system(), email="ada@haorui.example", role=policy.ADMINISTRATOR
    )
    assert issued.face == "admin"
    assert not await OutboxMessage.all().exists()


async def test_a_counterparty_in_other_hands_is_not_there_to_invite_into(people: World) -> None:
    actor = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    with pytest.raises(NotFound):
        await actions.invite_member(
            actor, email="x@y.example", role=policy.MEMBER, counterparty_number="CP-0002"
        )


async def test_an_organisation_administrator_invites_into_her_own_only(people: World) -> None:
    issued = await actions.invite_member(
        partner(people.zhou_min, people.qiming),
        email="x@y.example", role=policy.MEMBER, counterparty_number="CP-0002",
    )  # fmt: skip
    invitation = await Invitation.get(public_id=issued.public_id)
    assert invitation.counterparty_id == people.qiming.id


async def test_a_member_may_not_invite(people: World) -> None:
    actor = partner(people.zhou_min, people.qiming, policy.MEMBER)
    with pytest.raises(NotAllowed):
        await actions.invite_member(actor, email="x@y.example", role=policy.MEMBER)


async def test_an_account_manager_may_not_invite_colleagues(people: World) -> None:
    actor = colleague(people.lin_xiaoyu, policy.ACCOUNT_MANAGER)
    with pytest.raises(NotAllowed):
        await actions.invite_colleague(actor, email="x@y.example", role=policy.SUPPORT)


async def test_an_address_holds_one_open_invitation(people: World) -> None:
    actor = partner(people.zhou_min, people.qiming)
    await actions.invite_member(actor, email="x@y.example", role=policy.MEMBER)
    with pytest.raises(Refusal, match="open invitation"):
        await actions.invite_member(actor, email="X@y.example", role=policy.VIEWER)


async def test_a_member_is_not_invited_again(people: World) -> None:
    with pytest.raises(Refusal, match="already a member"):
        await actions.invite_member(
            partner(people.zhou_min, people.qiming),
            email="zhou.min@qiming.example", role=policy.MEMBER,
        )  # fmt: skip


async def test_sending_again_kills_the_old_link(people: World) -> None:
    actor = partner(people.zhou_min, people.qiming)
    old = await actions.invite_member(actor, email="x@y.example", role=policy.MEMBER)
    new = await actions.resend_invitation(actor, invitation=old.public_id)
    assert await papers.invited(token_hash(old.token), "portal") is None
    assert await papers.invited(token_hash(new.token), "portal") is not None


async def test_an_invitation_is_sent_again_a_few_times_a_day_only(people: World) -> None:
    actor = partner(people.zhou_min, people.qiming)
    issued = await actions.invite_member(actor, email="x@y.example", role=policy.MEMBER)
    other = await actions.invite_member(actor, email="z@y.example", role=policy.MEMBER)
    for _ in range(MOST_RESENDS):
        issued = await actions.resend_invitation(actor, invitation=issued.public_id)
    with pytest.raises(Refusal, match="sent 5 times within a day"):
        await actions.resend_invitation(actor, invitation=issued.public_id)
    assert await papers.invited(token_hash(issued.token), "portal") is not None, (
        "the last one lives"
    )
    await actions.resend_invitation(actor, invitation=other.public_id)
    with clock.frozen(clock.now() + RESEND_WINDOW):
        for _ in range(MOST_RESENDS):
            await actions.resend_invitation(actor, invitation=issued.public_id)
        with pytest.raises(Refusal, match="within a day"):
            await actions.resend_invitation(actor, invitation=issued.public_id)


async def test_two_who_send_again_at_once_send_one_link(people: World) -> None:
    actor = partner(people.zhou_min, people.qiming)
    issued = await actions.invite_member(actor, email="x@y.example", role=policy.MEMBER)
    sent = await asyncio.gather(
        *(actions.resend_invitation(actor, invitation=issued.public_id) for _ in range(4)),
        return_exceptions=True,
    )
    assert {type(one) for one in sent} <= {actions.Issued, Refusal}
    kept = await Invitation.get(public_id=issued.public_id)
    assert kept.resends == sum(isinstance(one, actions.Issued) for one in sent)


async def test_a_withdrawn_invitation_opens_nothing(people: World) -> None:
    actor = partner(people.zhou_min, people.qiming)
    issued = await actions.invite_member(actor, email="x@y.example", role=policy.MEMBER)
    await actions.revoke_invitation(actor, invitation=issued.public_id)
    with pytest.raises(Refusal, match="withdrawn"):
        await arrivals.arrive(arriving("x", "x@y.example"), invitation_token=issued.token)
    with pytest.raises(Refusal):
        await actions.resend_invitation(actor, invitation=issued.public_id)


async def test_a_rival_cannot_withdraw_our_invitation(people: World) -> None:
    issued = await actions.invite_member(
        partner(people.zhou_min, people.qiming), email="x@y.example", role=policy.MEMBER
    )
    rival = await user("bo.wei", "薄伟", "bo.wei@haiyue.example")
    with pytest.raises(NotFound):
        await actions.revoke_invitation(partner(rival, people.haiyue), invitation=issued.public_id)


async def test_suspending_a_member_ends_her_sessions(people: World) -> None:
    fang_jie = await user("fang.jie", "方洁", "fang.jie@qiming.example")
    held = await member(fang_jie, people.qiming, policy.MEMBER)
    token = await arrivals.arrive(arriving("fang.jie"))
    actor = partner(people.zhou_min, people.qiming)
    await actions.suspend_member(actor, member=held.public_id, version=1)
    assert await queries.session_actor(token_hash(token), "portal") is None
    await actions.reinstate_member(actor, member=held.public_id, version=2)
    assert await Membership.filter(id=held.id, is_active=True).exists()


async def test_a_rival_cannot_suspend_our_member(people: World) -> None:
    rival = await user("bo.wei", "薄伟", "bo.wei@haiyue.example")
    held = await Membership.get(user=people.zhou_min)
    with pytest.raises(NotFound):
        await actions.suspend_member(
            partner(rival, people.haiyue), member=held.public_id, version=1
        )


async def test_giving_a_conflicting_role_is_refused(people: World) -> None:
    actor = colleague(people.xu_lei, policy.ADMINISTRATOR)
    with pytest.raises(Refusal):
        await actions.give_staff_role(actor, user=people.xu_lei.public_id, role=policy.FINANCE)


async def test_somebody_of_a_partner_is_made_no_colleague_by_a_role(people: World) -> None:
    actor = colleague(people.xu_lei, policy.ADMINISTRATOR)
    with pytest.raises(NotFound):
        await actions.give_staff_role(
            actor, user=people.zhou_min.public_id, role=policy.ACCOUNT_MANAGER
        )


async def test_the_session_look_up_is_one_statement(people: World) -> None:
    from tests.shared.identity.statements import counted

    token = await arrivals.arrive(arriving("zhou.min"))
    async with counted() as statements:
        await queries.session_actor(token_hash(token), "portal")
    assert len(statements) == 1, statements


async def test_switching_to_an_organisation_of_others_finds_nothing(people: World) -> None:
    token = await arrivals.arrive(arriving("zhou.min"))
    session = await queries.session_actor(token_hash(token), "portal")
    assert session is not None
    with pytest.raises(NotFound):
        await arrivals.switch_organisation(session.token_hash, people.zhou_min.id, "CP-0002")
