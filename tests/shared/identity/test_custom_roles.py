"""Custom roles: cloned, narrowed, widened within the ceiling, given, removed; by whom, and what for."""

import pytest

from shared.access import policy, tailoring
from shared.access.scope import scope
from shared.counterparties.models import Counterparty
from shared.database.speaking import at_the_gate
from shared.identity import actions, arrivals, custom_roles, members, queries, role_queries
from shared.identity import staff as hats
from shared.identity.arrivals import token_hash
from shared.identity.custom_roles import Draft
from shared.identity.models import CustomRole, Invitation, Membership, Session, StaffRole
from shared.identity.role_rules import base_law
from shared.journal.models import JournalEntry
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from tests.shared.identity import role_desk as desk
from tests.shared.identity.people import World, arriving, colleague, member, partner, user, world
from tests.shared.identity.statements import counted


@pytest.fixture
async def people(database: str) -> World:
    return await world()


async def test_a_clone_begins_with_what_its_base_may_do(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.ACCOUNT_MANAGER)
    assert tailoring.stored(kept.law) == base_law(policy.ACCOUNT_MANAGER)
    assert kept.key.startswith("custom-")
    lin = await desk.wearing(people.lin_xiaoyu, admin, kept)
    alone = colleague(people.lin_xiaoyu, *(one for one in lin.roles if one == kept.key))
    assert alone.may("sales_order.approve")
    for permission, rows in tailoring.built_in(policy.ACCOUNT_MANAGER).items():
        table, _, verb = permission.partition(".")
        assert [grant.rows for grant in policy.grants(alone.roles, table, verb)] == [rows]


async def test_a_narrowed_role_counts_from_the_next_request(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.FINANCE, "Ledger")
    await StaffRole.filter(user=people.lin_xiaoyu).delete()
    await StaffRole.create(
        user=people.lin_xiaoyu, role=kept.key, custom=kept, created_at=kept.created_at
    )
    token = await arrivals.arrive(arriving("lin.xiaoyu", face="admin"))
    session = await queries.session_actor(token_hash(token), "admin")
    assert session is not None
    assert await scope(session.actor, Counterparty).count() == 2
    await desk.changed(admin, kept, {"counterparty.read": policy.OWN, "counterparty.export": None})
    assert await queries.session_actor(token_hash(token), "admin") is None
    token = await arrivals.arrive(arriving("lin.xiaoyu", face="admin"))
    session = await queries.session_actor(token_hash(token), "admin")
    assert session is not None
    assert [one.number for one in await scope(session.actor, Counterparty)] == ["CP-0001"]
    with pytest.raises(NotAllowed):
        scope(session.actor, Counterparty, "export")
    entry = await JournalEntry.filter(verb="custom_role.update").first()
    assert entry is not None
    assert '"counterparty.read": "own accounts"' in entry.after


async def test_a_session_with_a_custom_role_is_still_one_statement(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    await desk.wearing(people.lin_xiaoyu, admin, kept)
    token = await arrivals.arrive(arriving("lin.xiaoyu", face="admin"))
    async with counted() as statements:
        session = await queries.session_actor(token_hash(token), "admin")
    assert len(statements) == 1
    assert session is not None
    assert session.actor.roles == {policy.ACCOUNT_MANAGER, kept.key}


@pytest.mark.parametrize(
    ("law", "why"),
    [
        ({"counterparty.read": "all", "counterparty.destroy": "all"}, "counterparty.destroy"),
        ({"counterparty.read": "everything"}, "counterparty.read"),
        ({"opportunity_private.read": "all", "opportunity_private.update": "all"},
         "opportunity_private.update"),
        ({"stock.read": "own accounts"}, "stock.read"),
        ({"sales_order.read": "organisation"}, "sales_order.read"),
    ],
)  # fmt: skip
async def test_nothing_beyond_the_code_is_stored(
    people: World, law: dict[str, str], why: str
) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    with pytest.raises(Refusal) as refused:
        await custom_roles.change_role(
            admin, role=kept.key, version=1, draft=Draft("", "Own role", "", law)
        )
    assert why in str(refused.value)
    assert (await CustomRole.get(id=kept.id)).law == kept.law


async def test_a_law_that_was_smuggled_into_the_database_is_cut_to_the_ceiling(
    people: World,
) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    await CustomRole.filter(id=kept.id).update(
        law='{"opportunity_private.update":"all","counterparty.read":"all","a.b":"all"}'
    )
    lin = await desk.wearing(people.lin_xiaoyu, admin, kept)
    alone = colleague(people.lin_xiaoyu, *(one for one in lin.roles if one == kept.key))
    assert alone.may("counterparty.read")
    assert not alone.may("opportunity_private.update")
    assert not alone.may("a.b")


async def test_a_role_reads_what_it_works_on(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.ACCOUNT_MANAGER)
    for change in ({"sales_order.read": None}, {"sales_order.approve": policy.ALL}):
        with pytest.raises(Refusal) as refused:
            await desk.changed(admin, kept, change)  # type: ignore[arg-type]
        assert refused.value.field == "grants"


async def test_two_duties_that_exclude_each_other_go_into_no_role(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.PURCHASING)
    with pytest.raises(Refusal):
        await desk.changed(admin, kept, {"purchase_order.approve": policy.ALL})


async def test_two_duties_that_exclude_each_other_go_to_no_person(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    await desk.changed(admin, kept, {"tax_rate.read": "all", "tax_rate.update": "all"})
    with pytest.raises(Refusal):
        await actions.give_staff_role(admin, user=people.xu_lei.public_id, role=kept.key)
    plain = await desk.made(admin, policy.SUPPORT, "Plain")
    await actions.give_staff_role(admin, user=people.xu_lei.public_id, role=plain.key)
    with pytest.raises(Refusal):
        await desk.changed(admin, plain, {"tax_rate.read": "all", "tax_rate.update": "all"})


async def test_two_who_change_a_role_at_once_learn_of_each_other(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    await desk.changed(admin, kept, {"counterparty.read": None})
    with pytest.raises(Stale):
        await desk.changed(admin, kept, {"contact.read": None}, version=1)


async def test_a_role_in_use_is_removed_only_with_another_one_for_her(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    await desk.wearing(people.lin_xiaoyu, admin, kept)
    await hats.take_staff_role(admin, user=people.lin_xiaoyu.public_id, role=policy.ACCOUNT_MANAGER)
    invited = await actions.invite_colleague(admin, email="new@haorui.example", role=kept.key)
    with pytest.raises(Refusal):
        await custom_roles.remove_role(admin, role=kept.key, version=1)
    await custom_roles.remove_role(admin, role=kept.key, version=1, to=policy.SUPPORT)
    held = await StaffRole.get(user=people.lin_xiaoyu)
    assert (held.role, held.custom_id) == (policy.SUPPORT, None)
    assert (await Invitation.get(public_id=invited.public_id)).role == policy.SUPPORT
    with pytest.raises(NotFound):
        await desk.changed(admin, kept, {})
    with pytest.raises(Refusal):
        await actions.give_staff_role(admin, user=people.lin_xiaoyu.public_id, role=kept.key)


async def test_the_list_says_who_has_a_role(people: World) -> None:
    admin = desk.administrator(people)
    kept = await desk.made(admin, policy.SUPPORT)
    await desk.wearing(people.lin_xiaoyu, admin, kept)
    async with counted() as statements:
        found = await role_queries.overview(admin)
    assert len(statements) == 1
    assert [(one.kept.key, one.holders) for one in found["custom"]] == [(kept.key, ["林晓雨"])]
    assert found["built_in"][policy.ADMINISTRATOR] == ["许磊"]


async def test_nobody_but_an_administrator_makes_roles(people: World) -> None:
    for role in policy.STAFF_ROLES:
        if role != policy.ADMINISTRATOR:
            with pytest.raises(NotAllowed):
                await desk.made(colleague(people.lin_xiaoyu, role), policy.SUPPORT)
    with pytest.raises(NotAllowed):
        await desk.made(partner(people.zhou_min, people.qiming, policy.MEMBER), policy.VIEWER)


async def test_an_organisation_makes_roles_within_its_own_rights(people: World) -> None:
    zhou = desk.owner(people)
    kept = await desk.made(zhou, policy.MEMBER, "Orders only")
    assert kept.counterparty_id == people.qiming.id
    await desk.changed(zhou, kept, {"ticket.create": None, "ticket.comment": None})
    for beyond in ("purchase_order.answer", "sales_order.approve", "product_cost.read"):
        with pytest.raises(Refusal):
            await desk.changed(zhou, kept, {beyond: policy.ORGANISATION})
    with pytest.raises(Refusal):
        await desk.changed(zhou, kept, {"sales_order.read": policy.ALL})


async def test_a_member_with_an_own_role_has_these_rights_and_no_more(people: World) -> None:
    zhou = desk.owner(people)
    kept = await desk.made(zhou, policy.MEMBER, "Orders only")
    await desk.changed(zhou, kept, {"ticket.create": None})
    tang = await user("tang.yu", "唐宇", "tang.yu@qiming.example")
    held = await member(tang, people.qiming, policy.VIEWER)
    await members.change_role(zhou, member=held.public_id, version=1, role=kept.key)
    token = await arrivals.arrive(arriving("tang.yu"))
    async with counted() as statements:
        actor = await desk.member_as_she_is(token_hash(token))
    assert len(statements) == 1
    assert actor.may("sales_order.create")
    assert not actor.may("ticket.create")
    assert not actor.may("membership.invite")
    assert actor.spoken_roles == {"distributor.member"}
    await desk.changed(zhou, kept, {"sales_order.create": None})
    with at_the_gate():
        assert not await Session.filter(user=tang).exists()


async def test_a_role_of_one_organisation_is_nothing_in_another(people: World) -> None:
    kept = await desk.made(desk.owner(people), policy.MEMBER)
    rival = await user("pan.wei", "潘伟", "pan.wei@haiyue.example")
    await member(rival, people.haiyue, policy.ORGANISATION_ADMIN)
    pan = partner(rival, people.haiyue)
    with pytest.raises(NotFound):
        await role_queries.custom_role(pan, kept.key)
    with pytest.raises(NotFound):
        await custom_roles.remove_role(pan, role=kept.key, version=1)
    with pytest.raises(Refusal):
        await actions.invite_member(pan, email="a@haiyue.example", role=kept.key)
    # Nor do ours and theirs mix.
    with pytest.raises(NotFound):
        await custom_roles.remove_role(desk.administrator(people), role=kept.key, version=1)
    with pytest.raises(Refusal):
        await actions.give_staff_role(
            desk.administrator(people), user=people.lin_xiaoyu.public_id, role=kept.key
        )


async def test_nobody_gives_a_role_above_her_own(people: World) -> None:
    zhou = desk.owner(people)
    keeper = await desk.made(zhou, policy.ORGANISATION_ADMIN, "Keeps people")
    await desk.changed(zhou, keeper, {"sales_order.submit": None})
    tang = await user("tang.yu", "唐宇", "tang.yu@qiming.example")
    held = await member(tang, people.qiming, policy.VIEWER)
    await members.change_role(zhou, member=held.public_id, version=1, role=keeper.key)
    actor = await desk.member_as_she_is(token_hash(await arrivals.arrive(arriving("tang.yu"))))
    assert actor.may("membership.invite")
    for above in (policy.ORGANISATION_ADMIN, policy.MEMBER):
        with pytest.raises(Refusal):
            await actions.invite_member(actor, email="b@qiming.example", role=above)
    await actions.invite_member(actor, email="c@qiming.example", role=policy.VIEWER)
    with pytest.raises(Refusal):
        await desk.changed(actor, keeper, {"sales_order.submit": policy.ORGANISATION})
    # The clone of a member leaves out what she may not do herself.
    own = await desk.made(actor, policy.MEMBER, "Like a member")
    assert "sales_order.submit" not in tailoring.stored(own.law)
    with pytest.raises(Refusal):
        await desk.changed(actor, own, {"sales_order.submit": policy.ORGANISATION})


async def test_an_invitation_gives_an_own_role(people: World) -> None:
    zhou = desk.owner(people)
    kept = await desk.made(zhou, policy.MEMBER)
    sent = await actions.invite_member(zhou, email="neu@qiming.example", role=kept.key)
    arriving_new = arriving("neu", "neu@qiming.example", name="Neu")
    await arrivals.arrive(arriving_new, invitation_token=sent.token)
    held = await Membership.get(user__email="neu@qiming.example")
    assert (held.role, held.custom_id) == (kept.key, kept.id)
