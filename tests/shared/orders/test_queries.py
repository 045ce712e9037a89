"""Reading orders: the same scope for list, count, search, export and one order; few statements."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.access import policy
from shared.access.actor import Actor
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound
from shared.kernel.paging import PageRequest
from shared.orders import actions, queries
from shared.orders.models import SalesOrder
from shared.orders.queries import OrderFilter
from tests.shared.identity.statements import counted
from tests.shared.orders.steps import confirmed, drafted, submitted
from tests.shared.orders.world import NOW, World

FIRST = PageRequest()


async def test_a_list_shows_only_ones_own_orders_in_one_statement(world: World) -> None:
    mine = await submitted(world.buyer, ("SH-100", "1"))
    theirs = await submitted(world.rival, ("SH-100", "1"))
    async with counted() as seen:
        page = await queries.orders(world.buyer, OrderFilter(), FIRST)
    assert [row["number"] for row in page.rows] == [mine.number]
    assert len(seen) == 1
    page = await queries.orders(world.rival, OrderFilter(), FIRST)
    assert [row["number"] for row in page.rows] == [theirs.number]
    page = await queries.orders(world.manager, OrderFilter(), FIRST)
    assert [row["number"] for row in page.rows] == [mine.number]
    assert (await queries.orders(world.colleague, OrderFilter(), FIRST)).rows == []


async def test_search_finds_number_reference_buyer_and_product(world: World) -> None:
    number, version, _ = await drafted(world.buyer, ("SH-100", "2"))
    saved = await actions.save_draft(
        world.buyer, number, version=version, lines=[actions.TypedLine("SH-100", "2")],
        buyer_reference="PO 4711",
    )  # fmt: skip
    await actions.submit_order(world.buyer, number, version=saved.version, seen=saved.quote.seen)
    for asked in (number, "4711", "启明", "qiming", "剃须", "SH-100"):
        page = await queries.orders(world.buyer, OrderFilter(q=asked), FIRST)
        assert [row["number"] for row in page.rows] == [number], asked
        assert (await queries.orders(world.rival, OrderFilter(q=asked), FIRST)).rows == []
    for asked in ("nothing such", "…"):
        assert (await queries.orders(world.buyer, OrderFilter(q=asked), FIRST)).rows == []


async def test_tabs_days_and_products_narrow_the_list(world: World) -> None:
    order = await confirmed(world, ("SH-100", "1"))
    draft, _, _ = await drafted(world.buyer, ("SH-300", "5"))
    counts = await queries.tab_counts(world.buyer)
    assert (counts["draft"], counts["to_ship"], counts["submitted"]) == (1, 1, 0)
    today = clock.today()
    for asked, numbers in (
        (OrderFilter(), [order.number]),
        (OrderFilter(tab="draft"), [draft]),
        (OrderFilter(tab="to_ship"), [order.number]),
        (OrderFilter(tab="delivered"), []),
        (OrderFilter(since=today, until=today), [order.number]),
        (OrderFilter(until=today - timedelta(days=1)), []),
        (OrderFilter(sku="SH-100"), [order.number]),
        (OrderFilter(sku="SH-300"), []),
        (OrderFilter(buyer="CP-0002"), []),
    ):
        page = await queries.orders(world.buyer, asked, FIRST)
        assert [row["number"] for row in page.rows] == numbers, asked


async def test_counting_every_tab_is_one_statement(world: World) -> None:
    await submitted(world.buyer, ("SH-100", "1"))
    async with counted() as seen:
        await queries.tab_counts(world.manager)
    assert len(seen) == 1


async def test_a_file_holds_the_rows_of_the_list(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    await submitted(world.rival, ("SH-100", "1"))
    rows = await queries.export_rows(world.buyer, OrderFilter(q="SH-100"))
    assert [row["number"] for row in rows] == [order.number]
    with pytest.raises(NotAllowed):
        await queries.export_rows(world.viewer, OrderFilter())


async def test_pages_follow_each_other_without_gap_or_repetition(world: World) -> None:
    made = [(await submitted(world.buyer, ("SH-300", "1"))).number for _ in range(5)]
    found: list[str] = []
    request = PageRequest(limit=2)
    while True:
        page = await queries.orders(world.buyer, OrderFilter(), request)
        found += [row["number"] for row in page.rows]
        if not page.older:
            break
        request = PageRequest(after=page.older, limit=2)
    assert found == made[::-1]


async def test_one_order_is_read_in_three_statements_whatever_it_holds(world: World) -> None:
    order = await confirmed(world, ("SH-100", "10"), ("SH-300", "9"))
    for part in ("4", "6"):
        version = (await SalesOrder.get(id=order.id)).version
        await actions.ship_order(
            world.manager, order.number, version=version, quantities_by_position={1: part},
            tracking_number="SF1",
        )  # fmt: skip
    async with counted() as seen:
        detail = await queries.order_detail(world.manager, order.number)
    assert len(seen) == 3
    assert [line["open"] for line in detail.lines] == [0, 90_000]
    assert [shipment.lines[0]["quantity"] for shipment in detail.shipments] == [40_000, 60_000]
    assert [event.kind for event in detail.timeline] == [
        "started", "submitted", "confirmed", "shipped", "shipped",
    ]  # fmt: skip
    assert detail.credit is not None
    assert detail.credit.used == order.total
    assert {deed.verb for deed in detail.journal} >= {
        "sales_order.submit",
        "sales_order.confirm",
        "sales_order.ship",
    }
    assert {"ship", "hold", "close", "deliver"} <= detail.can


async def test_a_buyer_sees_the_order_without_journal_and_a_viewer_without_credit(
    world: World,
) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    detail = await queries.order_detail(world.buyer, order.number)
    assert detail.journal == []
    assert detail.can == {"cancel", "reorder"}
    detail = await queries.order_detail(world.viewer, order.number)
    assert detail.credit is None
    assert detail.can == set()


async def test_a_rival_and_a_missing_order_look_the_same(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    for actor, number in ((world.rival, order.number), (world.buyer, "SO-2026-9999")):
        with pytest.raises(NotFound):
            await queries.order_detail(actor, number)
        with pytest.raises(NotFound):
            await queries.editing(actor, number)


async def test_the_work_list_says_why_each_order_waits(world: World) -> None:
    large = await submitted(world.buyer, ("SH-100", "500"))
    small = await submitted(world.buyer, ("SH-300", "1"))
    late = await confirmed(world, ("SH-300", "2"))
    asked = await confirmed(world, ("SH-300", "3"))
    await actions.request_cancellation(
        world.buyer, asked.number, version=asked.version, reason="Ordered twice"
    )
    with clock.frozen(NOW + timedelta(days=1)):
        await SalesOrder.filter(id=asked.id).update(promised_on=clock.today())
        async with counted() as seen:
            rows = await queries.attention(world.manager)
        assert {row["number"]: row["why"] for row in rows} == {
            large.number: "approval",
            small.number: "confirm",
            late.number: "late",
            asked.number: "cancellation",
        }
        assert len(seen) == 1
        assert [row["why"] for row in await queries.attention(world.buyer)] == ["late"]


async def test_the_work_list_says_who_decides_what_one_may_not_decide(world: World) -> None:
    large = await submitted(world.buyer, ("SH-100", "500"))
    small = await submitted(world.buyer, ("SH-300", "1"))
    own = await submitted(world.chief, ("SH-100", "900"), buyer="CP-0001")

    async def told(actor: Actor) -> dict[str, str | None]:
        rows = await queries.attention(actor)
        return {row["number"]: row["no_decision"] and str(row["no_decision"]) for row in rows}

    above = "This order is above your approval limit. A sales manager decides it."
    assert await told(world.manager) == {large.number: above, small.number: None, own.number: above}
    written = "Somebody else has to approve this order: you entered it yourself."
    assert await told(world.chief) == {large.number: None, small.number: None, own.number: written}
    chiefs, anyone = "A sales manager decides.", "The account manager or a sales manager decides."
    assert await told(world.finance) == {
        large.number: chiefs, small.number: anyone, own.number: chiefs,
    }  # fmt: skip


async def test_who_reads_more_orders_than_she_decides_is_told_apart(world: World) -> None:
    mine = await submitted(world.buyer, ("SH-300", "1"))
    theirs = await submitted(world.rival, ("SH-300", "1"))
    both = replace(world.manager, roles=frozenset({policy.ACCOUNT_MANAGER, policy.SUPPORT}))
    rows = {row["number"]: row["no_decision"] for row in await queries.attention(both)}
    assert rows[mine.number] is None
    assert str(rows[theirs.number]) == "The account manager or a sales manager decides."


async def test_who_reads_all_orders_reads_only_the_credit_in_her_care(world: World) -> None:
    order = await submitted(world.buyer, ("SH-100", "1"))
    roles = frozenset({policy.SUPPORT, policy.ACCOUNT_MANAGER})
    for person, is_set in ((world.manager, True), (world.colleague, False)):
        reader = replace(person, roles=roles)
        for credit in (
            (await queries.order_detail(reader, order.number)).credit,
            (await queries.editing(reader, order.number))["credit"],
        ):
            assert credit.is_set is is_set


async def test_nobody_reads_a_strangers_credit(world: World) -> None:
    assert (await queries.credit(world.buyer, world.buyer_id)).limit == 1_000_000_00
    assert not (await queries.credit(world.rival, world.buyer_id)).is_set
    assert await queries.credit(world.viewer, world.buyer_id) is None


async def test_usual_products_are_what_was_ordered_last(world: World) -> None:
    await submitted(world.buyer, ("SH-100", "1"))
    await submitted(world.buyer, ("SH-300", "7"), ("SH-100", "2"))
    usual = await queries.usual_products(world.buyer, world.buyer_id)
    assert [(row["sku"], row["quantity"]) for row in usual] == [
        ("SH-100", 20_000), ("SH-300", 70_000),
    ]  # fmt: skip
