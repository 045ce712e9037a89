"""Both sides take a supplier's delivery record along as their pages show it, and nobody else's."""

import csv
import io
import re

import pytest

from shared.demo.cast import MIRRORS, MOULDER
from shared.journal.models import JournalEntry
from tests.cast import browser_of

pytestmark = pytest.mark.usefixtures("demo")
SAID = re.compile(r"(\d+) of (\d+) lines on time in full, (\d+) in part")


def rows_of(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def as_shown(html: str) -> list[str]:
    found = SAID.search(html)
    assert found, "the page shows a record"
    kept, lines, part = (int(one) for one in found.groups())
    share = re.search(r'lg strong num">(\d+%)<', html)
    assert share
    return [str(lines), str(kept), str(part), str(lines - kept - part), share[1]]


async def test_a_supplier_takes_its_record_along_as_its_first_page_shows_it() -> None:
    gu = await browser_of("gu.ting")
    home = (await gu.get("/")).text
    assert "/deliveries/record?kind=xlsx" in home
    head, *months, year = rows_of((await gu.get("/deliveries/record?kind=csv")).content)
    assert head[0] == "Month"
    assert [year[0], *year[1:]] == ["Last 12 months", *as_shown(home)]
    assert len(months) > 1
    for column in (1, 2, 3, 4):
        assert sum(int(row[column]) for row in months) == int(year[column])
    workbook = await gu.get("/deliveries/record")
    assert workbook.content.startswith(b"PK")


async def test_purchasing_takes_the_same_along_and_it_is_noted() -> None:
    sun, gu = await browser_of("sun.li"), await browser_of("gu.ting")
    there = f"/counterparties/{MIRRORS}/delivery-record?kind=csv"
    answer = await sun.get(there)
    assert rows_of(answer.content) == rows_of((await gu.get("/deliveries/record?kind=csv")).content)
    page = (await sun.get(f"/counterparties/{MIRRORS}")).text
    assert rows_of(answer.content)[-1][1:] == as_shown(page)
    assert "delivery-record?kind=csv" in page
    noted = await JournalEntry.filter(verb="purchase_order.export").order_by("-id").first()
    assert noted is not None


async def test_each_supplier_has_its_own_and_who_may_not_export_has_none() -> None:
    gu, lu = await browser_of("gu.ting"), await browser_of("lu.bin")
    own = (await gu.get("/deliveries/record?kind=csv")).content
    assert own != (await lu.get("/deliveries/record?kind=csv")).content
    assert (await (await browser_of("zhou.min")).get("/deliveries/record")).status_code == 403
    lin = await browser_of("lin.xiaoyu")
    answer = await lin.get(f"/counterparties/{MOULDER}/delivery-record")
    assert answer.status_code in (403, 404)
