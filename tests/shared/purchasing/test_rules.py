"""What may follow what on a purchase order, and what its lines make of it."""

import pytest

from shared.kernel.errors import Refusal
from shared.kernel.state import after, may
from shared.kernel.wording import Message
from shared.language.speaking import translated
from shared.purchasing.rules import deliveries, lines, orders
from shared.purchasing.rules.lines import LineFulfilment, LineState, in_words
from shared.purchasing.rules.orders import OrderStage, OrderStatus

OPEN, SHIPPED, RECEIVED = LineFulfilment.OPEN, LineFulfilment.SHIPPED, LineFulfilment.RECEIVED


def test_a_confirmed_line_is_not_cancelled_by_purchasing_alone() -> None:
    assert not may(lines.TRANSITIONS, LineState.CONFIRMED, "cancel")
    assert may(lines.TRANSITIONS, LineState.CONFIRMED, "agree_cancellation")
    with pytest.raises(Refusal):
        lines.check_cancellation(was_confirmed=True, shipped=0)


def test_purchasing_cannot_agree_to_what_nobody_proposed() -> None:
    with pytest.raises(Refusal):
        after(lines.TRANSITIONS, LineState.AWAITING, "agree")


@pytest.mark.asvs("2.3.1")
def test_nothing_moves_a_line_that_has_ended() -> None:
    ended = (LineState.CANCELLED,)
    assert not [verb for state, verb in lines.TRANSITIONS if state in ended]


@pytest.mark.parametrize(
    ("pairs", "status"),
    [
        ([(LineState.CONFIRMED, OPEN), (LineState.AWAITING, OPEN)], OrderStatus.TO_ANSWER),
        ([(LineState.PROPOSED, OPEN), (LineState.AWAITING, OPEN)], OrderStatus.CHANGED),
        ([(LineState.REJECTED, OPEN), (LineState.CONFIRMED, OPEN)], OrderStatus.CHANGED),
        ([(LineState.CONFIRMED, OPEN), (LineState.CANCELLED, OPEN)], OrderStatus.CONFIRMED),
        ([(LineState.CONFIRMED, SHIPPED), (LineState.CONFIRMED, OPEN)], OrderStatus.PART_SHIPPED),
        ([(LineState.CONFIRMED, RECEIVED), (LineState.CANCELLED, OPEN)], OrderStatus.RECEIVED),
        ([(LineState.CLOSED, RECEIVED), (LineState.CANCELLED, OPEN)], OrderStatus.CLOSED),
        ([(LineState.CANCELLED, OPEN)], OrderStatus.CANCELLED),
    ],
)
def test_the_status_of_an_order_follows_from_its_lines(
    pairs: list[tuple[LineState, LineFulfilment]], status: OrderStatus
) -> None:
    assert orders.status_of(OrderStage.SENT, pairs) == status


def test_an_approved_total_needs_no_second_approval_until_it_grows() -> None:
    assert orders.needs_approval(101, value=101, approved=0, limit=100)
    assert not orders.needs_approval(101, value=101, approved=101, limit=100)
    assert orders.needs_approval(102, value=102, approved=101, limit=100)
    assert not orders.needs_approval(100, value=100, approved=0, limit=100)
    assert orders.needs_approval(100, value=701, approved=0, limit=100)


def test_a_tolerance_lets_a_little_more_be_shipped() -> None:
    assert lines.most_to_ship(1_000_000, 400_000, 500) == 650_000
    assert lines.most_to_ship(1_000_000, 1_050_000, 500) == 0


@pytest.mark.asvs("2.3.1")
def test_a_delivery_that_arrived_is_not_cancelled() -> None:
    assert not may(deliveries.TRANSITIONS, deliveries.DeliveryState.ARRIVED, "cancel")


def test_only_the_reason_chosen_is_said_in_the_readers_language() -> None:
    def read(code: str, words: str) -> str:
        shown = in_words(code, words)
        return translated(shown, "zh") if isinstance(shown, Message) else shown

    assert read("capacity", "") == "产能不足"
    assert read("capacity", "Sent") == "产能不足 · Sent", (
        "own words stay, though a sentence of ours"
    )
    assert read("", "Sent · Capacity") == "Sent · Capacity"
    assert read("other", "") == "其他"
    assert read("other", "Flood") == "Flood", "“other” says nothing beside words"
    assert read("gone", "Flood") == "Flood"
