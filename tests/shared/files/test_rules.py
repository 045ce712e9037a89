"""Names that people, phones and attackers give to files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files.rules import KINDS, Limits, allowed_kinds, check_room, check_size, cleaned, named
from shared.kernel.errors import Refusal

NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "C:\\Users\\me\\报价单.pdf": "报价单.pdf",
    "a\r\nSet-Cookie: x=1.pdf": "a Set-Cookie_ x=1.pdf",
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "zero\u200bwidth\ufeff.pdf": "zerowidth.pdf",
    "tab\tand  space .pdf": "tab and space.pdf",
    'q"u*o?t<e>|s.txt': "q_u_o_t_e__s.txt",
    "CON.txt": "_CON.txt",
    "lpt1": "_lpt1",
    "nul.tar.pdf": "_nul.tar.pdf",
    ".htaccess": "htaccess",
    "...": "file",
    "": "file",
    "\x00\x01": "file",
    "name. . .": "name",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_cleaned(name: str) -> None:
    assert cleaned(name) == NAMES[name]


def test_a_name_of_300_characters_keeps_its_ending() -> None:
    clean = cleaned("长" * 300 + ".pdf")
    assert len(clean) == 120
    assert clean.endswith("长.pdf")


@pytest.mark.asvs("5.4.1")
@given(st.text(max_size=400))
def test_no_name_whatsoever_is_dangerous_once_cleaned(name: str) -> None:
    clean = cleaned(name)
    assert 0 < len(clean) <= 132
    assert not set(clean) & set('/\\<>:"|?*\r\n\t\x00')
    assert not any(unicodedata.category(one)[0] == "C" for one in clean)
    assert not clean.startswith(".")
    assert clean == cleaned(clean)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.PDF", "pdf", "a.PDF"),
        ("photo.png", "jpeg", "photo.jpg"),
        ("IMG_1.heic", "jpeg", "IMG_1.jpg"),
        ("scan", "pdf", "scan.pdf"),
        ("image", "png", "image.png"),
    ],
)
def test_a_name_gets_the_ending_of_its_content(name: str, kind: str, expected: str) -> None:
    assert named(name, KINDS[kind]) == expected


@pytest.mark.asvs("5.2.2")
@pytest.mark.parametrize(
    ("name", "kind"), [("a.exe", "pdf"), ("run.bat", "txt"), ("list.xlsx", "csv"), ("a.svg", "png")]
)
def test_a_name_that_claims_another_kind_is_refused(name: str, kind: str) -> None:
    with pytest.raises(Refusal, match="Save it in the right format") as refused:
        named(name, KINDS[kind])
    assert refused.value.field == "files"


def test_sizes_and_quotas_are_refused_in_plain_words() -> None:
    limits = Limits(size=20_000_000, count=10, quota=100_000_000)
    for size, words in ((0, "is empty"), (20_000_001, "larger than 20 MB")):
        with pytest.raises(Refusal, match=words):
            check_size(size, limits)
    check_size(20_000_000, limits)
    with pytest.raises(Refusal, match="used its 100 MB"):
        check_room(staged=0, used=99_999_999, size=2, limits=limits)
    with pytest.raises(Refusal, match="Too many files"):
        check_room(staged=40, used=0, size=2, limits=limits)
    check_room(staged=39, used=0, size=2, limits=limits)


def test_kinds_are_named_in_a_setting() -> None:
    assert allowed_kinds("pdf, PNG svg") == {"pdf", "png"}
    assert ".jpeg" in Limits(1, 1, 1, allowed_kinds("jpeg")).accept
