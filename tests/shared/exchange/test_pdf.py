"""The order on paper: readable Chinese without any system font, and nothing in it is run."""

import asyncio
import hashlib
import io
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from pypdf import PdfReader

import shared.exchange
from shared.exchange.pdf import OrderPaper, PaperLine, PaperParty, order_pdf
from shared.kernel.wording import say

FONTS = Path(shared.exchange.__file__).parent / "fonts"

SHAVER = PaperLine(
    sku="HR-2040",
    product="往复式电动剃须刀（镜面款）",
    quantity=240_000,
    unit="件",
    price=15_900,
    net=381_600,
    tax_rate=1300,
)
PAPER = OrderPaper(
    number="SO-2026-0042",
    seller=PaperParty("好锐电器有限公司", ("浙江省温州市龙湾区滨海大道 88 号",)),
    buyer=PaperParty("Żółw & Søn AS", ("Kirkegata 5", "0153 Oslo")),
    ship_to=PaperParty("萧山仓库", ("萧山区建设一路 9 号",)),
    ordered_on=date(2026, 11, 22),
    wished_on=date(2026, 12, 5),
    reference="PO-7781",
    currency="CNY",
    lines=(SHAVER,),
    net=381_600,
    tax=49_608,
    total=431_208,
    state=say("Confirmed"),
    note='*not bold* #eval("1") $x$ \\ <b>',
    printed_at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
)


class Chinese:
    """A catalogue of a few words, as the face would hand it in."""

    WORDS: ClassVar = {
        "Sales order": "销售订单",
        "Page [n] of [m]": "第 [n] 页，共 [m] 页",
        "Confirmed": "已确认",
    }

    def gettext(self, message: str) -> str:
        return self.WORDS.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return msgid1 if n == 1 else msgid2


def printed(paper: OrderPaper, locale: str = "zh") -> PdfReader:
    translations = Chinese() if locale == "zh" else None
    return PdfReader(io.BytesIO(asyncio.run(order_pdf(paper, locale, translations))))


def text_of(document: PdfReader) -> str:
    return "".join(page.extract_text() for page in document.pages)


def test_the_order_is_read_back_in_chinese_with_its_figures() -> None:
    text = text_of(printed(PAPER))
    for part in ("销售订单", "SO-2026-0042", "好锐电器有限公司", "龙湾区", "PO-7781", "已确认"):
        assert part in text
    for part in ("HR-2040", "往复式电动剃须刀（镜面款）", "24 件", "¥3,816.00", "¥4,312.08"):
        assert part in text
    assert "人民币肆仟叁佰壹拾贰元零捌分" in text
    assert "第 1 页，共 1 页" in text


def test_an_english_order_has_no_capital_characters_and_keeps_foreign_names() -> None:
    text = text_of(printed(PAPER, "en"))
    assert "Sales order" in text
    assert "Żółw & Søn AS" in text
    assert "22 November 2026" in text
    assert "Page 1 of 1" in text
    assert "人民币" not in text


@pytest.mark.asvs("1.2.1")
def test_what_people_typed_is_set_as_text_and_never_run() -> None:
    assert '*not bold* #eval("1") $x$ \\ <b>' in text_of(printed(PAPER))


def test_a_long_order_repeats_its_heading_and_counts_its_pages() -> None:
    document = printed(replace(PAPER, lines=(SHAVER,) * 90), "en")
    pages = [page.extract_text() for page in document.pages]
    assert len(pages) > 2
    assert all("SKU Product Quantity Price" in page for page in pages)
    assert f"Page 2 of {len(pages)}" in pages[1]


def test_only_the_vendored_fonts_are_used_and_every_common_character_is_there() -> None:
    common = [
        bytes([row, cell]).decode("gb2312")
        for row in range(0xB0, 0xD7)
        for cell in range(0xA1, 0xFA)
    ]
    document = printed(replace(PAPER, note="".join(common)))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[1].removesuffix("-Identity-H")
        for page in document.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts <= {
        "WanglaiSansSC-Regular",
        "WanglaiSansSC-Bold",
        "Inter-Regular",
        "Inter-SemiBold",
    }
    text = text_of(document)
    assert [char for char in common if char not in text] == []


def vendored() -> list[dict[str, str]]:
    fonts: list[dict[str, str]] = tomllib.loads((FONTS / "vendored.toml").read_text())["font"]
    return fonts


@pytest.mark.parametrize("font", vendored(), ids=lambda font: str(font["file"]))
def test_a_vendored_font_is_the_recorded_file_with_its_licence(font: dict[str, str]) -> None:
    assert hashlib.sha256((FONTS / font["file"]).read_bytes()).hexdigest() == font["sha256"]
    assert (FONTS / font["license"].split(", ")[1]).read_text().count("SIL OPEN FONT LICENSE") == 1


def test_no_font_lies_there_unrecorded() -> None:
    lying = {path.name for path in FONTS.iterdir() if path.suffix in {".otf", ".ttf"}}
    assert lying == {font["file"] for font in vendored()}
