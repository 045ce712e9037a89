"""The demo world: alive, whole, and the same on every start of one day."""

from datetime import UTC, datetime

from shared.counterparties.models import Counterparty
from shared.demo import world
from shared.demo.cast import QIMING
from shared.journal.queries import broken_links
from shared.kernel import clock
from shared.orders.models import CreditLimit, SalesOrder
from shared.orders.rules import OrderState

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
