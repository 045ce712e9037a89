"""An open page hears at once what happened to the record it shows, and nothing else."""

import asyncio
from datetime import timedelta

import pytest

from shared.access.models import User
from shared.database.uow import uow
from shared.demo.cast import HAIYUE, QIMING, persona
from shared.identity.models import Membership, Session
from shared.kernel import clock
from shared.opportunities.models import OpportunityShare
from shared.orders.models import SalesOrder
from shared.outbox.actions import announce
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
        assert await stream.event(1) == f"changed:{number}"


async def test_a_suspended_member_loses_her_open_pages() -> None:
    zhou = await User.get(email=persona("zhou.min").email)
    async with Stream(await browser_of("zhou.min"), "/events") as stream:
        await Membership.filter(user=zhou).update(is_active=False)
        assert await stream.event(4) == "session:over"
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
        assert await stream.ended(2)


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
