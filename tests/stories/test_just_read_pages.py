"""What happens between the reading of a page and the opening of its stream is told all the same."""

import html
import re

import pytest

from shared.database.uow import uow
from shared.demo.cast import QIMING
from shared.orders.models import SalesOrder
from shared.outbox import happenings
from shared.outbox.actions import announce
from tests.cast import browser_of
from tests.stream import Stream
from tests.web import Browser

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know nothing of the databases of other tests."""
    monkeypatch.setattr("shared.outbox.happenings._Newest.number", 0)


async def happens(record: str) -> None:
    await uow(lambda: announce("test.happened", record))


async def order_of(number: str) -> str:
    found = await SalesOrder.filter(buyer__number=number).first()
    assert found is not None
    return found.number


async def stream_of(browser: Browser, path: str) -> str:
    """Read a page and return the address at which it will listen."""
    answer = await browser.get(path)
    found = re.search(r'hx-sse:connect="([^"]+)"', answer.text)
    assert answer.status_code == 200
    assert found is not None
    return html.unescape(found[1])


async def test_a_record_that_changes_while_its_page_opens_is_told_once() -> None:
    number, zhou = await order_of(QIMING), await browser_of("zhou.min")
    await happens(number)
    address = await stream_of(zhou, f"/orders/{number}")
    await happens(number)
    async with Stream(zhou, address) as stream:
        assert await stream.event() == f"changed:{number}"
        assert await stream.is_quiet(0.7), "it was told twice"


async def test_what_the_page_shows_already_is_not_told() -> None:
    number, zhou = await order_of(QIMING), await browser_of("zhou.min")
    await happens(number)
    async with Stream(zhou, await stream_of(zhou, f"/orders/{number}")) as stream:
        assert await stream.is_quiet(0.7)


async def test_a_list_hears_of_a_record_in_it() -> None:
    number, zhou = await order_of(QIMING), await browser_of("zhou.min")
    await happens("TK-2026-9999")
    address = await stream_of(zhou, "/orders")
    await happens(number)
    async with Stream(zhou, address) as stream:
        assert await stream.event() == "changed:orders"


async def test_after_too_much_the_page_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    number, zhou = await order_of(QIMING), await browser_of("zhou.min")
    await happens("TK-2026-9999")
    address = await stream_of(zhou, f"/orders/{number}")
    monkeypatch.setattr(happenings, "MOST", 2)
    for _ in range(3):
        await happens("TK-2026-9999")
    async with Stream(zhou, address) as stream:
        assert await stream.event() == f"changed:{number}"


async def test_the_word_of_somebody_else_says_nothing() -> None:
    number, zhou = await order_of(QIMING), await browser_of("zhou.min")
    await happens(number)
    bo = await browser_of("bo.wei")
    words = re.search(r"since=(.+)$", await stream_of(zhou, f"/orders/{number}"))
    assert words is not None
    await happens(number)
    for said in (words[1], "1", "x" * 300):
        async with Stream(bo, f"/events?on={number}&on=orders&since={said}") as stream:
            assert await stream.is_quiet(0.3)


async def test_a_page_that_shows_nothing_living_says_no_word() -> None:
    zhou = await browser_of("zhou.min")
    await happens("TK-2026-9999")
    answer = await zhou.get("/orders/SO-2026-9999")
    assert answer.status_code == 404
    assert "since=" not in answer.text
