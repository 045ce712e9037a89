"""Both doors, one walk: purchasing raises an order, the supplier answers, purchasing counters."""

import re
from datetime import timedelta

import pytest

from shared.demo.cast import MIRRORS
from shared.journal.models import JournalEntry
from shared.outbox.models import OutboxMessage
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.models.promises import Promise
from tests.cast import ANCHOR, browser_of
from tests.web import Browser

pytestmark = pytest.mark.usefixtures("demo")
NEEDED, LATER, BETWEEN = (
    (ANCHOR + timedelta(days=days)).date().isoformat() for days in (14, 20, 17)
)


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]


async def raised(sun: Browser) -> str:
    """Write an order for two mirrors and send it; return its number."""
    page = (await sun.get("/purchase-orders/new")).text
    made = await sun.post("/purchase-orders", {"supplier": MIRRORS, "key": hidden(page, "key")})
    number = made.headers["location"].split("/")[2]
    edit = (await sun.get(f"/purchase-orders/{number}/edit")).text
    sent = await sun.post(
        f"/purchase-orders/{number}/submission",
        {
            "version": hidden(edit, "version"), "key": hidden(edit, "key"),
            "line-0-sku": "P-MIR-S", "line-0-quantity": "2000", "line-0-needed_on": NEEDED,
            "line-1-sku": "54-MIR-L", "line-1-quantity": "1500", "line-1-needed_on": NEEDED,
        },
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    return number


async def test_one_line_is_confirmed_and_the_other_is_negotiated() -> None:
    sun, gu = await browser_of("sun.li"), await browser_of("gu.ting")
    number = await raised(sun)
    here = f"/purchase-orders/{number}"
    assert number in (await gu.get("/")).text, "the supplier sees it at once, at home"
    page = (await gu.get(here)).text
    answer = {
        "key": hidden(page, "key"), "line-1-answer": "accept", "line-1-version": "1",
        "line-2-answer": "date", "line-2-version": "1", "line-2-day": LATER,
    }  # fmt: skip
    refused = await gu.post(f"{here}/answer", answer)
    assert refused.status_code == 422
    assert LATER in refused.text, "what was typed is kept"
    said = await gu.post(f"{here}/answer", {**answer, "line-2-reason": "capacity"})
    assert said.status_code == 303, said.text
    assert number in (await sun.get("/")).text, "purchasing finds it on its work list"
    decide = f"{here}/lines/2"
    form = (await sun.get(decide)).text
    countered = await sun.post(
        decide,
        {
            "kind": "counter", "version": hidden(form, "version"), "key": hidden(form, "key"),
            "lot-0-quantity": "1500", "lot-0-day": BETWEEN, "reason": "The customer waits",
        },
    )  # fmt: skip
    assert countered.status_code == 303, countered.text
    again = (await gu.get(here)).text
    assert "The customer waits" in again
    order = await PurchaseOrder.get(number=number)
    accepted = await gu.post(f"{here}/acceptance", {"version": str(order.version)})
    assert accepted.status_code == 303
    line = await PurchaseLine.get(order=order, position=2)
    assert (line.state, line.promised_on.isoformat()) == ("confirmed", BETWEEN)  # type: ignore[union-attr]
    days = await Promise.filter(line=line).order_by("id").values_list("promised_on", flat=True)
    assert [str(day) for day in days] == [LATER, BETWEEN, BETWEEN]
    verbs = await JournalEntry.filter(record_number=number).order_by("id")\
        .values_list("verb", flat=True)  # fmt: skip
    assert [verb.rpartition(".")[2] for verb in verbs] == [
        "create", "send", "answer", "counter", "answer",
    ]  # fmt: skip
    topics = await OutboxMessage.filter(record_number=number).order_by("id")\
        .values_list("topic", flat=True)  # fmt: skip
    assert [topic.rpartition(".")[2] for topic in topics] == [
        "sent", "changed", "decided", "confirmed",
    ]  # fmt: skip


async def test_a_colleague_who_was_quicker_is_shown_with_both_values() -> None:
    sun, gu = await browser_of("sun.li"), await browser_of("gu.ting")
    number = await raised(sun)
    here = f"/purchase-orders/{number}"
    page = (await gu.get(here)).text
    typed = {"key": hidden(page, "key"), "line-1-version": "1", "line-1-reason": "material"}
    first = {**typed, "line-1-answer": "date", "line-1-day": LATER}
    assert (await gu.post(f"{here}/answer", first)).status_code == 303
    second = {**typed, "key": "0" * 32, "line-1-answer": "date", "line-1-day": BETWEEN}
    stale = await gu.post(f"{here}/answer", second)
    assert stale.status_code == 409
    assert BETWEEN in stale.text, "what was typed is kept"
    assert "Change proposed" in stale.text, "what stands there is shown"


async def test_a_rival_and_the_sales_side_find_nothing() -> None:
    sun = await browser_of("sun.li")
    number = await raised(sun)
    for path in ("", "/paper", "/lines/1"):
        rival = await browser_of("lu.bin")
        assert (await rival.get(f"/purchase-orders/{number}{path}")).status_code == 404
    lin = await browser_of("lin.xiaoyu")
    assert (await lin.get(f"/purchase-orders/{number}")).status_code == 403
    assert (await lin.get("/supplier-items")).status_code == 403


async def test_a_large_order_reaches_the_supplier_only_after_finance() -> None:
    he, sun = await browser_of("he.min"), await browser_of("sun.li")
    order = await PurchaseOrder.get(status="awaiting_approval")
    here = f"/purchase-orders/{order.number}"
    page = (await he.get(here)).text
    assert order.number in (await he.get("/")).text
    assert (await sun.post(f"{here}/approval", {"version": "2"})).status_code == 403
    form = page[page.index("/approval") :]
    done = await he.post(f"{here}/approval", {"version": hidden(form, "version")})
    assert done.status_code == 303, done.text
    assert (await PurchaseOrder.get(number=order.number)).sent_at is not None
