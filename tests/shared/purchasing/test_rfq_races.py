"""The instant of the deadline: what somebody of ours has read is never taken back behind her."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.access.actor import system
from shared.database.uow import reading, uow
from shared.kernel import clock
from shared.kernel.errors import Refusal
from shared.purchasing.actions.bidding import decline_rfq, submit_bid, withdraw_bid
from shared.purchasing.actions.rfqs import close_due, close_rfq, extend_rfq
from shared.purchasing.models.rfqs import Bid, Rfq, RfqInvitation
from shared.purchasing.queries.rfqs import rfq_page
from shared.purchasing.rules.rfqs import RfqStage
from tests.shared.purchasing.test_rfqs import CHEAP, DAY, published, with_bids
from tests.shared.purchasing.world import NOW, World

ENDS = NOW + 5 * DAY
BEFORE = ENDS - timedelta(seconds=1)
Deed = Callable[[World, str], Awaitable[Any]]


async def take_back(world: World, number: str) -> None:
    version = (await Bid.get(rfq__number=number, supplier_id=world.supplier_id)).version
    await withdraw_bid(world.supplier, number, version=version)


async def late_page(world: World, number: str) -> int:
    return len((await reading(lambda: rfq_page(world.buyer, number)))["bids"])


async def early_page(world: World, number: str) -> int:
    await close_rfq(world.buyer, number, version=2, reason="All have answered")
    return await late_page(world, number)


async def worker_then_page(world: World, number: str) -> int:
    await close_due(system())
    return await late_page(world, number)


async def at(moment: datetime, deed: Awaitable[Any]) -> Any:
    with clock.frozen(moment):
        return await deed


@pytest.mark.asvs("15.4.2")
@pytest.mark.parametrize(
    ("opened", "moment"), [(late_page, ENDS), (worker_then_page, ENDS), (early_page, BEFORE)]
)
async def test_whoever_opens_the_bids_waits_for_one_on_its_way_out(
    world: World, opened: Deed, moment: datetime
) -> None:
    number = await with_bids(world)
    taken, go = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        await take_back(world, number)
        taken.set()
        await go.wait()

    leaving = asyncio.create_task(at(BEFORE, uow(slowly)))
    await taken.wait()
    reader = asyncio.create_task(at(moment, opened(world, number)))
    done, _ = await asyncio.wait({reader}, timeout=0.4)
    assert not done, "she would read what is about to go"
    go.set()
    await leaving
    assert await reader == 1


@pytest.mark.asvs("15.4.2")
@pytest.mark.parametrize("turn", range(6))
async def test_what_was_read_at_the_closing_stays(world: World, turn: int) -> None:
    number = await with_bids(world)

    async def later(ticks: int, deed: Awaitable[Any]) -> Any:
        for _ in range(ticks):
            await asyncio.sleep(0)
        return await deed

    with clock.frozen(BEFORE):
        seen, told = await asyncio.gather(
            later(3 * turn, early_page(world, number)), later(9, take_back(world, number)),
            return_exceptions=True,
        )  # fmt: skip
    assert await Bid.filter(submitted_at__isnull=False).count() == seen
    assert seen == (2 if isinstance(told, Refusal) else 1), told


async def test_a_deed_that_waited_for_the_closing_is_over(world: World) -> None:
    number = await with_bids(world)
    closed, go = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        await close_rfq(world.buyer, number, version=2, reason="All have answered")
        closed.set()
        await go.wait()

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(
            take_back(world, number), decline_rfq(world.rival, number, reason="No"),
            submit_bid(world.mate, number, version=2, lines=CHEAP), return_exceptions=True,
        )  # fmt: skip

    closing = asyncio.create_task(at(BEFORE, uow(slowly)))
    await closed.wait()
    late = asyncio.create_task(at(BEFORE, all_at_once()))
    await asyncio.sleep(0.2)
    go.set()
    await closing
    assert [type(one) for one in await late] == [Refusal] * 3
    assert await Bid.filter(submitted_at__isnull=False).count() == 2


async def test_more_time_comes_before_the_bids_are_read_or_not_at_all(world: World) -> None:
    number = await published(world)
    await submit_bid(world.supplier, number, version=0, lines=CHEAP)
    moved, go = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        await extend_rfq(world.buyer, number, version=2, closes_at=ENDS + DAY)
        moved.set()
        await go.wait()

    moving = asyncio.create_task(at(BEFORE, uow(slowly)))
    await moved.wait()
    reader = asyncio.create_task(at(ENDS, late_page(world, number)))
    await asyncio.sleep(0.2)
    go.set()
    await moving
    assert await reader == 0
    assert (await Rfq.get(number=number)).stage == RfqStage.PUBLISHED


async def submit_late(world: World, number: str) -> None:
    await Bid.filter(rfq__number=number, supplier_id=world.rival_id).update(submitted_at=None)
    await submit_bid(world.rival, number, version=1, lines=CHEAP)


async def decline_late(world: World, number: str) -> None:
    await Bid.filter(rfq__number=number, supplier_id=world.rival_id).update(submitted_at=None)
    await decline_rfq(world.rival, number, reason="No")


@pytest.mark.parametrize("deed", [take_back, submit_late, decline_late])
async def test_the_statement_itself_asks_for_the_deadline(
    world: World, deed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock strikes between the question whether it is open and the statement that writes."""
    number = await with_bids(world)
    monkeypatch.setattr(
        "shared.purchasing.actions.bidding.stage_now", lambda *_: RfqStage.PUBLISHED
    )
    with clock.frozen(ENDS), pytest.raises(Refusal, match="over"):
        await deed(world, number)
    assert await Bid.filter(supplier_id=world.supplier_id, submitted_at__isnull=False).exists()
    assert not await RfqInvitation.filter(declined_at__isnull=False).exists()
