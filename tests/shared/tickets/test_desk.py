"""What the desk does: queues, assigning, changing, notes, merging, the ladder, and its timers."""

import pytest

from shared.access.actor import system
from shared.kernel import clock
from shared.kernel.errors import NotAllowed, NotFound, Refusal, Stale
from shared.kernel.paging import PageRequest
from shared.outbox.models import OutboxMessage
from shared.tickets.actions import desk as ours
from shared.tickets.actions import requests as theirs
from shared.tickets.actions import timers
from shared.tickets.actions.desk import Particulars
from shared.tickets.actions.merging import merge
from shared.tickets.models import TicketInternalNote
from shared.tickets.queries.lists import TicketFilter, count_tabs, list_tickets
from shared.tickets.queries.threads import thread
from shared.tickets.rules import Category, Priority, TicketState
from tests.shared.tickets.desk import Desk, opened, pass_time, ticket

SECRET = "They will ask for a discount."


def particulars(**changes: object) -> Particulars:
    usual = {"subject": "Charging", "category": Category.TECHNICAL, "priority": Priority.NORMAL}
    return Particulars(**(usual | changes))  # type: ignore[arg-type]


async def queue(desk: Desk, tab: str) -> list[str]:
    found = await list_tickets(desk.gao, TicketFilter(tab), PageRequest())
    return [row["number"] for row in found.rows]


async def test_queues_are_sorted_by_the_promise_that_breaks_next(desk: Desk) -> None:
    slow = await opened(desk.zhou, category=Category.CONSULTATION, priority=Priority.LOW)
    quick = await opened(desk.bo, category=Category.COMPLAINT)
    assert await queue(desk, "team") == [quick, slow]
    await ours.assign(desk.gao, slow)
    await ours.reply(desk.gao, quick, text="A photo?", waits=True)
    assert await queue(desk, "team") == [slow, quick]
    assert await queue(desk, "mine") == [slow]
    assert await queue(desk, "unassigned") == [quick]
    assert await queue(desk, "waiting") == [quick]
    counts = await count_tabs(desk.gao)
    assert counts == {"mine": 1, "team": 2, "unassigned": 1, "breaching": 0, "waiting": 1}


async def test_a_promise_about_to_break_stands_in_its_own_queue(desk: Desk) -> None:
    number = await opened(desk.zhou)
    assert await queue(desk, "breaching") == []
    pass_time(hours=3)
    assert await queue(desk, "breaching") == [number]


async def test_only_the_desk_assigns_and_only_to_the_desk(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.assign(desk.gao, number, to="mei-lan")
    kept = await ticket(number)
    assert kept.assignee_id == desk.mei.user_id
    assert kept.state == TicketState.IN_PROGRESS
    with pytest.raises(Refusal):
        await ours.assign(desk.gao, number, to="lin-xiaoyu")
    with pytest.raises(NotAllowed):
        await ours.assign(desk.lin, number)


async def test_another_priority_moves_the_promise_and_two_editors_do_not_overwrite(
    desk: Desk,
) -> None:
    number = await opened(desk.zhou)
    before = await ticket(number)
    kept = particulars(priority=Priority.URGENT)
    await ours.change_ticket(desk.gao, number, kept=kept, version=before.version)
    after = await ticket(number)
    assert after.resolution_due_at < before.resolution_due_at
    with pytest.raises(Stale):
        await ours.change_ticket(desk.mei, number, kept=particulars(), version=before.version)


async def test_a_message_in_between_is_no_conflict_for_an_editor(desk: Desk) -> None:
    number = await opened(desk.zhou)
    version = (await ticket(number)).version
    await theirs.answer(desk.zhou, number, text="One more thing")
    await ours.change_ticket(desk.gao, number, kept=particulars(), version=version)
    assert (await ticket(number)).subject == "Charging"


async def test_a_note_is_read_by_us_alone(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.add_note(desk.lin, number, text=SECRET)
    for reader in (desk.gao, desk.lin, desk.jiang):
        assert [one.text for one in (await thread(reader, number)).entries][-1] == SECRET
    for reader in (desk.zhou, desk.fang):
        assert SECRET not in str(await thread(reader, number))
    with pytest.raises(NotAllowed):
        await ours.add_note(desk.zhou, number, text="x")
    with pytest.raises(NotFound):
        await ours.add_note(desk.market.chen, number, text="x")
    assert await TicketInternalNote.all().count() == 1


async def test_merging_shows_the_messages_under_the_other_number(desk: Desk) -> None:
    first, second, third = [await opened(desk.zhou, subject=f"no {n}") for n in range(3)]
    await theirs.answer(desk.zhou, first, text="from the first")
    await merge(desk.gao, first, into=second)
    await merge(desk.gao, second, into=third)
    shown = await thread(desk.zhou, third)
    assert "from the first" in [one.text for one in shown.entries]
    assert {one.merged_from for one in shown.entries} == {"", first, second}
    old = await thread(desk.zhou, first)
    assert old.ticket["merged_into__number"] == third
    with pytest.raises(Refusal):
        await theirs.answer(desk.zhou, first, text="still here")


async def test_merging_stays_within_one_organisation_and_needs_an_open_target(desk: Desk) -> None:
    mine, foreign = await opened(desk.zhou), await opened(desk.bo)
    over = await opened(desk.zhou)
    await theirs.cancel(desk.zhou, over)
    for into in (foreign, mine, over, "TK-2026-9999"):
        with pytest.raises(Refusal) as refusal:
            await merge(desk.gao, mine, into=into)
        assert refusal.value.field == "into"
    assert (await ticket(mine)).state == TicketState.NEW


async def test_the_timer_warns_once_and_climbs_the_ladder_rung_by_rung(desk: Desk) -> None:
    number = await opened(desk.zhou)
    pass_time(hours=3)
    assert await timers.warn_of_breaches(system()) == 1
    assert await timers.warn_of_breaches(system()) == 0
    assert await timers.climb_ladder(system()) == 0
    pass_time(hours=4, minutes=1)
    assert await timers.climb_ladder(system()) == 1
    assert await timers.climb_ladder(system()) == 0
    kept = await ticket(number)
    assert (kept.escalation, kept.response_broken) == (1, True)
    for day in (2, 4, 6, 8, 10):
        pass_time(days=day)
        await timers.climb_ladder(system())
    assert (await ticket(number)).escalation == 3
    told = await OutboxMessage.filter(topic="ticket.escalated").count()
    assert told == 3


async def test_no_timer_touches_a_request_that_waits_for_the_customer(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.reply(desk.gao, number, text="?", waits=True)
    pass_time(days=30)
    assert await timers.warn_of_breaches(system()) == 0
    assert await timers.climb_ladder(system()) == 0
    assert (await ticket(number)).escalation == 0


async def test_resolved_requests_close_after_seven_days_and_not_before(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.resolve(desk.gao, number)
    pass_time(days=6)
    assert await timers.close_resolved(system()) == 0
    pass_time(days=7)
    assert await timers.close_resolved(system()) == 1
    assert await timers.close_resolved(system()) == 0
    assert (await ticket(number)).state == TicketState.CLOSED


async def test_whoever_escalates_says_why_to_us_alone(desk: Desk) -> None:
    number = await opened(desk.zhou)
    await ours.escalate(desk.lin, number, reason=SECRET)
    assert (await ticket(number)).escalation == 1
    assert SECRET not in str(await thread(desk.zhou, number))
    assert SECRET in str(await thread(desk.gao, number))
    told = await OutboxMessage.get(topic="ticket.escalated")
    assert SECRET not in told.payload


async def test_a_reader_of_everything_writes_nothing(desk: Desk) -> None:
    number = await opened(desk.zhou)
    for attempt in (
        ours.reply(desk.jiang, number, text="x"), ours.resolve(desk.jiang, number),
        ours.add_note(desk.jiang, number, text="x"), merge(desk.jiang, number, into=number),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await attempt


async def test_a_late_answer_is_remembered(desk: Desk) -> None:
    number = await opened(desk.zhou)
    pass_time(hours=5)
    await ours.reply(desk.gao, number, text="Sorry.")
    assert (await ticket(number)).response_broken
    assert clock.now() == (await ticket(number)).responded_at
