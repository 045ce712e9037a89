"""A conversation of five hundred messages opens as fast as one of five and is read to its beginning."""

import re
from datetime import timedelta

import pytest

from shared.demo.cast import MOULDER, QIMING
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.models.promises import PurchaseMessage
from shared.purchasing.queries import said
from shared.tickets.models import Ticket, TicketInternalNote, TicketMessage
from shared.tickets.queries import threads
from shared.tickets.rules.life import OPEN
from tests.cast import ANCHOR, browser_of
from tests.shared.identity.statements import counted
from tests.web import Browser

pytestmark = pytest.mark.usefixtures("demo")
MANY = 500
EARLIER = re.compile(r'href="([^"]+\?before=[^"#]+)[^"]*"')
SPOKEN = re.compile(r"word (\d+) of many")
NOTED = re.compile(r"note (\d+) of many")


async def request_with(messages: int) -> str:
    """Return a request of Qiming's under which so many messages stand, every tenth with a note."""
    ticket = await Ticket.filter(counterparty__number=QIMING, state__in=OPEN).first()
    assert ticket is not None
    old = ANCHOR - timedelta(days=9)
    await TicketInternalNote.filter(ticket=ticket).delete()
    await TicketMessage.filter(ticket=ticket).delete()
    await TicketMessage.bulk_create(
        TicketMessage(ticket=ticket, author_name="Zhou Min", text=f"word {n} of many",
                      is_ours=bool(n % 2), created_at=old + timedelta(minutes=n))
        for n in range(messages)
    )  # fmt: skip
    await TicketInternalNote.bulk_create(
        TicketInternalNote(ticket=ticket, author_name="Gao Yuan", text=f"note {n} of many",
                           created_at=old + timedelta(minutes=n, seconds=30))
        for n in range(0, messages, 10)
    )  # fmt: skip
    return f"/tickets/{ticket.number}"


async def order_with(messages: int) -> str:
    """Return a purchase order of the moulder's about which so much was said."""
    order = await PurchaseOrder.filter(supplier__number=MOULDER, stage="sent").first()
    assert order is not None
    await PurchaseMessage.filter(order=order).delete()
    await PurchaseMessage.bulk_create(
        PurchaseMessage(order=order, author_name="Lu Bin", side="supplier", deed="message",
                        text=f"word {n} of many", said_at=ANCHOR + timedelta(minutes=n))
        for n in range(messages)
    )  # fmt: skip
    return f"/purchase-orders/{order.number}"


CASES = [
    (request_with, "zhou.min", threads.SHOWN), (request_with, "gao.yuan", threads.SHOWN),
    (order_with, "lu.bin", said.SHOWN), (order_with, "sun.li", said.SHOWN),
]  # fmt: skip


async def opened(browser: Browser, path: str) -> tuple[int, str]:
    """Return how many questions a page asked, and its text."""
    async with counted() as sent:
        answer = await browser.get(path)
    assert answer.status_code == 200
    return len([one for one in sent if one.startswith("SELECT")]), answer.text


@pytest.mark.parametrize(("make", "subject", "most"), CASES)
async def test_its_page_costs_no_more_than_that_of_a_short_one(make, subject, most) -> None:  # type: ignore[no-untyped-def]
    reader = await browser_of(subject)
    few, short = await opened(reader, await make(5))
    many, long = await opened(reader, await make(MANY))
    assert many == few
    shown = SPOKEN.findall(long)
    assert len(shown) <= most
    assert shown[-1] == str(MANY - 1), "the newest is missing"
    assert len(long) < len(short) + most * 1200
    assert not EARLIER.search(short)


@pytest.mark.parametrize(("make", "subject", "most"), CASES)
async def test_it_is_read_to_its_beginning_by_links_alone(make, subject, most) -> None:  # type: ignore[no-untyped-def]
    reader, path = await browser_of(subject), await make(MANY)
    read: list[int] = []
    notes: list[int] = []
    for _ in range(MANY // 10):
        _, text = await opened(reader, path)
        read = [int(one) for one in SPOKEN.findall(text)] + read
        notes = [int(one) for one in NOTED.findall(text)] + notes
        link = EARLIER.search(text)
        if link is None:
            break
        path = link[1]
    assert read == list(range(MANY))
    assert notes == (list(range(0, MANY, 10)) if subject == "gao.yuan" else [])


async def test_what_is_written_now_is_appended_to_it_alone() -> None:
    path = await request_with(MANY)
    zhou, gao = await browser_of("zhou.min"), await browser_of("gao.yuan")
    _, text = await opened(zhou, path)
    news = re.search(r'id="ticket-news" hx-get="([^"]+)"', text)[1].replace("&amp;", "&")  # type: ignore[index]
    assert (
        await gao.post(f"{path}/messages", {"text": "Here it is.", "key": "k"})
    ).status_code == 303
    _, part = await opened(zhou, news)
    assert "Here it is." in part
    assert not SPOKEN.search(part)


@pytest.mark.parametrize("cursor", ["nonsense", "WzFd", "W10", "WyJhIl0", "Wy0xXQ"])
async def test_a_made_up_cursor_shows_the_newest(cursor: str) -> None:
    lu = await browser_of("lu.bin")
    _, text = await opened(lu, f"{await order_with(40)}?before={cursor}")
    shown = SPOKEN.findall(text)
    assert shown[-1:] == (["39"] if cursor != "WzFd" else [])
