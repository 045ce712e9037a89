"""A distributor asks its end customer to order: written, sent, accepted in the portal, followed."""

import re

from shared.access.actor import PORTAL
from shared.counterparties.models import Counterparty, EndCustomer
from shared.orders.channel_models import ChannelRequest
from shared.orders.models import SalesOrder
from shared.outbox.actions import deliver_due
from shared.outbox.models import Notification
from shared.reactions import reactions
from shared.settings import load
from tests.cast import browser_of
from tests.paper_forms import form_to
from tests.shared.identity.statements import counted

BEICHEN, QIMING = "CP-0003", "CP-0001"


async def _written(**more: str) -> str:
    """Fang Jie of Qiming writes a request for Beichen and sends it; return its number."""
    fang = await browser_of("fang.jie")
    tie = await EndCustomer.get(counterparty__number=BEICHEN)
    typed = {
        "customer": str(tie.id), "line-0-sku": "RS-520", "line-0-quantity": "30",
        "note": "As we spoke", **more,
    }  # fmt: skip
    made = await fang.post("/order-requests", typed)
    assert made.status_code == 303, made.text[-2000:]
    number = str(made.headers["location"]).rpartition("/")[2]
    page = (await fang.get(f"/order-requests/{number}")).text
    assert "Only your company sees this draft" in page, page[page.index("<main") :][:1500]
    sent = form_to(page, f"/order-requests/{number}/submission")
    assert (await fang.post(f"/order-requests/{number}/submission", sent)).status_code == 303
    return number


async def test_a_request_becomes_an_order_of_the_end_customer(demo: str) -> None:
    number = await _written(buyer_reference="BC-2026-77")
    fang, ma = await browser_of("fang.jie"), await browser_of("ma.lan")
    assert f"Answer the order request {number}" in (await ma.get("/")).text
    assert number in (await ma.get("/order-requests")).text
    page = (await ma.get(f"/order-requests/{number}")).text
    assert "As we spoke" in page
    assert "Suzhou Qiming Appliance Trading" in page
    form = form_to(page, f"/order-requests/{number}/acceptance")
    assert form["buyer_reference"] == "BC-2026-77"
    answer = await ma.post(f"/order-requests/{number}/acceptance", form)
    assert answer.status_code == 303, answer.text[-2000:]
    order = await SalesOrder.get(number=str(answer.headers["location"]).rpartition("/")[2])
    beichen = await Counterparty.get(number=BEICHEN)
    assert order.buyer_id == beichen.id  # type: ignore[attr-defined]
    its = (await fang.get(f"/order-requests/{number}")).text
    assert f"/channel-orders/{order.number}" in its
    assert f"/orders/{order.number}" not in its.replace("/channel-orders/", "")
    assert (await fang.get(f"/orders/{order.number}")).status_code == 404
    assert (await fang.get(f"/channel-orders/{order.number}")).status_code == 200
    again = await ma.post(f"/order-requests/{number}/acceptance", {**form, "key": "0" * 32})
    assert again.status_code in (409, 422)
    assert await SalesOrder.filter(buyer=beichen, request__number=number).count() == 1


async def test_the_distributor_reads_no_price_address_or_credit_of_it(demo: str) -> None:
    number = await _written()
    fang = await browser_of("fang.jie")
    main = (await fang.get(f"/order-requests/{number}")).text.split("<main")[1]
    assert "¥" not in main
    assert not re.search("Accept and order|Credit left|Ship to", main)
    answer = await fang.post(
        f"/order-requests/{number}/acceptance", {"version": "2", "seen": "[]", "address": ""}
    )
    assert answer.status_code == 404
    assert not await SalesOrder.filter(request__number=number).exists()


async def test_strangers_find_nothing(demo: str) -> None:
    number = await _written()
    for subject in ("bo.wei", "emily.carter"):
        stranger = await browser_of(subject)
        there = await stranger.get(f"/order-requests/{number}")
        gone = await stranger.get("/order-requests/CR-9999-9999")
        assert (there.status_code, there.text) == (gone.status_code, gone.text.replace(
            "CR-9999-9999", number)), subject  # fmt: skip
        assert number not in (await stranger.get("/order-requests")).text
    lu = await browser_of("lu.bin")
    assert (await lu.get("/order-requests")).status_code == 403
    chen = await browser_of("chen.hao")
    assert (await chen.get(f"/order-requests/{number}")).status_code == 404


async def test_both_sides_are_told_and_the_decliner_says_why(demo: str) -> None:
    number = await _written()
    ma, fang, lin = [await browser_of(one) for one in ("ma.lan", "fang.jie", "lin.xiaoyu")]
    assert (await fang.get(f"/order-requests/{number}")).status_code == 200
    page = (await lin.get(f"/order-requests/{number}")).text
    assert "Accept on its behalf" in page
    form = form_to(
        (await ma.get(f"/order-requests/{number}")).text, f"/order-requests/{number}/refusal"
    )
    empty = await ma.post(f"/order-requests/{number}/refusal", {**form, "reason": " "})
    assert empty.status_code == 422
    declined = await ma.post(f"/order-requests/{number}/refusal", {**form, "reason": "Too early"})
    assert declined.status_code == 303
    assert "Too early" in (await fang.get(f"/order-requests/{number}")).text
    table = reactions(load({}, environment="demo"))
    while await deliver_due(table, 200):
        pass
    told = await Notification.filter(record_number=number).values_list(
        "topic", "face", "user__email"
    )
    people = {(topic, str(mail).partition("@")[0]) for topic, _, mail in told}
    assert {("channel_request.submitted", "ma.lan"), ("channel_request.submitted", "lin.xiaoyu"),
            ("channel_request.declined", "fang.jie")} <= people  # fmt: skip
    assert ("channel_request.submitted", "fang.jie") not in people
    assert "tang.yu" not in {mail for _, mail in people}, "a viewer writes none"
    assert {face for topic, face, _ in told if topic.endswith("declined")} == {PORTAL}


async def test_everything_typed_is_kept_when_it_is_refused(demo: str) -> None:
    fang = await browser_of("fang.jie")
    tie = await EndCustomer.get(counterparty__number=BEICHEN)
    typed = {"customer": str(tie.id), "line-0-sku": "NO-SUCH", "line-0-quantity": "zero",
             "note": "Keep <me>", "buyer_reference": "K-1"}  # fmt: skip
    answer = await fang.post("/order-requests", typed)
    assert answer.status_code == 422
    for kept in ("NO-SUCH", "zero", "Keep &lt;me&gt;", "K-1"):
        assert kept in answer.text
    unknown = await fang.post("/order-requests", {**typed, "price": "1"})
    assert unknown.status_code == 422
    assert not await ChannelRequest.filter(buyer_reference="K-1").exists()


async def test_lists_and_pages_ask_as_much_for_many_as_for_few(demo: str) -> None:
    first = await _written()
    zhou, lin = await browser_of("zhou.min"), await browser_of("lin.xiaoyu")

    async def asked() -> list[int]:
        found = []
        for who, path in (
            (zhou, "/order-requests"), (lin, "/order-requests"), (zhou, f"/order-requests/{first}"),
        ):  # fmt: skip
            async with counted() as statements:
                assert (await who.get(path)).status_code == 200
            found.append(len(statements))
        return found

    few = await asked()
    for _ in range(3):
        await _written()
    assert await asked() == few
