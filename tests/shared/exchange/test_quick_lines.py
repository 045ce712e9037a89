"""Order lines as buyers paste and send them."""

import asyncio

import pytest

from shared.exchange.quick_lines import PastedLine, lines_from_file, lines_from_text
from shared.exchange.sheets import Column, Sheet, to_xlsx
from shared.kernel.errors import Refusal


def read(text: str) -> list[tuple[str, int]]:
    lines = lines_from_text(text)
    assert [line.error for line in lines] == [None] * len(lines)
    return [(line.product, line.quantity // 10_000) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "HR-2040\t24\nHR-1010\t6\n",
        "HR-2040,24\r\nHR-1010,6",
        "HR-2040; 24\n\n  HR-1010; 6\n",
        "HR-2040 24\nHR-1010 6",
        "HR-2040 x 24\nHR-1010 × 6",
        "HR-2040　24\nHR-1010，6",
        "SKU\tQuantity\nHR-2040\t24\nHR-1010\t6",
        "数量,产品编号\n24,HR-2040\n6,HR-1010",
        "HR-2040\tRotary shaver\t24\tpcs\nHR-1010\tTrimmer\t6\tpcs",
    ],
)
def test_a_paste_is_read_whatever_it_is_cut_by(text: str) -> None:
    assert read(text) == [("HR-2040", 24), ("HR-1010", 6)]


def test_a_name_with_blanks_stays_whole() -> None:
    assert read("往复式 剃须刀 12\nRotary shaver 2\t5") == [
        ("往复式 剃须刀", 12),
        ("Rotary shaver 2", 5),
    ]


def test_what_cannot_be_a_line_says_why_and_keeps_what_was_typed() -> None:
    lines = lines_from_text("HR-2040\tmany\n\tHR\nHR-1010\n\t5\nHR-3\t-2")
    told = [(line.line, line.product, line.typed_quantity, str(line.error)) for line in lines]
    assert told == [
        (1, "HR-2040", "many", "Enter a quantity, for example 24."),
        (2, "", "HR", "The product is missing."),
        (3, "HR-1010", "", "The quantity is missing."),
        (4, "", "5", "The product is missing."),
        (5, "HR-3", "-2", "The quantity must be more than zero."),
    ]


def test_a_file_is_read_with_or_without_headings() -> None:
    sheet = Sheet(
        "Order", [Column("产品编号"), Column("数量", "number")], [["HR-2040", 24], ["00123", 6]]
    )
    book = asyncio.run(to_xlsx(sheet))
    assert asyncio.run(lines_from_file(book, "order.xlsx")) == [
        PastedLine(2, "HR-2040", 240_000, "24"),
        PastedLine(3, "00123", 60_000, "6"),
    ]
    bare = asyncio.run(lines_from_file(b"HR-2040,24\nHR-1010,6\n", "order.csv"))
    assert [(line.product, line.quantity) for line in bare] == [
        ("HR-2040", 240_000),
        ("HR-1010", 60_000),
    ]


def test_too_much_is_refused_at_once() -> None:
    with pytest.raises(Refusal, match="500 lines"):
        lines_from_text("HR-2040 1\n" * 501)
    with pytest.raises(Refusal, match="too much to paste"):
        lines_from_text("x" * 200_001)
    with pytest.raises(Refusal, match="not a spreadsheet"):
        asyncio.run(lines_from_file(b"\x00\x01\x02", "order.pdf"))
