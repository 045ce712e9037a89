"""The journal says every deed, field and value in the reader's words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.counterparties.proposals import FIELDS
from shared.journal.queries import Deed
from shared.kernel.wording import Message
from shared.web.deeds import shown
from shared.web.words import speaker

AT = datetime(2026, 1, 1, tzinfo=UTC)


def read(verb: str, *changes: tuple[str, Any, Any], locale: str = "zh") -> list[tuple[str, ...]]:
    """Return what a reader sees of one deed: (field, before, after)."""
    deed = Deed(AT, "x", "admin", verb, "counterparty", "CP-0001", "", list(changes))
    words = speaker(locale)

    def speak(value: Any) -> str:
        return words.speak(value) if isinstance(value, Message) else value

    return [tuple(map(speak, one)) for one in shown([deed], locale)[0].changes]


@pytest.mark.parametrize(("locale", "words"), [("zh", "中国"), ("en", "China")])
def test_a_country_is_called_by_its_name(locale: str, words: str) -> None:
    ((_, before, after),) = read("counterparty.update", ("country", "DE", "CN"), locale=locale)
    assert after == words
    assert before != "DE"


def test_every_field_that_can_be_asked_for_has_a_name() -> None:
    names = [(name, "", "x") for about in FIELDS.values() for name in about]
    shown_names = [row[0] for row in read("profile_change.apply", *names)]
    assert not {name for name, _, _ in names} & set(shown_names)
    assert read("profile_change.apply", ("logo", "", "a.png"))[0][0] == "标志"
    assert read("profile_change.apply", ("code", "", "102"))[0][0] == "联行号或 BIC"
    assert read("product.update", ("code", "", "102"))[0][0] == "代码"


def test_values_with_words_of_their_own_are_said_in_them() -> None:
    assert read("profile_change.apply", ("is_default", "", "1")) == [("默认", "—", "是")]
    assert read("address.create", ("kind", None, "ship")) == [("用途", "—", "送货")]
    assert read("profile_change.withdraw", ("state", "submitted", "withdrawn"))[0][0] == "状态"


def test_a_refused_field_stands_with_its_reason() -> None:
    refused = {"website": "It does not open", "phone": "Not yours"}
    assert read("profile_change.apply", ("refused", None, refused), locale="en") == [
        ("Not agreed to", "—", "Website: It does not open · Phone: Not yours")
    ]
