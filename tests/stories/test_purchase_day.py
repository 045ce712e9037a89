"""Both doors, one walk: purchasing raises an order, the supplier answers, purchasing counters."""

import re
from datetime import date, timedelta

import pytest

from shared.access.models import User
from shared.demo.cast import MIRRORS, MOULDER, persona
from shared.documents.models import Certificate
from shared.journal.models import JournalEntry
from shared.language.formatting import formats
from shared.outbox.models import OutboxMessage
from shared.purchasing.models.items import SupplierItem
from shared.purchasing.models.orders import PurchaseLine, PurchaseOrder
from shared.purchasing.models.promises import Promise
from tests.cast import ANCHOR, browser_of
from tests.paper_forms import form_to
from tests.shared.files import samples
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
    assert "Line 2: Reason: " in refused.text, "named as the page numbers it"
    assert "Line 3" not in refused.text
    said = await gu.post(f"{here}/answer", {**answer, "line-2-reason": "capacity"})
    assert said.status_code == 303, said.text
    assert number in (await sun.get("/")).text, "purchasing finds it on its work list"
    for language, words in (("zh", "产能不足"), ("en", "Capacity")):
        reader = await browser_of("sun.li", language=language)
        await User.filter(email=persona("sun.li").email).update(locale=language)
        assert f">{words}</" in (await reader.get(here)).text, "in the reader's language"
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
    counts = f"1,500 by {formats('en').day(date.fromisoformat(BETWEEN))}"
    assert f"Accept {counts}</label>" in again, "which day and how much is accepted is said"
    assert f"<b>{counts}</b>" in again, "beside the button that accepts all as well"
    assert "Accept all, with what purchasing asks" in again
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


async def test_an_expired_certificate_stops_sending_and_leads_to_the_certificates() -> None:
    sun = await browser_of("sun.li")
    proof = await Certificate.filter(
        counterparty__number=MOULDER, requirement__name_en="Business licence"
    ).first()
    assert proof is not None
    await Certificate.filter(id=proof.id).update(expires_on=(ANCHOR - timedelta(days=30)).date())
    page = (await sun.get("/purchase-orders/new")).text
    made = await sun.post("/purchase-orders", {"supplier": MOULDER, "key": hidden(page, "key")})
    here = made.headers["location"].removesuffix("/edit")
    edit = (await sun.get(f"{here}/edit")).text
    item = await SupplierItem.filter(supplier__number=MOULDER).select_related("product").first()
    assert item is not None
    typed = {
        "version": hidden(edit, "version"), "key": hidden(edit, "key"), "note": "by lorry",
        "line-0-sku": item.product.sku, "line-0-quantity": "20000",
    }  # fmt: skip
    refused = await sun.post(f"{here}/submission", typed)
    assert refused.status_code == 422
    assert "Business licence" in refused.text
    assert f'href="/counterparties/{MOULDER}/documents"' in refused.text
    assert "by lorry" in refused.text
    assert (await PurchaseOrder.get(number=here.rpartition("/")[2])).sent_at is None


async def test_drawings_go_out_with_the_order_without_a_script() -> None:
    sun, gu, lu = [await browser_of(who) for who in ("sun.li", "gu.ting", "lu.bin")]
    page = (await sun.get("/purchase-orders/new")).text
    made = await sun.post("/purchase-orders", {"supplier": MIRRORS, "key": hidden(page, "key")})
    here = made.headers["location"].removesuffix("/edit")
    edit = (await sun.get(f"{here}/edit")).text
    sketch = {"upload": ("mirror.png", samples.picture(), "image/png")}
    added = await sun.post(f"{here}/drawings", form_to(edit, f"{here}/drawings"), files=sketch)
    assert added.headers["location"] == f"{here}/edit"
    edit = (await sun.get(f"{here}/edit")).text
    file = re.search(r'href="(/files/[0-9a-f]{24})"', edit)
    assert file
    assert (await gu.get(file[1])).status_code == 404, "a draft's files are nobody else's"
    typed = form_to(edit, f"{here}/submission")
    typed |= {"line-0-sku": "P-MIR-S", "line-0-quantity": "2000", "line-0-needed_on": NEEDED}
    sending = await sun.post(f"{here}/submission", typed)
    assert sending.status_code == 303, re.findall(r"(?s)data-errsum.*?</div>", sending.text)
    seen = (await gu.get(here)).text
    assert "mirror.png" in seen
    assert (await gu.get(file[1])).status_code == 200
    assert (await lu.get(file[1])).status_code == 404
    answer = form_to(seen, f"{here}/messages") | {"text": "Which side is coated?"}
    said = await gu.post(f"{here}/messages", answer, files=sketch)
    assert said.status_code == 303
    thread = (await sun.get(here)).text
    assert "Which side is coated?" in thread
    assert thread.count("mirror.png") >= 2


async def test_what_was_written_to_the_other_side_is_kept_when_it_is_refused() -> None:
    sun = await browser_of("sun.li")
    here = f"/purchase-orders/{await raised(sun)}"
    typed = form_to((await sun.get(here)).text, f"{here}/messages")
    typed |= {"text": "Please look at this", "files": ["f" * 24]}
    refused = await sun.post(f"{here}/messages", typed)
    assert refused.status_code == 422
    assert "Please look at this" in refused.text


async def test_the_buttons_of_purchasing_and_finance_carry_what_their_page_showed() -> None:
    sun, gu, he = [await browser_of(who) for who in ("sun.li", "gu.ting", "he.min")]
    number = await raised(sun)
    here = f"/purchase-orders/{number}"
    answer = form_to((await gu.get(here)).text, f"{here}/answer")
    answer |= {"line-1-answer": "date", "line-1-day": LATER, "line-1-reason": "capacity"}
    answer |= {"line-2-answer": "date", "line-2-day": LATER, "line-2-reason": "capacity"}
    assert (await gu.post(f"{here}/answer", answer)).status_code == 303
    board = "/purchase-orders/board?tab=changed"
    one = form_to((await sun.get(board)).text, f"{here}/lines/1/acceptance")
    assert (await sun.post(f"{here}/lines/1/acceptance", one)).status_code == 303
    rest = form_to((await sun.get(here)).text, f"{here}/agreement")
    assert (await sun.post(f"{here}/agreement", rest)).status_code == 303
    states = await PurchaseLine.filter(order__number=number).values_list("state", flat=True)
    assert set(states) == {"confirmed"}
    large = await PurchaseOrder.filter(status="awaiting_approval").first()
    assert large is not None
    there = f"/purchase-orders/{large.number}"
    taken = form_to((await sun.get(there)).text, f"{there}/recall")
    assert (await sun.post(f"{there}/recall", taken)).status_code == 303
    again = form_to((await sun.get(f"{there}/edit")).text, f"{there}/submission")
    assert (await sun.post(f"{there}/submission", again)).status_code == 303
    approved = form_to((await he.get(there)).text, f"{there}/approval")
    assert (await he.post(f"{there}/approval", approved)).status_code == 303
    assert (await PurchaseOrder.get(id=large.id)).sent_at is not None
