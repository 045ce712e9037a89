"""Orders of end customers as their distributor of record reads them: copies that follow, nothing more."""

import json
from datetime import timedelta

import pytest

from shared.access.actor import Actor
from shared.counterparties.actions import update_counterparty
from shared.counterparties.channel import end_customers
from shared.counterparties.models import Care, Counterparty, EndCustomer
from shared.counterparties.rules import CareRole, Profile
from shared.counterparties.selling_through import set_distributor
from shared.journal.models import JournalEntry
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.orders import actions
from shared.orders.channel import (
    ChannelFilter,
    channel_order,
    channel_orders,
    export_rows,
    tab_counts,
)
from shared.orders.channel_models import ChannelOrder, ChannelOrderLine
from shared.orders.models import SalesOrder
from tests.shared.orders.steps import drafted, submitted
from tests.shared.orders.world import NOW, World

CUSTOMER, DISTRIBUTOR = "CP-0001", "CP-0002"


async def care_for(who: Actor, number: str) -> None:
    place = await Counterparty.get(number=number)
    await Care.create(
        counterparty=place, user_id=who.user_id, role=CareRole.ACCOUNT_MANAGER, created_at=NOW
    )


async def tie(world: World, distributor: str = DISTRIBUTOR, version: int = 0) -> None:
    await set_distributor(world.manager, number=CUSTOMER, distributor=distributor, version=version)


@pytest.fixture
async def through(world: World) -> World:
    """The buyer buys through the rival."""
    await care_for(world.manager, DISTRIBUTOR)
    await tie(world)
    return world


async def seen_by(actor: Actor) -> list[str]:
    page = await channel_orders(actor, ChannelFilter(), PageRequest())
    return [row["number"] for row in page.rows]


async def test_an_order_names_the_distributor_of_the_day_on_which_it_is_submitted(
    through: World,
) -> None:
    before, _, _ = await drafted(through.buyer, ("SH-100", "1"))
    first = await submitted(through.buyer, ("SH-100", "2"), ("SH-300", "10"))
    assert first.distributor_id == through.rival_id  # type: ignore[attr-defined]
    assert await seen_by(through.rival) == [first.number]
    await tie(through, "", version=1)
    second = await submitted(through.buyer, ("SH-100", "1"))
    assert second.distributor_id is None  # type: ignore[attr-defined]
    assert await seen_by(through.rival) == [first.number], f"not the draft {before}"
    assert await seen_by(through.buyer) == []


async def test_the_copy_follows_the_order_and_holds_its_net_sums_alone(through: World) -> None:
    order = await submitted(through.buyer, ("SH-100", "2"), ("SH-300", "10"))
    found = await channel_order(through.rival, order.number)
    assert (found.order["net"], found.order["name_zh"]) == (order.net, "启明")
    assert [line["sku"] for line in found.lines] == ["SH-100", "SH-300"]
    assert sum(line["net"] for line in found.lines) == order.net
    assert not {"price", "discount", "tax"} & set(found.lines[0])
    day = (NOW + timedelta(days=9)).date()
    await actions.confirm_order(
        through.manager, order.number, version=order.version, promised={1: day, 2: day}
    )
    kept = await SalesOrder.get(number=order.number)
    await actions.ship_order(
        through.manager, order.number, version=kept.version, quantities_by_position={1: "2"}
    )
    found = await channel_order(through.rival, order.number)
    assert found.order["state"] == "confirmed"
    assert (found.order["fulfilment"], found.order["promised_on"]) == ("part_shipped", day)
    assert [line["shipped"] for line in found.lines] == [2_0000, 0]
    assert await tab_counts(through.rival) == {"open": 0, "on_the_way": 1, "delivered": 0}


async def test_lists_search_and_export_hold_the_same_rows(through: World) -> None:
    order = await submitted(through.buyer, ("SH-100", "1"))
    for words, hits in ((order.number, 1), ("qiming", 1), ("SHAVER", 1), ("Haiyue", 0), ("%", 0)):
        asked = ChannelFilter(q=words)
        page = await channel_orders(through.rival, asked, PageRequest())
        assert len(page.rows) == len(await export_rows(through.rival, asked)) == hits, words


async def test_nobody_else_reads_it_as_a_distributor(through: World) -> None:
    order = await submitted(through.buyer, ("SH-100", "1"))
    for who in (through.buyer, through.viewer):
        with pytest.raises(NotFound):
            await channel_order(who, order.number)
        assert await export_rows(through.buyer, ChannelFilter()) == []
    with pytest.raises(NotAllowed):
        await channel_orders(through.manager, ChannelFilter(), PageRequest())


async def test_an_order_that_names_nobody_any_more_is_gone(through: World) -> None:
    order = await submitted(through.buyer, ("SH-100", "1"))
    await SalesOrder.filter(id=order.id).update(distributor_id=None)
    assert await seen_by(through.rival) == []
    assert not await ChannelOrderLine.all().exists()
    await SalesOrder.filter(id=order.id).update(distributor_id=through.rival_id)
    assert len((await channel_order(through.rival, order.number)).lines) == 1
    await SalesOrder.filter(id=order.id).delete()
    assert not await ChannelOrder.all().exists()


async def test_a_new_name_reaches_the_list_of_end_customers_and_no_order_of_before(
    through: World,
) -> None:
    order = await submitted(through.buyer, ("SH-100", "1"))
    kept = await Counterparty.get(number=CUSTOMER)
    profile = Profile(name_zh="启明新", name_en="New Dawn", kinds=frozenset({"distributor"}),
                      city="无锡", city_other="Wuxi")  # fmt: skip
    await update_counterparty(
        through.manager, number=CUSTOMER, version=kept.version, profile=profile
    )
    (row,) = (await end_customers(through.rival, "wuxi", PageRequest())).rows
    assert row == {"id": row["id"], "name_zh": "启明新", "name_en": "New Dawn", "city": "无锡",
                   "city_other": "Wuxi"}  # fmt: skip
    assert (await channel_order(through.rival, order.number)).order["name_en"] == "Qiming"
    assert (await end_customers(through.buyer, "", PageRequest())).rows == []


async def test_whoever_has_the_care_says_it_and_the_journal_keeps_it(through: World) -> None:
    await tie(through, "", version=1)
    entries = await JournalEntry.filter(verb="end_customer.update").order_by("id")
    changes = [
        json.loads(text)["distributor"] for one in entries for text in (one.before, one.after)
    ]
    assert {one.record_number for one in entries} == {CUSTOMER}
    assert changes == ["", DISTRIBUTOR, DISTRIBUTOR, ""]
    await set_distributor(through.chief, number=CUSTOMER, distributor=DISTRIBUTOR, version=2)
    assert (await EndCustomer.get()).distributor_id == through.rival_id  # type: ignore[attr-defined]
    for who in (through.colleague, through.finance, through.buyer):
        with pytest.raises((NotFound, NotAllowed)):
            await set_distributor(who, number=CUSTOMER, distributor="", version=3)


@pytest.mark.parametrize("version", [0, 7])
async def test_what_somebody_said_in_between_is_not_written_over(
    through: World, version: int
) -> None:
    with pytest.raises(Stale):
        await tie(through, "", version=version)
    assert (await EndCustomer.get()).distributor_id == through.rival_id  # type: ignore[attr-defined]


async def test_who_is_no_active_distributor_in_sight_is_refused(world: World) -> None:
    for number in (DISTRIBUTOR, "CP-9999", "nonsense"):
        with pytest.raises(Refusal, match="no such active distributor"):
            await tie(world, number)
    with pytest.raises(Refusal, match="not its own"):
        await tie(world, " cp-0001 ")
    await care_for(world.manager, DISTRIBUTOR)
    for change in ({"status": "suspended"}, {"status": "active", "is_distributor": False}):
        await Counterparty.filter(number=DISTRIBUTOR).update(**change)
        with pytest.raises(Refusal, match="no such active distributor"):
            await tie(world)
    await Counterparty.filter(number=DISTRIBUTOR).update(is_distributor=True)
    await Counterparty.filter(number=CUSTOMER).update(is_distributor=False, is_partner=True)
    with pytest.raises(Refusal, match="Only whoever buys"):
        await tie(world)
    assert not await EndCustomer.all().exists()
