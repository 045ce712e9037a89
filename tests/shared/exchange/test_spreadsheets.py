"""Files that people really send: Excel's CSV in China, half-empty sheets, and outright bombs."""

import asyncio
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from shared.exchange.sheets import Column, Sheet, formula_safe, to_csv, to_xlsx
from shared.exchange.spreadsheets import READER, Limits, Table, read_table
from shared.kernel import capped
from shared.kernel.errors import Refusal


def read(body: bytes, filename: str = "list.csv", **options: object) -> Table:
    return asyncio.run(read_table(body, filename, **options))  # type: ignore[arg-type]


def refusal(body: bytes, **options: object) -> str:
    with pytest.raises(Refusal) as refused:
        read(body, **options)
    return str(refused.value.message)


def workbook(*rows: list[object], sheet: str = "Sheet1") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", "remove_timezone": True})
    page = book.add_worksheet(sheet)
    for line, row in enumerate(rows):
        page.write_row(line, 0, row)
    book.close()
    return out.getvalue()


def test_plain_csv_is_read_with_its_line_numbers() -> None:
    table = read(b'sku,quantity\r\n\r\nHR-1,24\r\nHR-2,"1,5\nx"\r\nHR-3,2\r\n')
    assert table.headers == ["sku", "quantity"]
    assert table.rows == [["HR-1", "24"], ["HR-2", "1,5\nx"], ["HR-3", "2"]]
    assert table.lines == [3, 4, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_text_is_read_in_every_encoding_that_excel_writes(encoding: str) -> None:
    table = read("编号,名称\nHR-1,往复式剃须刀\nHR-2,镜前灯（圆形）\n".encode(encoding))
    assert table.headers == ["编号", "名称"]
    assert table.rows[1] == ["HR-2", "镜前灯（圆形）"]


def test_western_accents_are_not_taken_for_chinese() -> None:
    table = read("name,city\nGärtnerei Süß,Köln\nCafé Étoile,Orléans\n".encode("cp1252"))
    assert table.rows == [["Gärtnerei Süß", "Köln"], ["Café Étoile", "Orléans"]]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_delimiter_is_found_outside_quotes(sign: str) -> None:
    body = f'sku{sign}name{sign}price\nA{sign}"one, two; three\tfour"{sign}1\n'
    assert read(body.encode()).rows == [["A", "one, two; three\tfour", "1"]]


def test_a_hint_of_excel_names_the_delimiter() -> None:
    table = read(b"sep=|\na|b\n1|2\n")
    assert (table.headers, table.rows, table.lines) == (["a", "b"], [["1", "2"]], [3])


def test_a_workbook_gives_text_whatever_its_cells_hold() -> None:
    moment = datetime(2026, 11, 23, 8, 30)
    row: list[object] = ["00123", 24, 0.1 + 0.2, 12345678.5, date(2026, 11, 23), moment, True]
    table = read(workbook(["a", "b", "c", "d", "e", "f", "g"], row), "list.xlsx")
    shown = ["00123", "24", "0.3", "12345678.5", "2026-11-23", "2026-11-23 08:30:00", "TRUE"]
    assert table.rows == [shown]


def test_empty_rows_of_a_workbook_are_left_out_but_counted() -> None:
    table = read(workbook([], ["sku"], [], ["HR-1"], [None, None]), "list.xlsx")
    assert (table.headers, table.rows, table.lines) == (["sku"], [["HR-1"]], [4])


def test_the_named_sheet_is_read_or_missed_plainly() -> None:
    body = workbook(["sku"], ["HR-1"], sheet="价目表")
    assert read(body, sheet="价目表").rows == [["HR-1"]]
    assert "“Prices”" in refusal(body, sheet="Prices")


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_entry(body: bytes, name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entries = {each: archive.read(each) for each in archive.namelist()}
    return zipped(entries | {name: content})


def test_what_is_no_spreadsheet_is_refused_in_plain_words() -> None:
    assert refusal(b"") == "The file is empty."
    assert refusal(b" \n\n ,, \n") == "The file is empty."
    assert refusal(b"%PDF-1.7\x00\x01") == "This is not a spreadsheet. Use CSV or XLSX."
    assert refusal(zipped({"a.txt": b"hello"})) == "This is not a spreadsheet. Use CSV or XLSX."
    assert refusal(b"PK\x03\x04 torn") == "The file is damaged. Save it again as XLSX or CSV."
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").startswith("Old Excel files")
    assert refusal(b'a,b\n1,2\n"never closed,3\n4,5\n').startswith("Line 3: a quotation mark")
    assert refusal(b"a\n\xff\xfe\xfd\n", encoding="utf-8").startswith("The text cannot be read")


def test_a_file_beyond_the_limits_is_refused() -> None:
    limits = Limits(size=1000, rows=2, columns=3)
    assert "2 rows" in refusal(b"a\n1\n2\n3\n", limits=limits)
    assert "Line 2: more than 3 columns" in refusal(b"a\n1,2,3,4\n", limits=limits)
    assert "larger than" in refusal(b"a\n" * 501, limits=limits)


@pytest.mark.asvs("5.2.3")
def test_a_zip_bomb_is_refused_before_the_reader_sees_it() -> None:
    bomb = with_entry(workbook(["a"], ["1"]), "xl/media/zeros.bin", b"\0" * 60 * 1024 * 1024)
    assert refusal(bomb) == "The file takes too much memory or time to read. Split it."


@pytest.mark.asvs("1.5.1")
def test_a_workbook_with_a_document_type_is_refused() -> None:
    evil = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<sst/>'
    body = with_entry(workbook(["a"], ["1"]), "xl/sharedStrings.xml", evil)
    assert "document type" in refusal(body)


@pytest.mark.asvs("5.2.1")
def test_one_cell_at_the_far_corner_does_not_eat_the_memory() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    page.write(0, 0, "a")
    page.write(1_048_575, 16_383, "b")
    book.close()
    assert refusal(out.getvalue()) == "The file takes too much memory or time to read. Split it."


@pytest.mark.asvs("5.2.1")
def test_a_reader_that_hangs_is_ended() -> None:
    order = {"rows": 9, "columns": 9, "sheet": None, "encoding": None}
    with pytest.raises(capped.Overrun):
        asyncio.run(capped.run(READER, order, b"a\n", seconds=0.001))


# Writing

ORDERS = Sheet(
    "Orders [2026]",
    [
        Column("Order"),
        Column("Quantity", "number"),
        Column("Total", "money"),
        Column("Due", "date"),
        Column("Submitted", "moment"),
    ],
    [
        [
            "SO-2026-0001",
            24,
            Decimal("1234.50"),
            date(2026, 11, 23),
            datetime(2026, 11, 22, 18, 5, tzinfo=UTC),
        ],
        ["=1+1", Decimal("-1.5"), None, None, None],
    ],
)


def test_a_list_comes_back_from_its_own_workbook() -> None:
    table = read(asyncio.run(to_xlsx(ORDERS)), "orders.xlsx")
    assert table.headers == ["Order", "Quantity", "Total", "Due", "Submitted"]
    assert table.rows[0] == ["SO-2026-0001", "24", "1234.5", "2026-11-23", "2026-11-23 02:05:00"]
    assert table.rows[1] == ["=1+1", "-1.5"]


@pytest.mark.asvs("1.2.10")
def test_a_list_as_csv_opens_in_excel_and_runs_nothing() -> None:
    body = asyncio.run(to_csv(ORDERS))
    assert body.startswith(b"\xef\xbb\xbf")
    lines = body.decode("utf-8-sig").split("\r\n")
    assert lines[1] == "SO-2026-0001,24,1234.50,2026-11-23,2026-11-23 02:05"
    assert lines[2] == "'=1+1,-1.5,,,"


@pytest.mark.asvs("1.2.10")
@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠a", " =1", "\n=1", "　=1"],
)
def test_no_cell_of_a_csv_runs_as_a_formula(text: str) -> None:
    assert formula_safe(text) == "'" + text


def test_ordinary_text_stays_as_it_is() -> None:
    assert formula_safe("HR-2040 圆形 (=new)") == "HR-2040 圆形 (=new)"


def test_numbers_too_long_for_a_spreadsheet_are_kept_as_text() -> None:
    sheet = Sheet("Codes", [Column("Code", "number")], [[12345678901234567890]])
    assert read(asyncio.run(to_xlsx(sheet))).rows == [["12345678901234567890"]]
