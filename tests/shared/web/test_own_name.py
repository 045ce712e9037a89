"""Everybody writes her own name, in both languages, and nobody else's."""

import pytest

from shared.access.models import User
from shared.journal.models import JournalEntry
from tests.cast import browser_of


def _written(**other: str) -> dict[str, str]:
    return {"name": "林晓雨", "name_other": "Lin Xiaoyu", "title": "", "title_other": "", **other}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("subject", ["lin.xiaoyu", "zhou.min"])
async def test_a_new_name_greets_in_the_language_of_the_page(subject: str) -> None:
    amy = await browser_of(subject)
    sent = _written(name="林雨晴", name_other="Lin Yuqing", version="1")
    assert (await amy.post("/me/name", sent)).status_code == 303
    home = (await amy.get("/")).text
    assert "Lin Yuqing" in home
    assert "林雨晴" not in home
    assert await User.filter(name="林雨晴").count() == 1
    entry = await JournalEntry.filter(verb="user.name").get()
    assert '"Lin Yuqing"' in entry.after


@pytest.mark.usefixtures("demo")
async def test_a_second_form_in_the_same_language_is_refused_and_kept_typed() -> None:
    amy = await browser_of("lin.xiaoyu")
    answer = await amy.post("/me/name", _written(name_other="林小雨", version="1"))
    assert answer.status_code == 422
    assert "one form in Chinese characters, one without" in answer.text
    assert 'value="林小雨"' in answer.text
    assert (await User.get(name="林晓雨")).name_other == "Lin Xiaoyu"


@pytest.mark.usefixtures("demo")
async def test_a_name_saved_on_another_device_is_not_overwritten() -> None:
    amy = await browser_of("lin.xiaoyu")
    await amy.post("/me/name", _written(title="总监", version="1"))
    answer = await amy.post("/me/name", _written(title="主管", version="1"))
    assert answer.status_code == 409
    assert (await User.get(name="林晓雨")).title == "总监"
