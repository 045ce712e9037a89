"""What was promised, stopped while the customer is asked, and never healed by a pause."""

from datetime import UTC, datetime, timedelta

from shared.kernel.business_hours import Calendar
from shared.tickets.rules import Category, Priority
from shared.tickets.rules.clocks import (
    DEFAULTS,
    NEVER,
    Promise,
    next_rung,
    pause,
    promise_anew,
    respond,
    resume,
    start,
    warning_at,
)

DESK = Calendar()
TWO_AND_TWELVE = Promise(response=120, resolution=720)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in November on the clocks of Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_the_first_promise_that_can_break_is_the_first_response() -> None:
    clocks = start(DESK, TWO_AND_TWELVE, at(23, 10))
    assert clocks.due_at == at(23, 12)
    assert respond(clocks, at(23, 11)).due_at == at(24, 13)


def test_a_late_first_response_is_remembered_and_a_second_one_changes_nothing() -> None:
    clocks = respond(start(DESK, TWO_AND_TWELVE, at(23, 10)), at(23, 13))
    assert clocks.response_broken
    assert respond(clocks, at(23, 17)) == clocks


def test_the_clock_stops_while_we_wait_and_runs_on_with_what_was_left() -> None:
    clocks = respond(start(DESK, TWO_AND_TWELVE, at(23, 10)), at(23, 11))
    stopped = pause(clocks, at(23, 16))  # six of twelve hours are gone
    assert stopped.due_at == NEVER
    again = resume(DESK, stopped, at(27, 17))  # Friday evening
    assert again.due_at == at(30, 14)
    assert again.waited == timedelta(hours=2 + 9 * 3 + 8)


def test_a_pause_over_night_moves_nothing() -> None:
    clocks = respond(start(DESK, TWO_AND_TWELVE, at(23, 10)), at(23, 11))
    assert resume(DESK, pause(clocks, at(23, 19)), at(24, 8)).due_at == clocks.due_at


def test_a_broken_promise_stays_broken_after_a_pause() -> None:
    clocks = respond(start(DESK, TWO_AND_TWELVE, at(23, 10)), at(23, 11))
    again = resume(DESK, pause(clocks, at(24, 15)), at(26, 9))
    assert again.resolution_broken
    assert again.due_at == clocks.due_at


def test_another_priority_counts_from_the_opening_and_leaves_pauses_out() -> None:
    clocks = respond(start(DESK, TWO_AND_TWELVE, at(23, 10)), at(23, 11))
    paused = resume(DESK, pause(clocks, at(23, 12)), at(23, 15))
    sooner = promise_anew(DESK, paused, Promise(30, 240))
    assert sooner.due_at == at(23, 17)
    assert sooner.response_due_at == clocks.response_due_at


def test_the_warning_comes_when_a_quarter_of_the_time_is_left() -> None:
    clocks = start(DESK, TWO_AND_TWELVE, at(23, 10))
    assert warning_at(DESK, clocks, at(23, 10)) == at(23, 11, 30)
    assert warning_at(DESK, pause(clocks, at(23, 10)), at(23, 10)) == NEVER


def test_the_ladder_has_three_rungs() -> None:
    assert next_rung(DESK, 1, at(23, 16)) == at(24, 11)
    assert next_rung(DESK, 2, at(23, 16)) == at(24, 16)
    assert next_rung(DESK, 3, at(23, 16)) == NEVER


def test_every_category_and_priority_has_a_promise_and_urgent_is_never_slower() -> None:
    for category in Category:
        promises = [DEFAULTS[category, priority] for priority in Priority]
        assert promises == sorted(promises, key=lambda one: -one.resolution)
        assert all(one.response < one.resolution for one in promises)
