"""Order requests: who writes, who answers, what becomes of them; two at once; nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import pytest

from shared.access.actor import Actor
from shared.access.scope import scope
from shared.counterparties.models import Address, Counterparty, EndCustomer
from shared.counterparties.selling_through import set_distributor
from shared.journal.models import JournalEntry
from shared.kernel.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.orders.answering import accept_request, decline_request
from shared.orders.channel_models import ChannelOrder, ChannelRequest
from shared.orders.channel_requests import (
    RequestFilter,
    acceptance,
    customers,
    request_page,
    requests,
    to_answer,
)
from shared.orders.checking import TypedLine
from shared.orders.comparing import OrderChanged
from shared.orders.models import SalesOrder
from shared.orders.request_rules import RequestCard
from shared.orders.requesting import cancel_request, save_request, start_request, submit_request
from tests.shared.orders import world as worlds
from tests.shared.orders.test_channel import care_for, tie
from tests.shared.orders.world import World

CUSTOMER, DISTRIBUTOR = "CP-0001", "CP-0002"
LINES = (TypedLine("SH-100", "5"), TypedLine("sh-300", "20"))


@pytest.fixture
async def through(world: World) -> World:
    """The buyer buys through the rival."""
    await care_for(world.manager, DISTRIBUTOR)
    await tie(world)
    return world


async def _card(who: Actor, *lines: TypedLine, **more: object) -> RequestCard:
    known = await customers(who)
    return RequestCard(str(known[0]["id"]), lines or LINES, **more)  # type: ignore[arg-type]


async def _sent(world: World, *lines: TypedLine) -> ChannelRequest:
    number = await start_request(world.rival, card=await _card(world.rival, *lines))
    await submit_request(world.rival, number, version=1)
    return await ChannelRequest.get(number=number)


async def _seen(who: Actor, number: str) -> str:
    detail = await request_page(who, number)
    return (await acceptance(who, detail, "")).quote.seen


async def _accept(who: Actor, number: str, version: int = 2, seen: str = "") -> str:
    seen = seen or await _seen(who, number)
    return await accept_request(who, number, version=version, seen=seen, buyer_reference="PO-7")


async def test_an_accepted_request_is_an_order_of_the_end_customer(through: World) -> None:
    await worlds.own_list(through.buyer_id, "SH-100", 77_00)
    request = await _sent(through)
    assert [row["number"] for row in (await requests(
        through.buyer, RequestFilter("submitted"), PageRequest()
    )).rows] == [request.number]  # fmt: skip
    order = await SalesOrder.get(number=await _accept(through.buyer, request.number))
    assert (order.buyer_id, order.distributor_id) == (through.buyer_id, through.rival_id)  # type: ignore[attr-defined]
    assert (order.state, order.buyer_reference, order.is_ours) == ("submitted", "PO-7", False)
    assert order.net == 5 * 77_00 + 20 * 33, "at her own prices"
    assert order.ship_line == "88 Harbour Road"
    assert await worlds.used_credit(through.buyer_id) == order.total
    kept = await ChannelRequest.get(id=request.id)
    assert (kept.state, kept.order_id) == ("accepted", order.id)  # type: ignore[attr-defined]
    hers, its = [await request_page(one, request.number) for one in (through.buyer, through.rival)]
    assert (hers.order, hers.is_copy) == (order.number, False)
    assert (its.order, its.is_copy) == (order.number, True)
    assert await ChannelOrder.filter(order=order, distributor_id=through.rival_id).exists()
    told = await JournalEntry.filter(record_number=request.number).order_by("id")
    assert [(one.verb, one.counterparty_id) for one in told] == [
        ("channel_request.create", through.rival_id), ("channel_request.submit", through.rival_id),
        ("channel_request.accept", through.buyer_id),
    ]  # fmt: skip


async def test_the_account_manager_answers_on_its_behalf_and_no_other(through: World) -> None:
    request = await _sent(through)
    for other in (through.colleague, through.finance, through.viewer):
        with pytest.raises((NotFound, NotAllowed)):
            await _accept(other, request.number, seen="[]")
    order = await SalesOrder.get(number=await _accept(through.manager, request.number))
    assert (order.buyer_id, order.is_ours) == (through.buyer_id, True)  # type: ignore[attr-defined]


async def test_each_side_has_its_own_verbs(through: World) -> None:
    number = await start_request(through.rival, card=await _card(through.rival))
    for who in (through.buyer, through.manager):
        with pytest.raises(NotFound):
            await request_page(who, number)
    with pytest.raises(NotFound):
        await submit_request(through.buyer, number, version=1)
    await submit_request(through.rival, number, version=1)
    for verb in (cancel_request, submit_request):
        with pytest.raises(NotFound):
            await verb(through.buyer, number, version=2)
    with pytest.raises(NotFound):
        await accept_request(through.rival, number, version=2, seen="[]")
    with pytest.raises(NotFound):
        await decline_request(through.rival, number, version=2, reason="Mine")
    assert (await request_page(through.buyer, number)).can == {"accept", "decline"}
    assert (await request_page(through.rival, number)).can == {"cancel"}
    assert (await request_page(through.viewer, number)).can == frozenset()


async def test_a_declined_request_says_why_and_orders_nothing(through: World) -> None:
    request = await _sent(through)
    with pytest.raises(Refusal) as empty:
        await decline_request(through.buyer, request.number, version=2, reason="  ")
    assert empty.value.field == "reason"
    await decline_request(through.buyer, request.number, version=2, reason="Not this month")
    assert (await request_page(through.rival, request.number)).row["reason"] == "Not this month"
    assert not await SalesOrder.all().exists()
    with pytest.raises(Refusal):
        await _accept(through.buyer, request.number, 3, "[]")


async def test_a_request_that_may_not_be_ordered_changes_nothing(through: World) -> None:
    request = await _sent(through, TypedLine("SH-200", "9"))
    with pytest.raises(Invalid) as short:
        await _accept(through.buyer, request.number)
    assert [one.field for one in short.value.refusals] == ["line-0-quantity"]
    moved = await _sent(through, TypedLine("SH-100", "2"))
    seen = await _seen(through.buyer, moved.number)
    await worlds.set_price("SH-100", 5_00)
    with pytest.raises(OrderChanged):
        await _accept(through.buyer, moved.number, seen=seen)
    foreign = await Address.get(counterparty_id=through.rival_id)
    with pytest.raises(Refusal) as unknown:
        await accept_request(
            through.buyer, moved.number, version=2, seen="[]", address=foreign.public_id
        )
    assert unknown.value.field == "address"
    assert not await SalesOrder.all().exists()
    assert {one.state for one in await ChannelRequest.all()} == {"submitted"}


async def test_whoever_sells_through_it_no_more_asks_it_for_nothing(through: World) -> None:
    request = await _sent(through)
    draft = await start_request(through.rival, card=await _card(through.rival))
    await set_distributor(through.manager, number=CUSTOMER, distributor="", version=1)
    with pytest.raises(Refusal, match="through that distributor"):
        await _accept(through.buyer, request.number)
    with pytest.raises(Refusal) as unknown:
        await submit_request(through.rival, draft, version=1)
    assert unknown.value.field == "customer"


async def test_only_an_end_customer_of_its_own_can_be_named(through: World) -> None:
    other = await Counterparty.create(
        number="CP-0009", name_en="Elsewhere", is_customer=True, status="active",
        created_at=worlds.NOW, updated_at=worlds.NOW,
    )  # fmt: skip
    foreign = await EndCustomer.create(
        counterparty=other, distributor_id=through.buyer_id, created_at=worlds.NOW
    )
    answers = set()
    for name in (str(foreign.id), "999999", "", "x", "²", "-1", "9" * 19):
        with pytest.raises(Refusal) as refused:
            await start_request(through.rival, card=RequestCard(name, LINES))
        answers.add((refused.value.field, refused.value.message.text))
    assert len(answers) == 1
    # Her own tie, in which another one is the distributor, is no end customer of hers either.
    hers = await scope(through.buyer, EndCustomer).get(counterparty_id=through.buyer_id)
    with pytest.raises(Refusal):
        await start_request(through.buyer, card=RequestCard(str(hers.id), LINES))


async def test_wrong_lines_and_headers_are_told_each_at_its_field(through: World) -> None:
    for lines, field in (
        ((TypedLine("NO-SUCH", "1"),), "line-0-sku"),
        ((TypedLine("", "3"),), "line-0-sku"),
        ((TypedLine("SH-100", "1"), TypedLine("SH-100", "2")), "line-1-sku"),
        ((TypedLine("SH-100", "none", 4),), "line-4-quantity"),
        ((TypedLine("SH-100", "-2"),), "line-0-quantity"),
        (tuple(TypedLine(f"X-{n}", "1") for n in range(101)), "lines"),
    ):
        with pytest.raises(Invalid) as wrong:
            await start_request(through.rival, card=await _card(through.rival, *lines))
        assert field in [one.field for one in wrong.value.refusals]
    card = await _card(through.rival, wished_on=date(2020, 1, 1), note="x" * 2001)
    with pytest.raises(Invalid) as wrong:
        await start_request(through.rival, card=card)
    assert [one.field for one in wrong.value.refusals] == ["note", "wished_on"]
    empty = await start_request(through.rival, card=await _card(through.rival, TypedLine("", "")))
    with pytest.raises(Refusal) as none:
        await submit_request(through.rival, empty, version=1)
    assert none.value.field == "lines"
    with pytest.raises(Stale):
        await save_request(through.rival, empty, version=7, card=await _card(through.rival))


async def test_a_draft_thrown_away_is_seen_by_nobody(through: World) -> None:
    number = await start_request(through.rival, card=await _card(through.rival))
    await cancel_request(through.rival, number, version=1)
    for who in (through.rival, through.buyer, through.manager):
        with pytest.raises(NotFound):
            await request_page(who, number)


Deed = Callable[[], Awaitable[object]]


async def _at_once(*deeds: Deed) -> list[object]:
    return list(await asyncio.gather(*(one() for one in deeds), return_exceptions=True))


@pytest.mark.asvs("2.3.4", "15.4.2")
async def test_ten_who_accept_at_once_make_one_order(through: World) -> None:
    request = await _sent(through)
    seen = await _seen(through.buyer, request.number)
    people = [through.buyer, through.manager] * 5
    answers = await _at_once(
        *(lambda who=who: _accept(who, request.number, seen=seen) for who in people)  # type: ignore[misc]
    )
    made = [one for one in answers if isinstance(one, str)]
    assert len(made) == 1
    assert all(isinstance(one, Stale | Refusal) for one in answers if not isinstance(one, str))
    orders = await SalesOrder.all()
    assert [one.number for one in orders] == made
    assert await worlds.used_credit(through.buyer_id) == orders[0].total
    assert await worlds.free("SH-100") == 95


@pytest.mark.asvs("2.3.4", "15.4.2")
async def test_accepted_declined_and_taken_back_at_once_is_one_of_them(through: World) -> None:
    for _ in range(5):
        request = await _sent(through)
        number, seen = request.number, await _seen(through.buyer, request.number)
        before = await SalesOrder.all().count()

        def accept(number: str = number, seen: str = seen) -> Awaitable[object]:
            return _accept(through.buyer, number, seen=seen)

        def cancel(number: str = number) -> Awaitable[object]:
            return cancel_request(through.rival, number, version=2)

        def decline(number: str = number) -> Awaitable[object]:
            return decline_request(through.manager, number, version=2, reason="No")

        answers = await _at_once(cancel, accept, decline)
        assert sum(isinstance(one, Stale | Refusal) for one in answers) == 2
        kept = await ChannelRequest.get(id=request.id)
        assert kept.state in ("accepted", "declined", "cancelled")
        made = await SalesOrder.all().count() - before
        assert made == (1 if kept.state == "accepted" else 0)
        assert bool(kept.order_id) == bool(made)  # type: ignore[attr-defined]


async def test_what_waits_is_told_to_whoever_may_answer(through: World) -> None:
    request = await _sent(through)
    for who, expected in ((through.buyer, 1), (through.manager, 1), (through.rival, 0)):
        assert len(await to_answer(who)) == expected
    await decline_request(through.buyer, request.number, version=2, reason="No")
    assert not await to_answer(through.buyer)
