"""A customer that buys through a distributor: said at the desk, read in the portal, never too much."""

from shared.counterparties.models import Counterparty, EndCustomer
from shared.orders.channel_models import ChannelOrder
from shared.orders.models import SalesOrder
from tests import channel_desk
from tests.cast import browser_of, the_cast
from tests.paper_forms import form_to
from tests.shared.identity.statements import counted

QIMING = "CP-0001"


async def test_the_desk_says_through_whom_it_buys(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    page = (await lin.get("/counterparties/CP-0021/terms")).text
    assert "Distributor of record" not in page, "no account of hers"
    terms = "/counterparties/CP-0018/terms"
    assert "It buys from us directly." in (await lin.get(terms)).text
    refused = await lin.post(
        "/counterparties/CP-0018/distributor", {"distributor": " cp-0018 ", "version": "0"}
    )
    assert refused.status_code == 422
    assert " cp-0018 " in refused.text
    assert "An organisation is not its own distributor." in refused.text
    typed = {"distributor": QIMING, "version": "0"}
    assert (await lin.post("/counterparties/CP-0018/distributor", typed)).status_code == 303
    assert "Orders through it" in (await lin.get(terms)).text
    stale = await lin.post("/counterparties/CP-0018/distributor", {**typed, "distributor": ""})
    assert stale.status_code == 409
    told = (await lin.get("/counterparties/CP-0018/journal")).text
    assert "said through which distributor it buys" in told
    emptied = {"distributor": "", "version": "1"}
    assert (await lin.post("/counterparties/CP-0018/distributor", emptied)).status_code == 303
    assert (await EndCustomer.get(counterparty__number="CP-0018")).distributor_id is None  # type: ignore[attr-defined]
    zhao = await browser_of("zhao.qiang")
    assert (await zhao.post("/counterparties/CP-0018/distributor", emptied)).status_code == 404


async def test_the_desk_reads_and_filters_orders_by_their_distributor(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    order = await SalesOrder.filter(distributor__number=QIMING).order_by("-placed_at").first()
    other = await SalesOrder.filter(buyer__number=QIMING).order_by("-placed_at").first()
    assert order is not None
    assert other is not None
    assert f"/orders?distributor={QIMING}" in (await lin.get(f"/orders/{order.number}")).text
    assert "Distributor of record" not in (await lin.get(f"/orders/{other.number}")).text
    found = (await lin.get(f"/orders?distributor={QIMING}")).text
    assert order.number in found
    assert other.number not in found
    assert f"Through {QIMING}" in found


async def test_the_distributor_reads_what_it_may_and_finds_no_order(demo: str) -> None:
    cast = await the_cast()
    order = await channel_desk.sell_through(cast.counterparties[QIMING])
    fang = await browser_of("fang.jie")
    for path in ("/channel-orders", f"/channel-orders/{order.number}", "/end-customers",
                 "/channel-orders/export?kind=csv", "/channel-orders?q=crescent"):  # fmt: skip
        text = (await fang.get(path)).text
        assert "Crescent Shop" in text or "月牙商店" in text, path
        assert not [one for one in channel_desk.SECRETS if one in text], path
        assert "12.30" not in text, path
    assert "¥123.00" in (await fang.get(f"/channel-orders/{order.number}")).text
    for path in ("/orders/{}", "/orders/{}/paper", "/orders/{}/edit"):
        assert (await fang.get(path.format(order.number))).status_code == 404
    assert order.number not in (await fang.get("/orders")).text
    missing = await fang.get("/channel-orders/SO-9999-9999")
    own = await SalesOrder.filter(buyer__number=QIMING).first()
    assert own is not None
    assert (
        (await fang.get(f"/channel-orders/{own.number}")).status_code == missing.status_code == 404
    )


async def test_an_order_of_a_customer_reaches_its_distributor_as_it_is_submitted(demo: str) -> None:
    """Through the pages, and behind the second wall: the customer reads nothing of the distributor."""
    zhou, bo, lin = [await browser_of(one) for one in ("zhou.min", "bo.wei", "lin.xiaoyu")]
    typed = {"distributor": "CP-0002", "version": "0"}
    assert (await lin.post(f"/counterparties/{QIMING}/distributor", typed)).status_code == 303
    made = await zhou.post("/orders", {"paste": "RS-520\t30"})
    edit = str(made.headers["location"])
    number = edit.removesuffix("/edit").rpartition("/")[2]
    assert number not in (await bo.get("/channel-orders")).text
    fields = form_to((await zhou.get(edit)).text, f"/orders/{number}")
    answer = await zhou.post(f"/orders/{number}/submission", {**fields, "note": "For us alone"})
    assert answer.status_code == 303, answer.text[:300]
    seen = await bo.get(f"/channel-orders/{number}")
    assert (seen.status_code, "RS-520" in seen.text) == (200, True)
    assert "For us alone" not in seen.text
    await lin.post(f"/counterparties/{QIMING}/distributor", {"distributor": "", "version": "1"})
    assert (await bo.get(f"/channel-orders/{number}")).status_code == 200
    assert QIMING not in (await bo.get("/end-customers")).text


async def test_an_end_customer_reads_through_whom_it_buys(demo: str) -> None:
    """The name alone, as it is now; whoever sells through another one is no end customer of its own."""
    zhou, bo, emily = [await browser_of(one) for one in ("zhou.min", "bo.wei", "emily.carter")]
    lin = await browser_of("lin.xiaoyu")
    heading = "Your distributor of record"
    assert heading not in (await zhou.get("/company")).text
    typed = {"distributor": "CP-0002", "version": "0"}
    assert (await lin.post(f"/counterparties/{QIMING}/distributor", typed)).status_code == 303
    told = (await zhou.get("/company")).text
    assert heading in told
    assert "Hangzhou Haiyue Home Appliances" in told
    lists = [(await one.get("/end-customers")).text.split("<main")[1] for one in (zhou, bo)]
    assert ["Suzhou Qiming" in one for one in lists] == [False, True]
    await Counterparty.filter(number="CP-0002").update(name_en="Haiyue of Hangzhou")
    assert "Haiyue of Hangzhou" in (await zhou.get("/company")).text
    for other in (bo, emily):
        assert heading not in (await other.get("/company")).text
    await lin.post(f"/counterparties/{QIMING}/distributor", {"distributor": "", "version": "1"})
    assert heading not in (await zhou.get("/company")).text


async def test_other_distributors_and_other_kinds_find_nothing(demo: str) -> None:
    number = (await ChannelOrder.filter(distributor__number=QIMING).first()).number  # type: ignore[union-attr]
    bo, emily, tang = [await browser_of(one) for one in ("bo.wei", "emily.carter", "tang.yu")]
    assert (await bo.get(f"/channel-orders/{number}")).status_code == 404
    assert number not in (await bo.get("/channel-orders")).text
    assert (await emily.get("/channel-orders")).status_code == 403
    assert "/channel-orders" not in (await emily.get("/orders")).text
    assert (await tang.get(f"/channel-orders/{number}")).status_code == 200
    assert (await tang.get("/channel-orders/export")).status_code == 403
    ma = await browser_of("ma.lan")
    assert "Nobody has ordered through you yet" in (await ma.get("/channel-orders")).text
    assert "Nobody buys through you yet" in (await ma.get("/end-customers")).text


async def test_a_page_asks_as_much_for_many_orders_as_for_few(demo: str) -> None:
    zhou, ma = await browser_of("zhou.min"), await browser_of("ma.lan")
    for path in ("/channel-orders", "/end-customers"):
        async with counted() as many:
            await zhou.get(path)
        async with counted() as none:
            await ma.get(path)
        assert len(many) == len(none), path
