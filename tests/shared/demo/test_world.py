"""The demo world: alive, whole, and the same on every start of one day."""

from datetime import UTC, datetime

from shared.access.actor import Actor
from shared.catalogue.models import Stock
from shared.counterparties.models import Counterparty
from shared.demo import world
from shared.demo.cast import QIMING
from shared.journal.queries import broken_links
from shared.kernel import clock, quantity
from shared.orders.fulfilment import ship_order
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine
from shared.orders.rules import OPEN_STATES, Fulfilment, OrderState

ANCHOR = datetime(2026, 11, 20, 2, tzinfo=UTC)


async def test_it_holds_enough_to_look_alive(database: str) -> None:
    await world.make(ANCHOR)
    assert await Counterparty.all().count() >= 60
    assert await SalesOrder.all().count() >= 600
    states = set(await SalesOrder.all().distinct().values_list("state", flat=True))
    assert set(OrderState) - states <= {OrderState.DRAFT}


async def test_two_worlds_of_one_day_tell_the_same_story(database: str) -> None:
    with clock.frozen(ANCHOR):
        first = await world.make(ANCHOR)
    told = await SalesOrder.all().order_by("number").values_list("number", "total", "state")
    again = world.World(first.anchor, type(first.random)(world.SEED))
    assert first.anchor == again.anchor
    assert told[0][0].startswith("SO-2025-")
    assert len({number for number, _, _ in told}) == len(told)


async def test_credit_used_is_what_open_orders_took(database: str) -> None:
    await world.make(ANCHOR)
    for credit in await CreditLimit.all():
        taken = await SalesOrder.filter(buyer_id=credit.counterparty_id).values_list(
            "credit_taken", flat=True
        )
        assert credit.used == sum(taken)


async def test_its_journal_is_a_whole_chain(database: str) -> None:
    await world.make(ANCHOR)
    assert await broken_links() == []


async def test_the_first_persona_has_orders_to_see(database: str) -> None:
    await world.make(ANCHOR)
    orders = SalesOrder.filter(buyer__number=QIMING)
    assert await orders.count() >= 20
    assert await orders.filter(state=OrderState.AWAITING_APPROVAL).exists()


async def test_open_orders_hold_what_has_not_left(database: str) -> None:
    await world.make(ANCHOR)
    lines = await SalesOrderLine.all().select_related("order")
    for line in lines:
        held = line.reserved + line.backordered
        is_open = line.order.state in OPEN_STATES
        assert held == (line.quantity - line.shipped if is_open else 0), line.order.number
    assert any(line.reserved for line in lines)


async def test_shipping_an_open_order_takes_its_own_held_stock(database: str) -> None:
    made = await world.make(ANCHOR)
    line = await SalesOrderLine.filter(
        reserved__gt=0, order__state=OrderState.CONFIRMED, order__fulfilment=Fulfilment.OPEN
    ).select_related("order").first()  # fmt: skip
    assert line is not None
    before = await Stock.get(product_id=line.product_id)
    wu = made.users["wu.jing"]
    actor = Actor(wu.id, wu.name, wu.email, "admin", frozenset({"sales_manager"}))
    await ship_order(
        actor, line.order.number, version=line.order.version,
        quantities_by_position={line.position: quantity.to_text(line.reserved)},
    )  # fmt: skip
    assert (await Stock.get(product_id=line.product_id)).free == before.free
