"""The law explains itself: who sees a record and why, and what a person sees."""

import pytest

from shared.access import policy
from shared.access.actor import Actor
from shared.access.grounds import roles_with
from shared.access.models import User
from shared.access.scope import scope
from shared.catalogue.models import PriceList
from shared.counterparties.models import Counterparty
from shared.database.registry import table_model
from shared.demo.cast import QIMING
from shared.identity.principals import staff_as_actors
from shared.kernel.errors import NotAllowed, NotFound
from shared.opportunities.models import OpportunityShare
from shared.orders.models import SalesOrder
from shared.reports.explaining import RECORDS, Explanation, what_she_sees, who_sees


async def colleague(subject: str) -> Actor:
    address = f"{subject}@haorui.example"
    return next(one for one in await staff_as_actors() if one.email == address)


async def order_of(buyer: str) -> str:
    found = await SalesOrder.filter(buyer__number=buyer).order_by("-id").first()
    assert found
    return found.number


def who(found: Explanation) -> dict[str, list[str]]:
    return {one.name: [ground.role for ground in one.grounds] for one in found.staff}


async def test_an_order_is_seen_by_its_carers_their_leader_and_who_sees_all(demo: str) -> None:
    lin = await colleague("lin.xiaoyu")
    found = await who_sees(lin, "sales_order", await order_of(QIMING))
    seen = who(found)
    assert seen["Lin Xiaoyu"] == [policy.ACCOUNT_MANAGER]
    assert seen["Wu Jing"] == [policy.SALES_MANAGER]
    assert "Xu Lei" not in seen
    assert "Zhao Qiang" not in seen
    assert found.without == [policy.ADMINISTRATOR]
    (qiming,) = found.organisations
    assert qiming.number == QIMING
    assert {one.name for one in qiming.readers} == {"Zhou Min", "Fang Jie", "Tang Yu", "Ye Qin"}
    assert found.hidden == 0


async def test_a_share_reaches_its_organisation_and_is_hidden_from_strangers(demo: str) -> None:
    share = await OpportunityShare.filter(counterparty__number=QIMING).select_related("opportunity")
    number = share[0].opportunity.number
    boss = await colleague("jiang.ning")
    found = await who_sees(boss, "opportunity", number)
    assert QIMING in [one.number for one in found.organisations]
    reader = next(one for one in found.organisations if one.number == QIMING).readers[0]
    assert reader.grounds[0].rows == policy.SHARED


async def test_organisations_that_the_reader_does_not_see_are_only_counted(demo: str) -> None:
    lin = await colleague("lin.xiaoyu")
    everybody = await colleague("jiang.ning")
    wide = await PriceList.filter(code="GOLD-CNY").first()
    assert wide
    all_of_them = await who_sees(everybody, "price_list", "GOLD-CNY")
    hers = await who_sees(lin, "price_list", "GOLD-CNY")
    visible = set(await scope(lin, Counterparty).values_list("number", flat=True))
    assert {one.number for one in hers.organisations} <= visible
    assert all_of_them.hidden == 0
    assert hers.hidden > 0


@pytest.mark.parametrize("table", sorted(RECORDS))
async def test_every_answer_is_that_of_the_scope(demo: str, table: str) -> None:
    boss = await colleague("jiang.ning")
    model = table_model(table)
    record = await model.all().order_by("-id").first()
    if record is None:
        pytest.fail(f"the demo world has no {table}")
    found = await who_sees(boss, table, str(getattr(record, RECORDS[table])))
    expected = {
        person.user_id
        for person in await staff_as_actors()
        if person.may(f"{table}.read") and await scope(person, model).filter(id=record.pk).exists()
    }
    assert {one.user_id for one in found.staff} == expected


async def test_a_record_that_one_does_not_see_is_not_explained(demo: str) -> None:
    zhao = await colleague("zhao.qiang")
    with pytest.raises(NotFound):
        await who_sees(zhao, "sales_order", await order_of(QIMING))
    with pytest.raises(NotFound):
        await who_sees(zhao, "session", "1")


async def test_what_a_person_sees_is_counted_by_her_own_scope(demo: str) -> None:
    lin = await colleague("lin.xiaoyu")
    seen = {one.table: one for one in await what_she_sees(await colleague("xu.lei"), lin)}
    assert seen["counterparty"].count == await scope(lin, Counterparty).count()
    assert seen["counterparty"].grounds[0].rows == policy.OWN
    with pytest.raises(NotAllowed):
        await what_she_sees(lin, lin)
    assert (seen["product_cost"].grounds, seen["product_cost"].count) == ([], 0)


async def test_who_left_explains_nothing(demo: str) -> None:
    lin = await colleague("lin.xiaoyu")
    number = await order_of(QIMING)
    await User.filter(email="wu.jing@haorui.example").update(is_active=False)
    assert "Wu Jing" not in who(await who_sees(lin, "sales_order", number))


def test_a_missing_right_names_the_roles_that_have_it() -> None:
    held = {one.role: one.rows for one in roles_with("sales_order.record_payment")}
    assert held == {policy.FINANCE: policy.ALL}
    assert {one.role for one in roles_with("address.archive")} >= {policy.ACCOUNT_MANAGER}
