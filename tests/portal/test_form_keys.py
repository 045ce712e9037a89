"""Each form of a page has a key of its own, and a key counts for one organisation."""

from shared.demo.cast import BEICHEN, QINGHE
from shared.orders.models import SalesOrder, Shipment
from tests.cast import browser_of
from tests.paper_forms import form_to, forms_on


async def test_after_a_receipt_the_page_that_was_open_still_reorders(demo: str) -> None:
    emily = await browser_of("emily.carter")
    shipment = await Shipment.filter(order__buyer__number="CP-0041", delivered_at=None).first()
    assert shipment is not None
    here = f"/orders/{(await SalesOrder.get(id=shipment.order_id)).number}"
    page = (await emily.get(here)).text
    receipt = f"{here}/shipments/{shipment.number}/receipt"
    assert (await emily.post(receipt, form_to(page, receipt))).status_code == 303
    again = await emily.post(f"{here}/reorder", form_to(page, f"{here}/reorder"))
    assert again.status_code == 303, again.text
    # The same button pressed again leads to the same draft.
    twice = await emily.post(f"{here}/reorder", form_to(page, f"{here}/reorder"))
    assert twice.headers["location"] == again.headers["location"]


async def test_no_two_forms_of_a_page_share_a_key(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    for path in ("/", "/orders", "/catalogue", "/deals/new", "/company/people", "/notifications"):
        text = (await zhou.get(path)).text
        keys = [one.fields["key"] for one in forms_on(text) if "key" in one.fields]
        assert len(keys) > 2, path
        assert len(set(keys)) == len(keys), path


async def test_the_same_key_in_another_organisation_is_another_form(demo: str) -> None:
    ma = await browser_of("ma.lan")
    key = "c" * 32
    first = await ma.post("/orders", {"key": key, "opened_for": BEICHEN})
    assert first.status_code == 303, first.text
    await ma.post("/active-organisation", {"organisation": QINGHE})
    second = await ma.post("/orders", {"key": key, "opened_for": QINGHE})
    assert second.headers["location"] != first.headers["location"]
    number = second.headers["location"].split("/")[2]
    assert (await SalesOrder.get(number=number).select_related("buyer")).buyer.number == QINGHE
