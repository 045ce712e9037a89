"""What a file truly is: honest ones of every kind, liars, polyglots and bombs."""

import asyncio
import io
import time

import pytest
from PIL import Image

from shared.files.inspection import Inspected, inspect
from shared.files.rules import Limits
from shared.kernel.errors import Refusal
from tests.shared.files import samples

LIMITS = Limits(size=20_000_000, count=10, quota=10**9)
CSV = "名称,数量\n剃须刀,10\n"


def inspected(body: bytes, name: str, limits: Limits = LIMITS) -> Inspected:
    return asyncio.run(inspect(body, name, limits))


def refusal(body: bytes, name: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refusal) as refused:
        inspected(body, name, limits)
    assert refused.value.field == "files"
    return str(refused.value)


HONEST = {
    "a.pdf": (samples.PDF, "pdf"),
    "a.xlsx": (samples.workbook(), "xlsx"),
    "a.docx": (samples.document(), "docx"),
    "a.xls": (samples.old_workbook("Root Entry", "Workbook"), "xls"),
    "a.csv": (CSV.encode(), "csv"),
    "b.csv": (CSV.encode("gb18030"), "csv"),
    "c.csv": (CSV.encode("utf-16"), "csv"),
    "a.txt": (b"a < b and c > d\n", "txt"),
}


@pytest.mark.parametrize("name", HONEST)
def test_a_paper_is_kept_byte_for_byte(name: str) -> None:
    body, kind = HONEST[name]
    found = inspected(body, name)
    assert (found.kind.code, found.content, found.name, found.thumbnail) == (kind, body, name, b"")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_an_image_is_drawn_anew_with_a_small_copy(form: str) -> None:
    found = inspected(samples.picture(form, (800, 600)), f"p.{form.lower()}")
    with (
        Image.open(io.BytesIO(found.content)) as drawn,
        Image.open(io.BytesIO(found.thumbnail)) as small,
    ):
        assert (drawn.format, drawn.size) == (form, (800, 600))
        assert (small.format, small.size) == ("WEBP", (320, 240))


def test_what_a_photograph_tells_about_its_taker_is_gone() -> None:
    body = samples.photograph()
    assert b"secret comment" in body
    found = inspected(body, "home.jpg")
    with Image.open(io.BytesIO(found.content)) as drawn:
        assert not drawn.getexif()
        assert drawn.size == (20, 60)  # turned upright before its orientation was dropped
    assert b"secret" not in found.content
    assert b"Exif" not in found.content + found.thumbnail


def test_what_hangs_behind_an_image_does_not_survive() -> None:
    zipped = samples.archive("evil.txt", content=b"payload")
    found = inspected(samples.picture("PNG") + zipped + b"<script>1</script>", "a.png")
    assert b"PK\x03\x04" not in found.content
    assert b"<script" not in found.content


@pytest.mark.asvs("5.2.2")
def test_an_image_is_known_by_its_bytes_and_not_by_its_name() -> None:
    assert inspected(samples.picture("PNG"), "photo.jpg").name == "photo.png"


REFUSED = {
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", "HTML, SVG"),
    "svg as text": (b"  \n<?xml version='1.0'?><svg/>", "a.txt", "HTML, SVG"),
    "html": (b"<!DOCTYPE html><body onload=x>", "a.csv", "HTML, SVG"),
    "html far inside": (b"a,b\n" * 30_000 + b"<ScRipt >x", "a.csv", "HTML, SVG"),
    "html in utf-16": ("<html>".encode("utf-16"), "a.txt", "HTML, SVG"),
    "windows program": (b"MZ\x90\x00" + b"\x00" * 99, "a.pdf", "Programs"),
    "linux program": (b"\x7fELF" + b"\x00" * 99, "a.txt", "Programs"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", "a.txt", "Programs"),
    "pdf that is a zip": (samples.PDF + samples.archive("a"), "a.pdf", "two things"),
    "pdf with a tail": (samples.PDF + b"MZ program", "a.pdf", "two things"),
    "pdf that is a page": (b"%PDF-1.7 <html>" + samples.PDF, "a.pdf", "two things"),
    "pdf behind a page": (b"<html>" + samples.PDF, "a.pdf", "HTML, SVG"),
    "pdf cut off": (samples.PDF[:20], "a.pdf", "damaged"),
    "zip behind a program": (b"MZ" + samples.workbook(), "a.xlsx", "Programs"),
    "zip with a tail": (samples.workbook() + b"tail", "a.xlsx", "two things"),
    "zip with a comment": (
        samples.archive("[Content_Types].xml", "xl/workbook.xml", comment=b"<script>"),
        "a.xlsx", "two things",
    ),
    "plain zip": (samples.archive("a.txt"), "a.zip", "do not know"),
    "jar as docx": (samples.archive("META-INF/MANIFEST.MF", "A.class"), "a.docx", "do not know"),
    "macros": (samples.document("word/vbaProject.bin"), "a.docx", "macros"),
    "old macros": (samples.old_workbook("Workbook", "_VBA_PROJECT"), "a.xls", "macros"),
    "old word": (samples.old_workbook("WordDocument"), "a.xls", "do not know"),
    "broken png": (samples.picture("PNG")[:60], "a.png", "damaged"),
    "gif": (b"GIF89a" + b"\x00" * 50, "a.gif", "do not know"),
    "binary": (bytes(range(256)) * 4, "a.txt", "do not know"),
    "html named pdf": (b"hello", "a.pdf", "right format"),
    "batch file": (b"del everything\n", "a.bat", "right format"),
}  # fmt: skip


@pytest.mark.asvs("1.3.4", "5.2.2")
@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_could_harm_is_refused_with_a_sentence(case: str) -> None:
    body, name, words = REFUSED[case]
    assert words in refusal(body, name)


@pytest.mark.asvs("5.2.6")
def test_a_picture_of_900_megapixels_is_refused_at_once() -> None:
    began = time.monotonic()
    assert "24 megapixels" in refusal(samples.bomb(), "a.png")
    assert "24 megapixels" in refusal(samples.bomb(6000, 4001), "a.png")
    assert time.monotonic() - began < 10


def test_a_picture_of_24_megapixels_fits_into_the_child() -> None:
    found = inspected(samples.picture("JPEG", (6000, 4000)), "a.jpg")
    with Image.open(io.BytesIO(found.content)) as drawn:
        assert drawn.size == (6000, 4000)


@pytest.mark.asvs("5.2.3")
def test_an_archive_that_unpacks_to_everything_is_refused() -> None:
    packed = samples.archive("[Content_Types].xml", "xl/workbook.xml", content=b"\x00" * 60_000_000)
    assert len(packed) < 200_000
    assert "unpacks to more" in refusal(packed, "a.xlsx")


def test_a_kind_that_the_setting_leaves_out_is_refused() -> None:
    only = Limits(size=1, count=1, quota=1, kinds=frozenset({"pdf"}))
    assert "Send PDF." in refusal(samples.picture("PNG"), "a.png", only)
