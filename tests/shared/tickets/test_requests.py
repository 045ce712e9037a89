"""What an organisation does with its requests, and what nobody else can do with them."""

import pytest

from shared.access.actor import system
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal
from shared.kernel.paging import PageRequest
from shared.orders.models import SalesOrder
from shared.tickets.actions import desk as ours
from shared.tickets.actions import requests as theirs
from shared.tickets.actions.timers import close_resolved
from shared.tickets.models import Ticket
from shared.tickets.queries.lists import TicketFilter, count_tabs, list_tickets
from shared.tickets.queries.threads import news, thread
from shared.tickets.rules import Priority, TicketState
from shared.tickets.rules.clocks import NEVER
from tests.shared.opportunities.market import NOON
from tests.shared.tickets.desk import Desk, opened, pass_time, request, ticket


async def test_a_request_is_promised_an_answer_in_business_hours(desk: Desk) -> None:
    kept = await ticket(await opened(desk.zhou))
    assert kept.number == "TK-2026-0001"
    assert kept.state == TicketState.NEW
    assert (kept.response_due_at - NOON).total_seconds() == 4 * 3600
    assert kept.due_at == kept.response_due_at


async def test_the_first_answer_ends_the_first_promise_and_takes_it_on(desk: Desk) -> None:
    number = await opened(desk.zhou)
    pass_time(hours=1)
    await ours.reply(desk.gao, number, text="Please press the button for ten seconds.")
    kept = await ticket(number)
    assert kept.state == TicketState.IN_PROGRESS
    assert kept.responded_at == clock.now()
    assert kept.due_at == kept.resolution_due_at


async def test_asking_the_customer_stops_the_clock_until_she_answers(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.reply(desk.gao, number, text="A photo, please?", waits=True)
    asked = await ticket(number)
    assert asked.state == TicketState.WAITING
    assert asked.due_at == NEVER
    pass_time(days=1)
    await theirs.answer(desk.fang, number, text="Here it is.")
    again = await ticket(number)
    assert again.state == TicketState.IN_PROGRESS
    assert (again.resolution_due_at - asked.resolution_due_at).days >= 1


async def test_both_sides_read_one_conversation_in_order(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.reply(desk.gao, number, text="Which model?")
    await theirs.answer(desk.zhou, number, text="S520")
    for reader in (desk.zhou, desk.gao, desk.lin):
        shown = await thread(reader, number)
        assert [(one.kind, one.text) for one in shown.entries] == [
            ("theirs", "The light stays off."), ("ours", "Which model?"), ("theirs", "S520"),
        ]  # fmt: skip


async def test_news_are_what_came_after_what_one_has_read(desk: Desk) -> None:
    number = await opened(desk.zhou)
    seen = (await thread(desk.zhou, number)).latest
    assert (await news(desk.zhou, number, seen)).entries == []
    await ours.reply(desk.gao, number, text="Which model?")
    found = await news(desk.zhou, number, seen)
    assert [one.text for one in found.entries] == ["Which model?"]
    assert (await news(desk.zhou, number, found.latest)).entries == []
    assert (await news(desk.zhou, number, "made-up")).entries == []


async def test_five_hundred_messages_are_read_page_by_page_without_loss(desk: Desk) -> None:
    number = await opened(desk.zhou)
    for n in range(70):
        pass_time(minutes=n)
        await theirs.answer(desk.zhou, number, text=f"message {n}")
        if n % 10 == 0:
            await ours.add_note(desk.gao, number, text=f"note {n}")
    read: list[str] = []
    before, pages = "", 0
    while True:
        part = await thread(desk.gao, number, before=before)
        read, pages = [one.text for one in part.entries] + read, pages + 1
        if part.earlier is None:
            break
        before = part.earlier
    assert pages == 3
    assert len(read) == 1 + 70 + 7
    assert len(set(read)) == len(read)
    assert read[-1] == "message 69"


async def test_a_rival_and_a_colleague_of_another_account_find_nothing(desk: Desk) -> None:
    number = await opened(desk.zhou)
    for stranger in (desk.bo, desk.market.chen):
        with pytest.raises(NotFound):
            await thread(stranger, number)
        with pytest.raises(NotFound):
            await news(stranger, number, "")
        found = await list_tickets(stranger, TicketFilter("all"), PageRequest())
        assert found.rows == []
    for attempt in (
        theirs.answer(desk.bo, number, text="x"), theirs.settle(desk.bo, number),
        theirs.cancel(desk.bo, number), theirs.rate(desk.bo, number, stars=1),
        ours.reply(desk.market.chen, number, text="x"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await attempt
    assert (await ticket(number)).state == TicketState.NEW


async def test_a_viewer_reads_and_writes_nothing(desk: Desk) -> None:
    number = await opened(desk.zhou)
    assert (await thread(desk.market.tang, number)).can == frozenset()
    with pytest.raises(NotAllowed):
        await opened(desk.market.tang)
    with pytest.raises(NotAllowed):
        await theirs.answer(desk.market.tang, number, text="x")


async def test_only_an_own_order_can_be_named(desk: Desk) -> None:
    now = clock.now()
    for n, place in enumerate((desk.market.qiming, desk.market.haiyue)):
        await SalesOrder.create(
            number=f"SO-2026-000{n}", buyer=place, state="confirmed", currency="CNY",
            placed_at=now, created_at=now, updated_at=now,
        )  # fmt: skip
    kept = await ticket(await opened(desk.zhou, order="SO-2026-0000", product="s520"))
    assert kept.order_id is not None
    assert kept.product_id is not None
    for order in ("SO-2026-0001", "SO-2026-9999"):
        with pytest.raises(Refusal) as refusal:
            await opened(desk.zhou, order=order)
        assert refusal.value.field == "order"
    with pytest.raises(Refusal) as refusal:
        await opened(desk.zhou, product="Shaver S520 with the charging stand in white")
    assert refusal.value.field == "product"


async def test_staff_open_a_request_for_an_organisation_in_their_care(desk: Desk) -> None:
    number = await theirs.open_ticket(desk.lin, request=request(), counterparty="CP-0001")
    assert (await thread(desk.zhou, number)).ticket["opened_by"] == "Lin Xiaoyu"
    with pytest.raises(Refusal):
        await theirs.open_ticket(desk.lin, request=request(), counterparty="CP-0002")


async def test_what_is_solved_can_be_reopened_for_seven_days(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.resolve(desk.gao, number, text="It was the switch.")
    pass_time(days=6, hours=23)
    assert "reopen" in (await thread(desk.zhou, number)).can
    await theirs.reopen(desk.zhou, number)
    assert (await ticket(number)).state == TicketState.IN_PROGRESS
    await theirs.settle(desk.zhou, number)
    pass_time(days=14)
    assert "reopen" not in (await thread(desk.zhou, number)).can
    with pytest.raises(Refusal):
        await theirs.reopen(desk.zhou, number)


async def test_an_answer_within_seven_days_reopens_and_a_later_one_opens_a_linked_request(
    desk: Desk,
) -> None:
    number = await opened(desk.zhou)
    await ours.resolve(desk.gao, number)
    assert await theirs.answer(desk.zhou, number, text="Not yet") == number
    assert (await ticket(number)).state == TicketState.IN_PROGRESS
    await ours.resolve(desk.gao, number)
    pass_time(days=8)
    await close_resolved(system())
    second = await theirs.answer(desk.zhou, number, text="Again")
    assert second != number
    assert (await ticket(number)).state == TicketState.CLOSED
    assert (await thread(desk.zhou, second)).ticket["follows__number"] == number
    assert (await thread(desk.zhou, number)).followers == (second,)


async def test_a_rating_ends_the_request_and_comes_once(desk: Desk) -> None:
    number = await opened(desk.zhou)
    with pytest.raises(Refusal):
        await theirs.rate(desk.zhou, number, stars=5)
    await ours.resolve(desk.gao, number)
    for stars in (0, 6):
        with pytest.raises(Refusal):
            await theirs.rate(desk.zhou, number, stars=stars)
    await theirs.rate(desk.zhou, number, stars=4, comment=" Quick. ")
    kept = await ticket(number)
    assert (kept.state, kept.stars, kept.rating_comment) == (TicketState.RATED, 4, "Quick.")
    with pytest.raises(Refusal):
        await theirs.rate(desk.zhou, number, stars=1)


async def test_the_same_form_sent_twice_opens_one_request(desk: Desk) -> None:
    first = await theirs.open_ticket(desk.zhou, request=request(), key="k1")
    again = await theirs.open_ticket(desk.zhou, request=request(), key="k1")
    assert first == again
    assert await Ticket.all().count() == 1


async def test_the_tabs_of_an_organisation_count_its_own(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await opened(desk.bo)
    await ours.reply(desk.gao, number, text="?", waits=True)
    assert await count_tabs(desk.zhou) == {"open": 1, "answer": 1, "resolved": 0}


async def test_words_of_a_request_find_it(desk: Desk) -> None:
    number = await opened(desk.zhou, subject="充电底座不亮")
    for words in ("充电", "TK-2026-0001", "启明"):
        found = await list_tickets(desk.gao, TicketFilter("all", words), PageRequest())
        assert [row["number"] for row in found.rows] == [number], words
    found = await list_tickets(desk.bo, TicketFilter("all", "充电"), PageRequest())
    assert found.rows == []


async def test_an_urgent_request_is_promised_sooner(desk: Desk) -> None:
    usual = await ticket(await opened(desk.zhou))
    urgent = await ticket(await opened(desk.zhou, priority=Priority.URGENT))
    assert urgent.due_at < usual.due_at
