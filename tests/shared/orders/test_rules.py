"""Decisions about orders, without a database: states, limits, fulfilment."""

import pytest

from shared.kernel.errors import Refusal
from shared.kernel.state import after
from shared.orders import rules
from shared.orders.rules import TRANSITIONS, Fulfilment, OrderState

VERBS = {verb for _, verb in TRANSITIONS}


@pytest.mark.asvs("2.3.1")
def test_what_the_table_does_not_name_is_refused() -> None:
    for state in OrderState:
        for verb in VERBS:
            if (state, verb) in TRANSITIONS:
                assert after(TRANSITIONS, state, verb) == TRANSITIONS[state, verb]
            else:
                with pytest.raises(Refusal):
                    after(TRANSITIONS, state, verb)


@pytest.mark.asvs("2.3.1")
def test_nothing_follows_an_ended_order() -> None:
    assert {state for state, _ in TRANSITIONS}.isdisjoint(rules.ENDED_STATES)


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {OrderState.DRAFT}
    for _ in OrderState:
        reached |= {to for (state, _), to in TRANSITIONS.items() if state in reached}
    assert reached == set(OrderState)


@pytest.mark.parametrize(
    ("lines", "arrived", "expected"),
    [
        ([(10, 0), (5, 0)], False, Fulfilment.OPEN),
        ([(10, 10), (5, 0)], False, Fulfilment.PART_SHIPPED),
        ([(10, 9), (5, 5)], True, Fulfilment.PART_SHIPPED),
        ([(10, 10), (5, 5)], False, Fulfilment.SHIPPED),
        ([(10, 10), (5, 5)], True, Fulfilment.DELIVERED),
        ([], False, Fulfilment.OPEN),
    ],
)
def test_fulfilment_is_derived_from_the_lines(
    lines: list[tuple[int, int]], arrived: bool, expected: Fulfilment
) -> None:
    assert rules.fulfilment_of(lines, all_arrived=arrived) == expected


@pytest.mark.parametrize(
    ("net", "within", "needed"),
    [
        (100, True, ()),
        (101, True, ("amount",)),
        (100, False, ("credit",)),
        (101, False, ("credit", "amount")),
    ],
)
def test_approval_is_needed_above_routine_and_over_credit(
    net: int, within: bool, needed: tuple[str, ...]
) -> None:
    assert rules.approvals_needed(net, routine_limit=100, within_credit=within) == needed


@pytest.mark.parametrize(
    ("roles", "own", "limit"),
    [
        ({"account_manager"}, None, 500),
        ({"account_manager"}, 800, 800),
        ({"sales_manager"}, None, None),
        ({"sales_manager", "account_manager"}, None, None),
        ({"sales_manager"}, 900, 900),
    ],
)
def test_whose_limit_counts(roles: set[str], own: int | None, limit: int | None) -> None:
    assert rules.approval_limit(frozenset(roles), own, 500) == limit


def test_up_to_the_limit_is_approved_and_one_fen_more_is_not() -> None:
    rules.check_may_approve(500, 500, is_author=False)
    with pytest.raises(Refusal, match="above your approval limit"):
        rules.check_may_approve(501, 500, is_author=False)
    with pytest.raises(Refusal, match="entered it yourself"):
        rules.check_may_approve(1, None, is_author=True)


def test_the_value_of_what_left_is_rounded_line_by_line() -> None:
    assert rules.value_of_shipped([(100, 3, 1), (100, 3, 2), (50, 1, 0)]) == 33 + 67
