"""What people of an organisation see, told to whoever may read their membership."""

import pytest

from shared.access.scope import scope
from shared.database.registry import table_model
from shared.demo.cast import HAIYUE, QIMING, persona
from shared.identity.models import Membership
from shared.identity.principals import member_to_explain
from shared.kernel.errors import NotFound
from shared.orders.models import SalesOrder
from shared.reports.explaining import what_she_sees
from tests.cast import browser_of
from tests.role_records import actor_of


async def test_what_a_member_sees_is_what_her_own_lists_count(demo: str) -> None:
    held = await Membership.get(user__email=persona("zhou.min").email, counterparty__number=QIMING)
    zhou = await actor_of("zhou.min")
    found = await member_to_explain(await actor_of("lin.xiaoyu"), held.public_id, QIMING)
    assert (found.person.user_id, found.person.roles) == (zhou.user_id, zhou.roles)
    seen = {
        one.table: one for one in await what_she_sees(await actor_of("lin.xiaoyu"), found.person)
    }
    for table in ("sales_order", "opportunity", "ticket", "deal_registration", "price_list"):
        count = await scope(zhou, table_model(table)).count()
        assert seen[table].count == count > 0, table
    assert seen["notification"].count is None, "what was written to her alone"
    assert seen["product_cost"].grounds == []


async def test_who_may_not_look_as_she_does_counts_what_she_reads_herself(demo: str) -> None:
    held = await Membership.get(user__email=persona("zhou.min").email, counterparty__number=QIMING)
    he = await actor_of("he.min")
    found = await member_to_explain(he, held.public_id, QIMING)
    for one in await what_she_sees(he, found.person):
        hers_alone = one.table in {"notification", "notification_choice"}
        is_told = not one.grounds or (he.may(f"{one.table}.read") and not hers_alone)
        assert (one.count is not None) == is_told, one.table


async def test_a_foreign_member_is_explained_to_nobody(demo: str) -> None:
    held = await Membership.get(user__email=persona("zhou.min").email, counterparty__number=QIMING)
    zhao, lin = await actor_of("zhao.qiang"), await actor_of("lin.xiaoyu")
    for asking, place in ((zhao, QIMING), (lin, HAIYUE), (await actor_of("bo.wei"), "")):
        with pytest.raises(NotFound):
            await member_to_explain(asking, held.public_id, place)
    await Membership.filter(id=held.id).update(is_active=False)
    with pytest.raises(NotFound):
        await member_to_explain(lin, held.public_id, QIMING)


async def test_the_pages_of_people_lead_to_what_they_see(demo: str) -> None:
    held = await Membership.get(user__email=persona("ye.qin").email, counterparty__number=QIMING)
    lin, zhou = await browser_of("lin.xiaoyu"), await browser_of("zhou.min")
    orders = await SalesOrder.filter(buyer__number=QIMING).count()
    for browser, place in ((lin, f"/counterparties/{QIMING}/people"), (zhou, "/company/people")):
        assert f'href="{place}/{held.public_id}/access"' in (await browser.get(place)).text
        page = await browser.get(f"{place}/{held.public_id}/access")
        assert page.status_code == 200
        assert f">{orders}</td>" in page.text
    assert (
        await (await browser_of("bo.wei")).get(f"/company/people/{held.public_id}/access")
    ).status_code == 404
