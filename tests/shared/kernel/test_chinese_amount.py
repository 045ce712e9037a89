"""Amounts in capital characters, against the examples every Chinese clerk knows."""

import pytest

from shared.kernel.chinese_amount import in_words


@pytest.mark.parametrize(
    ("minor", "words"),
    [
        (0, "人民币零元整"),
        (5, "人民币伍分"),
        (50, "人民币伍角整"),
        (105, "人民币壹元零伍分"),
        (150, "人民币壹元伍角整"),
        (1_000, "人民币壹拾元整"),
        (168_032, "人民币壹仟陆佰捌拾元叁角贰分"),
        (1_070_053, "人民币壹万零柒佰元伍角叁分"),
        (10_700_003, "人民币壹拾万柒仟元零叁分"),
        (600_000_714, "人民币陆佰万零柒元壹角肆分"),
        (10_000_000_000, "人民币壹亿元整"),
        (10_000_000_100, "人民币壹亿零壹元整"),
        (10_100_000_000, "人民币壹亿零壹佰万元整"),
        (100_000_000_000_000, "人民币壹万亿元整"),
        (123_456_789_012_345, "人民币壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分"),
        (-168_000, "人民币负壹仟陆佰捌拾元整"),
    ],
)
def test_an_amount_reads_as_a_clerk_writes_it(minor: int, words: str) -> None:
    assert in_words(minor) == words


def test_the_currency_is_named_and_yen_have_no_cents() -> None:
    assert in_words(120_050, "USD") == "美元壹仟贰佰元伍角整"
    assert in_words(1200, "JPY") == "日元壹仟贰佰元整"
    assert in_words(100, "CHF") == "CHF壹元整"
