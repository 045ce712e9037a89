"""How long a certificate holds, day by day."""

from datetime import date, timedelta

import pytest

from shared.documents.rules import (
    Card,
    StandingState,
    check_card,
    check_expiry,
    reminder,
    share_left,
    standing,
)
from shared.kernel.errors import Invalid, Refusal

END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (31, "valid"), (30, "expiring"), (1, "expiring"), (0, "expiring"), (-1, "grace"),
        (-14, "grace"), (-15, "expired"),
    ],
)  # fmt: skip
def test_a_certificate_ages(left: int, expected: str) -> None:
    today = END - timedelta(days=left)
    assert standing(END, pending=True, refused=False, today=today, grace_days=14) == expected


def test_without_an_accepted_one_what_was_sent_counts() -> None:
    def now(*, pending: bool, refused: bool) -> StandingState:
        return standing(None, pending=pending, refused=refused, today=END, grace_days=14)

    assert now(pending=False, refused=False) is StandingState.MISSING
    assert now(pending=True, refused=True) is StandingState.IN_REVIEW
    assert now(pending=False, refused=True) is StandingState.REJECTED


@pytest.mark.parametrize(
    ("left", "due"), [(31, 0), (30, 1), (8, 1), (7, 2), (1, 2), (0, 3), (-9, 3)]
)
def test_three_reminders_fall_due(left: int, due: int) -> None:
    assert reminder(END, END - timedelta(days=left)) == due


def test_the_bar_of_a_card_empties_over_a_year() -> None:
    lefts = (400, 365, 73, 0, -5)
    assert [share_left(END, END - timedelta(days=left)) for left in lefts] == [100, 100, 20, 0, 0]


def test_days_beyond_reason_are_refused() -> None:
    check_expiry(END, END)
    for day in (END - timedelta(days=1), date(2070, 1, 1)):
        with pytest.raises(Refusal) as refused:
            check_expiry(day, END)
        assert refused.value.field == "expires_on"


def test_a_document_needs_a_title_and_known_kinds() -> None:
    check_card(Card("价目表", "", "price_list", ("distributor",)))
    with pytest.raises(Invalid) as invalid:
        check_card(Card("", "", "poem", ("poet",)))
    assert {one.field for one in invalid.value.refusals} == {"title_zh", "kind", "kinds"}
