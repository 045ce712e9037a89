"""An open page hears at once what happened to the record it shows, and nothing else."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.access.models import User
from shared.database.uow import uow
from shared.demo.cast import HAIYUE, MIRRORS, MOULDER, QIMING, persona
from shared.identity.models import Membership, Session
from shared.kernel import clock
from shared.opportunities.models import OpportunityShare
from shared.orders.models import SalesOrder
from shared.outbox import happenings
from shared.outbox.actions import announce
from shared.purchasing.models.deliveries import Delivery
from shared.purchasing.models.orders import PurchaseOrder
from shared.tickets.models import Ticket
from shared.web.caller import token_hash
from tests.cast import browser_of
from tests.stream import Stream

pytestmark = pytest.mark.usefixtures("demo")


async def order_of(number: str) -> str:
    found = await SalesOrder.filter(buyer__number=number).first()
    assert found is not None
    return found.number


async def happens(record: str) -> None:
    await uow(lambda: announce("test.happened", record))


async def test_a_page_hears_of_the_record_it_shows() -> None:
    number = await order_of(QIMING)
    async with Stream(await browser_of("zhou.min"), f"/events?on={number}") as stream:
        assert stream.kind.startswith("text/event-stream")
        await happens(number)
        assert await stream.event() == f"changed:{number}"
        assert await stream.is_quiet(0.3), "it was told twice"


@pytest.mark.asvs("8.3.3")
async def test_somebody_elses_record_is_silent() -> None:
    foreign = await order_of(HAIYUE)
    zhou = await browser_of("zhou.min")
    async with Stream(zhou, f"/events?on={foreign}&on=SO-2026-9999&on=nonsense") as stream:
        await happens(foreign)
        assert await stream.is_quiet(1.5)


async def test_what_happens_inside_is_told_to_staff_only() -> None:
    number = await order_of(QIMING)
    zhou, lin = await browser_of("zhou.min"), await browser_of("lin.xiaoyu")
    async with (
        Stream(zhou, f"/events?on={number}") as outside,
        Stream(lin, f"/events?on={number}") as inside,
    ):
        await happens(f"{number}#inside")
        assert await inside.event() == f"changed:{number}"
        assert await outside.is_quiet(0.5)


async def test_that_a_letter_goes_out_is_told_to_nobody() -> None:
    number = await order_of(QIMING)
    zhou, lin = await browser_of("zhou.min"), await browser_of("lin.xiaoyu")
    async with (
        Stream(zhou, f"/events?on={number}&on=orders") as outside,
        Stream(lin, f"/events?on={number}&on=orders") as inside,
    ):
        await happens(f"{number}#nobody")
        assert await inside.is_quiet(1.0)
        assert await outside.is_quiet(0.2)


async def test_a_person_hears_her_own_channel_and_nobody_elses() -> None:
    zhou = await User.get(email=persona("zhou.min").email)
    bo = await User.get(email=persona("bo.wei").email)
    async with Stream(await browser_of("zhou.min"), f"/events?on=user:{bo.id}") as stream:
        await happens(f"user:{bo.id}")
        assert await stream.is_quiet(1.5)
        await happens(f"user:{zhou.id}")
        assert await stream.event() == "changed:user"


async def test_a_page_that_was_away_hears_what_it_missed() -> None:
    number = await order_of(QIMING)
    zhou = await browser_of("zhou.min")
    async with Stream(zhou, f"/events?on={number}") as stream:
        await happens("SO-2026-9999")
        await happens(number)
        message = await stream.message()
    last = next(line for line in message.splitlines() if line.startswith("id: "))
    await happens(number)
    async with Stream(zhou, f"/events?on={number}", last_event_id=last[4:]) as stream:
        assert await stream.event() == f"changed:{number}"


@pytest.mark.asvs("8.3.2")
async def test_a_suspended_member_loses_her_open_pages() -> None:
    zhou = await User.get(email=persona("zhou.min").email)
    async with Stream(await browser_of("zhou.min"), "/events") as stream:
        await Membership.filter(user=zhou).update(is_active=False)
        assert await stream.event() == "session:over"
        assert await stream.ended()


async def test_a_withdrawn_share_makes_the_record_silent() -> None:
    share = await OpportunityShare.filter(counterparty__number=QIMING).first()
    assert share is not None
    number = (await share.opportunity).number
    async with Stream(await browser_of("zhou.min"), f"/events?on={number}") as stream:
        await happens(number)
        assert await stream.event() == f"changed:{number}"
        await OpportunityShare.filter(id=share.id).delete()
        await happens(number)
        assert await stream.is_quiet(1.5)


@pytest.mark.asvs("7.3.1")
async def test_a_stream_is_no_use_of_the_session() -> None:
    zhou = await browser_of("zhou.min")
    session = await Session.get(token_hash=token_hash(zhou.cookies[zhou.face.session_cookie]))
    an_hour_ago = clock.now() - timedelta(hours=1)
    await Session.filter(token_hash=session.token_hash).update(seen_at=an_hour_ago)
    async with Stream(zhou, "/events"):
        pass
    assert (await Session.get(token_hash=session.token_hash)).seen_at == an_hour_ago


async def test_without_a_session_a_stream_is_refused_and_not_led_elsewhere() -> None:
    zhou = await browser_of("zhou.min")
    zhou.cookies.clear()
    answer = await zhou.get("/events", accept="text/event-stream")
    assert answer.status_code == 401


async def test_a_stopping_server_ends_its_streams() -> None:
    zhou = await browser_of("zhou.min")
    async with Stream(zhou, "/events") as stream:
        zhou.app.close()
        assert await stream.ended()


async def test_nobody_opens_streams_without_end() -> None:
    zhou = await browser_of("zhou.min")
    open_ones = [Stream(zhou, "/events") for _ in range(12)]
    for one in open_ones:
        await one.__aenter__()
    try:
        answer = await zhou.get("/events", accept="text/event-stream")
        assert answer.status_code == 429
    finally:
        for one in open_ones:
            await one.__aexit__(None, None, None)


async def test_a_reader_who_goes_away_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    async with Stream(await browser_of("zhou.min"), "/events"):
        pass
    left = [task for task in asyncio.all_tasks() - before if not task.done()]
    assert left == []


async def request_of(number: str) -> str:
    found = await Ticket.filter(counterparty__number=number).first()
    assert found is not None
    return found.number


async def test_a_list_hears_of_the_records_in_it_that_its_reader_may_read() -> None:
    own, foreign = await request_of(QIMING), await request_of(HAIYUE)
    zhou, gao = await browser_of("zhou.min"), await browser_of("gao.yuan")
    async with (
        Stream(zhou, "/events?on=tickets") as outside,
        Stream(gao, f"/events?on=tickets&on={own}") as inside,
    ):
        await happens(foreign)
        assert await inside.event() == "changed:tickets"
        await happens(f"{own}#inside")
        assert [await inside.event(), await inside.event()] == [f"changed:{own}", "changed:tickets"]
        assert await outside.is_quiet(1.0), "it heard of a foreign request or of an internal note"
        await happens(own)
        assert await outside.event() == "changed:tickets"
        await happens(await order_of(QIMING))
        assert await outside.is_quiet(0.5), "an order is no request"


async def test_a_list_that_its_reader_may_not_open_is_silent() -> None:
    own = await request_of(QIMING)
    async with Stream(await browser_of("xu.lei"), "/events?on=tickets&on=nonsense") as stream:
        await happens(own)
        assert await stream.is_quiet(1.0)


async def test_a_list_that_was_away_is_told_to_look_again() -> None:
    async with Stream(
        await browser_of("gao.yuan"), "/events?on=tickets", last_event_id="1"
    ) as stream:
        assert await stream.event() == "changed:tickets"


async def test_how_far_a_page_has_heard_is_a_word_that_counts_nothing() -> None:
    number = await order_of(QIMING)
    zhou = await browser_of("zhou.min")
    words = []
    async with Stream(zhou, f"/events?on={number}") as stream:
        for _ in range(2):
            await happens(number)
            message = await stream.message()
            words += [line[4:] for line in message.splitlines() if line.startswith("id: ")]
    newest = await happenings.latest()
    assert len({len(word) for word in words}) == 1
    assert not [word for word in words if str(newest) == word or word.isdigit()]
    bo = await browser_of("bo.wei")
    async with Stream(bo, "/events?on=orders", last_event_id=words[-1]) as stream:
        assert await stream.event() == "changed:orders", "a foreign word is none: look again"


async def test_what_happens_once_a_stream_is_open_is_never_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first look of the task that serves the streams may be slow: the opening waits for it."""
    look = happenings.latest

    async def slow() -> int:
        await asyncio.sleep(0.3)
        return await look()

    monkeypatch.setattr(happenings, "latest", slow)
    zhou, number = await browser_of("zhou.min"), await order_of(QIMING)
    opening = Stream(zhou, f"/events?on={number}")
    monkeypatch.setattr("shared.web.live.happenings", _Quick)
    async with opening as stream:
        await happens(number)
        assert await stream.event() == f"changed:{number}"


class _Quick:
    """The stream itself learns the newest id at once, while the task is still looking."""

    since = staticmethod(happenings.since)

    @staticmethod
    async def latest() -> int:
        return 0


@pytest.mark.parametrize(
    ("name", "model", "whose", "reader", "own", "foreign"),
    [
        ("orders", SalesOrder, "buyer", "zhou.min", QIMING, HAIYUE),
        ("purchase-orders", PurchaseOrder, "supplier", "lu.bin", MOULDER, MIRRORS),
        ("deliveries", Delivery, "supplier", "lu.bin", MOULDER, MIRRORS),
    ],
)
async def test_lists_of_orders_and_deliveries_hear_of_their_readers_records_alone(
    name: str, model: Any, whose: str, reader: str, own: str, foreign: str
) -> None:
    hers = await model.filter(**{f"{whose}__number": own}).first()
    theirs = await model.filter(**{f"{whose}__number": foreign}).first()
    async with Stream(await browser_of(reader), f"/events?on={name}") as stream:
        await happens(theirs.number)
        assert await stream.is_quiet(1.0), "it heard of another organisation's record"
        await happens(hers.number)
        assert await stream.event() == f"changed:{name}"


@pytest.mark.parametrize("name", ["orders", "purchase-orders", "deliveries"])
async def test_who_may_not_open_a_list_hears_nothing_of_it(name: str) -> None:
    async with Stream(await browser_of("qiao.an"), f"/events?on={name}") as stream:
        await happens(await order_of(QIMING))
        order = await PurchaseOrder.filter(supplier__number=MOULDER).first()
        delivery = await Delivery.filter(supplier__number=MOULDER).first()
        assert order is not None
        assert delivery is not None
        await happens(order.number)
        await happens(delivery.number)
        assert await stream.is_quiet(1.0)


async def test_a_burst_does_not_crowd_out_what_comes_after_it() -> None:
    reader = happenings.Reader()
    assert await reader.news() == []

    async def burst() -> None:
        for n in range(happenings.MOST + 5):
            await announce("test.happened", f"SO-2026-{n:04d}")

    await uow(burst)
    told = [*await reader.news(), *await reader.news()]
    assert len({one.id for one in told}) == len(told) == happenings.MOST + 5
    await happens("SO-2026-9999")
    assert [one.record for one in await reader.news()] == ["SO-2026-9999"]
