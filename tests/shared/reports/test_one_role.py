"""Before somebody gets a role or loses one: whoever gives it reads what becomes of her records."""

import pytest

from shared.access import policy
from shared.access.models import User
from shared.access.scope import scope
from shared.demo.cast import QIMING, persona
from shared.identity import actions, members
from shared.identity.models import Membership, StaffRole
from shared.identity.principals import staff_as_actors
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from shared.orders.models import SalesOrder
from shared.purchasing.models.orders import PurchaseOrder
from shared.reports.one_role import on_colleague, on_member
from shared.reports.role_effects import Effect, Touched
from tests.cast import browser_of
from tests.role_records import actor_of


async def known(subject: str) -> User:
    return await User.get(email=persona(subject).email)


def of_reading(found: Touched) -> dict[str, Effect]:
    return {one.table: one for one in found.effects if "read" in one.verbs}


async def test_what_a_colleague_gains_is_what_she_sees_afterwards(demo: str) -> None:
    xu, gao = await actor_of("xu.lei"), await known("gao.yuan")
    found = await on_colleague(xu, gao.public_id, policy.PURCHASING)
    effect = of_reading(found.effects.people[0])["purchase_order"]
    assert (effect.gained, effect.lost) == (await PurchaseOrder.all().count(), 0)
    assert not found.needs_second
    await actions.give_staff_role(xu, user=gao.public_id, role=policy.PURCHASING)
    now = next(one for one in await staff_as_actors() if one.user_id == gao.id)
    assert effect.gained == await scope(now, PurchaseOrder).count() > 0
    taken = await on_colleague(xu, gao.public_id, policy.PURCHASING, takes=True)
    effect = of_reading(taken.effects.people[0])["purchase_order"]
    assert (effect.gained, effect.lost) == (0, await PurchaseOrder.all().count())


async def test_a_role_of_administrators_is_said_to_wait_for_a_second_one(demo: str) -> None:
    xu, gao = await actor_of("xu.lei"), await known("gao.yuan")
    assert (await on_colleague(xu, gao.public_id, policy.ADMINISTRATOR)).needs_second


async def test_what_is_not_there_or_goes_together_with_nothing_is_refused(demo: str) -> None:
    xu, sun = await actor_of("xu.lei"), await known("sun.li")
    with pytest.raises(Refusal):
        await on_colleague(xu, sun.public_id, policy.FINANCE)
    for role, takes in (("emperor", False), (policy.PURCHASING, False), (policy.SUPPORT, True)):
        with pytest.raises(NotFound):
            await on_colleague(xu, sun.public_id, role, takes=takes)
    with pytest.raises(NotAllowed):
        await on_colleague(await actor_of("lin.xiaoyu"), sun.public_id, policy.SUPPORT)


async def test_a_member_is_counted_within_her_organisation(demo: str) -> None:
    zhou = await actor_of("zhou.min")
    held = await Membership.get(user=await known("ye.qin"), counterparty__number=QIMING)
    found = await on_member(zhou, held.public_id, policy.MEMBER)
    assert found.version == held.version
    before = of_reading(found.effects.people[0])
    await members.change_role(zhou, member=held.public_id, version=held.version, role=policy.VIEWER)
    again = await on_member(zhou, held.public_id, policy.MEMBER)
    effects = {(one.table, one.verbs): one for one in again.effects.people[0].effects}
    orders = next(one for (table, verbs), one in effects.items()
                  if table == "sales_order" and "update" in verbs)  # fmt: skip
    assert orders.gained == await SalesOrder.filter(buyer__number=QIMING).count() > 0
    assert before.keys() != {table for table, _ in effects}


async def test_nobody_looks_beyond_her_organisation_or_her_own_rights(demo: str) -> None:
    zhou, bo = await actor_of("zhou.min"), await actor_of("bo.wei")
    held = await Membership.get(user=await known("ye.qin"), counterparty__number=QIMING)
    with pytest.raises(NotFound):
        await on_member(bo, held.public_id, policy.MEMBER)
    with pytest.raises(NotFound):
        await on_member(zhou, held.public_id, "custom-of-nobody")
    await Membership.filter(id=held.id).update(is_active=False)
    with pytest.raises(NotFound):
        await on_member(zhou, held.public_id, policy.MEMBER)


async def test_the_pages_say_it_before_anything_is_saved(demo: str) -> None:
    xu, gao = await browser_of("xu.lei"), await known("gao.yuan")
    staff = (await xu.get("/staff")).text
    assert f'method="get" action="/staff/{gao.public_id}/roles"' in staff
    page = await xu.get(f"/staff/{gao.public_id}/roles?role=purchasing")
    assert page.status_code == 200
    assert "Nothing is saved yet" in page.text
    assert "Purchase orders" in page.text
    assert f'method="post" action="/staff/{gao.public_id}/roles"' in page.text
    assert not await StaffRole.filter(user=gao, role=policy.PURCHASING).exists()
    assert (await xu.get(f"/staff/{gao.public_id}/roles?role=nobody")).status_code == 404
    zhou = await browser_of("zhou.min")
    held = await Membership.get(user=await known("ye.qin"), counterparty__number=QIMING)
    page = await zhou.get(f"/company/people/{held.public_id}/role?role=viewer")
    assert page.status_code == 200
    assert f'name="version" value="{held.version}"' in page.text
    assert (await Membership.get(id=held.id)).version == held.version
    bo = await browser_of("bo.wei")
    assert (await bo.get(f"/company/people/{held.public_id}/role?role=viewer")).status_code == 404
