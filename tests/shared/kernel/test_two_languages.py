"""Which form of a text a reader sees, and what is said to be in another language."""

import pytest

from shared.kernel.two_languages import (
    Fallback,
    as_written,
    form_in,
    is_second_form,
    name_in,
    signature,
    signed,
)


@pytest.mark.parametrize(
    ("first", "other", "zh", "en"),
    [
        ("林晓雨", "Lin Xiaoyu", "林晓雨", "Lin Xiaoyu"),
        ("Chicago", "芝加哥", "芝加哥", "Chicago"),
        ("苏州", "", "苏州", "苏州"),
        ("Köln", "", "Köln", "Köln"),
        ("", "", "", ""),
        ("王芳", "王方", "王芳", "王芳"),
    ],
)
def test_each_reader_gets_the_own_form_or_the_only_one(
    first: str, other: str, zh: str, en: str
) -> None:
    assert (form_in("zh", first, other), form_in("en", first, other)) == (zh, en)


def test_a_fallback_knows_its_language_and_a_number_is_none() -> None:
    assert form_in("en", "苏州", "").lang == "zh-CN"
    assert form_in("zh", "Köln", "").lang == "en"
    assert not isinstance(form_in("zh", "215000", ""), Fallback)
    assert not isinstance(form_in("en", "Köln", ""), Fallback)
    assert name_in("zh", "", "Northlake").lang == "en"
    assert name_in("en", "启明", "").lang == "zh-CN"


def test_a_signature_is_the_name_of_today_and_what_was_written_where_nobody_is_linked() -> None:
    linked = {"author_name": "王芳", "author__name": "王方", "author__name_other": "Wang Fang"}
    alone = {"author_name": "供应商", "author__name": None, "author__name_other": None}
    assert set(linked) == set(signed("author"))
    assert signature("en", linked, "author") == "Wang Fang"
    assert signature("zh", linked, "author") == "王方"
    assert signature("en", alone, "author") == "供应商"
    assert signature("en", alone, "author").lang == "zh-CN"


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [("王芳", "王芳", "Wang Fang"), ("Wang Fang", "王芳", "Wang Fang"), ("李芳", "李芳", "李芳")],
)
def test_what_stays_as_written_changes_its_form_only_while_the_name_is_hers(
    written: str, zh: str, en: str
) -> None:
    row = dict(zip(signed("actor"), (written, "王芳", "Wang Fang"), strict=True))
    assert (as_written("zh", row, "actor"), as_written("en", row, "actor")) == (zh, en)


def test_a_second_form_is_in_the_other_script() -> None:
    assert is_second_form("王芳", "Wang Fang")
    assert is_second_form("Chicago", "芝加哥")
    assert is_second_form("Chicago", "")
    assert not is_second_form("Chicago", "Windy City")
    assert not is_second_form("王芳", "王方")
