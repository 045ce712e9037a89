"""The demo world: alive, whole, and the same on every start of one day."""

import asyncio

from shared.access.actor import Actor
from shared.access.models import User
from shared.catalogue.models import Stock
from shared.counterparties.models import Counterparty
from shared.database.connecting import connected
from shared.demo import world
from shared.demo.cast import MIRRORS, QIMING
from shared.files.models import Attachment
from shared.files.storage import storage
from shared.identity.models import AdministratorRequest, Membership
from shared.journal.models import JournalEntry
from shared.journal.queries import broken_links
from shared.kernel import quantity
from shared.orders.fulfilment import ship_order
from shared.orders.models import CreditLimit, SalesOrder, SalesOrderLine
from shared.orders.rules import OPEN_STATES, Fulfilment, OrderState
from tests.backends import Databases
from tests.cast import ANCHOR, Cast


async def test_it_holds_enough_to_look_alive(demo: str) -> None:
    assert await Counterparty.all().count() >= 60
    assert await SalesOrder.all().count() >= 600
    states = set(await SalesOrder.all().distinct().values_list("state", flat=True))
    assert set(OrderState) - states <= {OrderState.DRAFT}


async def test_two_worlds_of_one_day_tell_the_same_story(
    demo: str, databases: Databases, migrated_url: str
) -> None:
    told = await _story()
    second = await asyncio.to_thread(databases.create, migrated_url)
    try:
        async with connected(second):
            await world.make(ANCHOR)
            assert await _story() == told
    finally:
        await asyncio.to_thread(databases.drop, second)
    assert {table for table, rows in told.items() if not rows} == set()


async def _story() -> dict[str, list[object]]:
    """Return what a reader sees of it: numbers, sums, states and what the journal says."""
    orders = SalesOrder.all().order_by("number").values_list("number", "total", "state")
    people = User.all().order_by("email").values_list("email", "name", "public_id")
    deeds = JournalEntry.all().order_by("id").values_list("at", "verb", "record_number")
    return {"orders": await orders, "people": await people, "journal": await deeds}


async def test_credit_used_is_what_open_orders_took(demo: str) -> None:
    for credit in await CreditLimit.all():
        taken = await SalesOrder.filter(buyer_id=credit.counterparty_id).values_list(
            "credit_taken", flat=True
        )
        assert credit.used == sum(taken)


async def test_its_journal_is_a_whole_chain(demo: str) -> None:
    assert await broken_links() == []


async def test_the_first_persona_has_orders_to_see(demo: str) -> None:
    orders = SalesOrder.filter(buyer__number=QIMING)
    assert await orders.count() >= 20
    assert await orders.filter(state=OrderState.AWAITING_APPROVAL).exists()


async def test_open_orders_hold_what_has_not_left(demo: str) -> None:
    lines = await SalesOrderLine.all().select_related("order")
    for line in lines:
        held = line.reserved + line.backordered
        is_open = line.order.state in OPEN_STATES
        assert held == (line.quantity - line.shipped if is_open else 0), line.order.number
    assert any(line.reserved for line in lines)


async def test_shipping_an_open_order_takes_its_own_held_stock(cast: Cast) -> None:
    line = await SalesOrderLine.filter(
        reserved__gt=0, order__state=OrderState.CONFIRMED, order__fulfilment=Fulfilment.OPEN
    ).select_related("order").first()  # fmt: skip
    assert line is not None
    before = await Stock.get(product_id=line.product_id)
    wu = cast.users["wu.jing"]
    actor = Actor(wu.id, wu.name, wu.email, "admin", frozenset({"sales_manager"}))
    await ship_order(
        actor, line.order.number, version=line.order.version,
        quantities_by_position={line.position: quantity.to_text(line.reserved)},
    )  # fmt: skip
    assert (await Stock.get(product_id=line.product_id)).free == before.free


async def test_an_organisation_has_a_logo_and_another_asks_for_an_administrator(
    cast: Cast,
) -> None:
    logo = await Attachment.get(parent_table="counterparty")
    assert logo.parent_id == cast.counterparties[QIMING].id
    assert await storage().read(logo.thumbnail_key)
    request = await AdministratorRequest.get()
    held = await request.candidate
    assert (held.user_id, held.counterparty_id) == (
        cast.users["gu.ting"].id, cast.counterparties[MIRRORS].id,
    )  # fmt: skip
    admins = Membership.filter(counterparty_id=held.counterparty_id, role="organisation_admin")
    assert not await admins.filter(is_active=True).exists()
