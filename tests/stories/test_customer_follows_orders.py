"""A customer abroad follows its orders as a distributor does: list, papers, receipt, one more of the same."""

from shared.catalogue.models import Stock
from shared.orders.models import SalesOrder, Shipment
from tests.cast import browser_of
from tests.paper_forms import form_to


async def test_emily_sees_receives_and_repeats_what_her_company_ordered(demo: str) -> None:
    await Stock.all().update(free=100_000_0000)
    emily, chen = await browser_of("emily.carter"), await browser_of("chen.hao")
    shipment = await Shipment.filter(order__buyer__number="CP-0041", delivered_at=None).first()
    assert shipment is not None
    order = await SalesOrder.get(id=shipment.order_id)
    here = f"/orders/{order.number}"
    # Home asks whether it has arrived; list, page and paper show it in her language and currency.
    assert f"Has {order.number} arrived?" in (await emily.get("/")).text
    assert order.number in (await emily.get("/orders")).text
    page = (await emily.get(here)).text
    assert shipment.number in page
    assert "USD" in page
    paper = await emily.get(f"{here}/paper")
    assert paper.headers["content-type"] == "application/pdf"
    # She says that the goods are there; our side reads it.
    receipt = f"{here}/shipments/{shipment.number}/receipt"
    assert (await emily.post(receipt, form_to(page, receipt))).status_code == 303
    assert f"Has {order.number} arrived?" not in (await emily.get("/")).text
    assert "Delivered" in (await emily.get(here)).text
    assert shipment.number in (await chen.get(here)).text
    # The same once more, at her prices of today, submitted.
    page = (await emily.get(here)).text
    again = await emily.post(f"{here}/reorder", form_to(page, f"{here}/reorder"))
    assert again.status_code == 303
    draft = again.headers["location"].removesuffix("/edit")
    editor = (await emily.get(f"{draft}/edit")).text
    submitted = await emily.post(f"{draft}/submission", form_to(editor, draft))
    assert submitted.status_code == 303
    made = await SalesOrder.get(number=draft.rpartition("/")[2]).select_related("buyer")
    assert (made.buyer.number, made.currency) == ("CP-0041", "USD")
    assert made.number in (await chen.get("/orders")).text
