"""The access list in words, also for whoever may read the list but not what stands behind a line."""

from datetime import UTC, datetime

from shared.identity.past_views import PastView
from shared.web.access_words import reason_of, told

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LOOKED = {"verb": "membership.view_as", "record_table": "view_as", "record_number": "a1"}


def test_a_look_names_whose_eyes_and_why() -> None:
    views = {"a1": PastView("a1", "Lin", "Zhou Min", "she asked", NOW, NOW, NOW)}
    assert told(LOOKED, views).params == {"name": "Zhou Min"}
    assert reason_of(LOOKED, views) == "she asked"
    assert reason_of({**LOOKED, "verb": "membership.leave_view"}, views) == ""


def test_without_the_right_to_read_views_the_line_stays_readable() -> None:
    assert "looked at the portal" in told(LOOKED, {}).text
    assert reason_of(LOOKED, {}) == ""
