"""Every text has its Chinese, no Chinese is left over, and collecting again changes nothing."""

from pathlib import Path

import pytest

from tools import messages

ZH = messages.ROOT / messages.ZH
pytestmark = pytest.mark.skipif(not ZH.exists(), reason="there is no catalogue yet")


@pytest.fixture(scope="module")
def found() -> set[messages.Text]:
    return set(messages.texts(messages.ROOT))


@pytest.fixture(scope="module")
def kept() -> dict[messages.Text, str]:
    return messages.read(ZH)


def test_every_text_has_its_chinese(
    found: set[messages.Text], kept: dict[messages.Text, str]
) -> None:
    missing = sorted(
        messages.shown(one) for one in found if not messages.is_translated(kept.get(one))
    )
    assert not missing, "./run messages, then add the Chinese of:\n" + "\n".join(missing)


def test_no_chinese_is_left_over(found: set[messages.Text], kept: dict[messages.Text, str]) -> None:
    stale = sorted(messages.shown(one) for one in kept if one not in found)
    assert not stale, "./run messages takes out:\n" + "\n".join(stale)


def test_the_chinese_holds_the_same_places(kept: dict[messages.Text, str]) -> None:
    wrong = [
        f"{messages.shown(text)} → {chinese}"
        for text, chinese in kept.items()
        if chinese and not messages.places(chinese) <= messages.places(text)
    ]
    assert not wrong, "these name a place that the English has not:\n" + "\n".join(wrong)


def test_collecting_again_gives_the_same_file(kept: dict[messages.Text, str]) -> None:
    once = messages.written(kept)
    assert ZH.read_text(encoding="utf-8") == once, "./run messages brings zh.po into its order"


def test_marked_texts_are_found_wherever_they_stand(tmp_path: Path) -> None:
    python = 'say("Order {number} is closed.", number=1)\nsay_n("{n} line", "{n} lines", 2)\n'
    assert set(messages.texts_of_python(python)) == {
        "Order {number} is closed.",
        ("{n} line", "{n} lines"),
    }
    page = (
        "{{ _('Orders') }}{% if x %}{{ ngettext('%(num)s line', '%(num)s lines', n) }}{% endif %}"
    )
    assert set(messages.texts_of_template(page)) == {
        "Orders",
        ("%(num)s line", "%(num)s lines"),
    }
    path = tmp_path / "zh.po"
    path.write_text(messages.written({"Orders": "订单", ("a", "b"): "甲"}), encoding="utf-8")
    assert messages.read(path) == {"Orders": "订单", ("a", "b"): "甲"}
    assert messages.read(tmp_path / "none.po") == {}
    assert not messages.places("{number}") <= messages.places(("{n} line", "%(num)s lines"))
