"""What an announcement needs, and when a change is one that readers must see anew."""

from datetime import date, datetime, timedelta

import pytest

from shared.campaigns import rules
from shared.campaigns.rules import Importance
from shared.kernel.errors import Invalid, Refusal

GOOD = {"first": None, "last": None, "is_addressed": True}
WORDS = {"title_zh": "", "title_en": "A", "text_zh": "", "text_en": "B", "importance": "notice"}


def test_one_language_is_enough() -> None:
    rules.check(("", "Holidays"), ("放假", ""), **GOOD)


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        rules.check(
            ("", ""), ("", ""), first=date(2026, 5, 2), last=date(2026, 5, 1), is_addressed=False
        )
    fields = [one.field for one in caught.value.refusals]
    assert fields == ["title_zh", "text_zh", "kinds", "visible_until"]


def test_the_last_day_still_counts() -> None:
    rules.check_days(date(2026, 5, 1), date(2026, 5, 1))
    with pytest.raises(Refusal):
        rules.check_days(date(2026, 5, 1), date(2026, 5, 2))


@pytest.mark.parametrize(
    ("field", "value"), [("text_en", "C"), ("title_zh", "甲"), ("importance", Importance.CONFIRM)]
)
def test_other_words_or_another_importance_are_a_new_version(field: str, value: str) -> None:
    assert rules.is_new_version(WORDS, WORDS | {field: value}, has_files=False)


def test_another_audience_is_no_new_version_but_a_new_file_is() -> None:
    before, after = WORDS | {"to_partner": False}, WORDS | {"to_partner": True}
    assert not rules.is_new_version(before, after, has_files=False)
    assert rules.is_new_version(WORDS, WORDS, has_files=True)


def test_readers_are_reminded_once_a_day_at_most() -> None:
    noon = datetime(2026, 5, 1, 12)
    rules.check_reminder(noon, noon + timedelta(days=1))
    with pytest.raises(Refusal):
        rules.check_reminder(noon, noon + timedelta(hours=23, minutes=59))


def test_line_breaks_of_every_system_part_paragraphs() -> None:
    assert rules.plain("  a\r\n\r\nb\rc\n") == "a\n\nb\nc"
