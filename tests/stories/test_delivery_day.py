"""The supplier ships, the receipt finds five broken, and both talk until it is settled: by pages."""

import io
import re
from html import unescape

import pytest
from pypdf import PdfReader

from shared.catalogue.models import Stock
from shared.counterparties.models import Counterparty
from shared.demo.cast import MOULDER
from shared.documents.models import Certificate, CertificateRequirement
from shared.kernel.quantity import of
from shared.purchasing.models.deliveries import Delivery, Discrepancy
from shared.purchasing.models.orders import PurchaseDemand, PurchaseLine
from tests import records
from tests.cast import browser_of
from tests.paper_forms import form_to as fields_of
from tests.web import Browser

pytestmark = pytest.mark.usefixtures("demo")


async def tick_first(lu: Browser) -> tuple[dict[str, str], str]:
    """Return the grid's fields with the first line packed, and that line's SKU."""
    shown = (await lu.get("/deliveries?tab=all")).text
    fields = fields_of(shown, "/deliveries")
    order, position = fields["line-0-order"], int(fields["line-0-position"])
    line = await PurchaseLine.get(order__number=order, position=position)
    fields |= {"line-0-packed": "on", "carrier": "SF", "tracking_number": "SF77", "packages": "2"}
    return fields, line.sku


async def test_five_broken_ones_from_the_notice_to_the_settlement() -> None:
    lu, sun = await browser_of("lu.bin"), await browser_of("sun.li")
    fields, sku = await tick_first(lu)
    answer = await lu.post("/deliveries", fields)
    assert answer.status_code == 303, answer.text
    here = answer.headers["location"]
    number = here.rpartition("/")[2]
    found = await sun.post("/deliveries/scan", {"code": f"https://desk.example{here}"})
    assert found.headers["location"] == here
    before = (await Stock.get(product__sku=sku)).free
    form = fields_of((await sun.get(f"{here}/receipt")).text, f"{here}/receipt")
    counted = int(form["line-1-counted"])
    broken = form | {"line-1-refused": "5", "line-1-finding": "damaged",
                     "line-1-story": "Five are cracked"}  # fmt: skip
    wrong = await sun.post(f"{here}/receipt", broken | {"line-1-refused": str(counted + 1)})
    assert wrong.status_code == 422
    assert "Five are cracked" in wrong.text
    assert (await sun.post(f"{here}/receipt", broken)).status_code == 303
    order, position = fields["line-0-order"], fields["line-0-position"]
    line = await PurchaseLine.get(order__number=order, position=int(position))
    assert line.refused >= of(5)
    for reader in (lu, sun):
        assert "Passed in part" in (await reader.get(here)).text
        for page in (f"/purchase-orders/{order}", f"/purchase-orders/{order}/lines/{position}"):
            html = (await reader.get(page)).text
            assert f"{line.received // of(1):,} received" in html, page
            assert f"{line.refused // of(1):,} not good" in html, page
    assert (await Stock.get(product__sku=sku)).free == before + of(counted - 5)
    late = await sun.post(f"{here}/receipt", form | {"key": "a" * 32, "line-1-counted": "7"})
    assert late.status_code == 409
    assert f"Now: {counted}" in late.text
    assert 'value="7"' in late.text
    difference = await Discrepancy.get(delivery__number=number)
    thread = f"{here}/differences/{difference.number}"
    shown = (await lu.get(here)).text
    assert "Five are cracked" in shown
    said = await lu.post(thread, {"version": "1", "accepts": "yes", "text": "We send five more"})
    assert said.status_code == 303
    assert "We send five more" in (await sun.get(here)).text
    settled = await sun.post(thread, {"version": "2", "what": "settle", "remedy": "replace"})
    assert settled.status_code == 303
    assert (await Delivery.get(number=number)).state == "closed"
    assert "Settled" in (await lu.get(here)).text


async def test_label_and_packing_list_carry_the_number_and_a_code() -> None:
    lu = await browser_of("lu.bin", language="zh")
    number = (await Delivery.filter(supplier__number="CP-0053").order_by("-id").first()).number  # type: ignore[union-attr]
    for part, pages in (("label", 3), ("paper", 1)):
        answer = await lu.get(f"/deliveries/{number}/{part}")
        assert answer.headers["content-type"] == "application/pdf"
        paper = PdfReader(io.BytesIO(answer.content))
        assert len(paper.pages) == pages
        assert number in paper.pages[0].extract_text()


async def test_a_new_day_for_two_lines_asks_one_reason() -> None:
    lu = await browser_of("lu.bin")
    fields = fields_of((await lu.get("/deliveries?tab=all")).text, "/deliveries")
    moved = fields | {"line-0-day": "2027-01-04", "line-1-day": "2027-01-05"}
    silent = await lu.post("/deliveries/dates", moved)
    assert silent.status_code == 422
    assert "2027-01-05" in silent.text
    assert (await lu.post("/deliveries/dates", moved | {"reason": "capacity"})).status_code == 303
    line = await PurchaseLine.get(
        order__number=fields["line-0-order"], position=int(fields["line-0-position"])
    )
    assert (line.state, line.reason_code, line.reason) == ("change_proposed", "capacity", "")


async def test_a_packing_list_becomes_rows_to_look_over() -> None:
    lu = await browser_of("lu.bin")
    fields, sku = await tick_first(lu)
    pasted = f"{sku}\t10\tB-1\nNO-SUCH\t3"
    shown = await lu.post("/deliveries/packing-list", {"paste": pasted})
    assert shown.status_code == 200
    assert "NO-SUCH: nothing is open for 3" in shown.text
    rows = fields_of(shown.text, "/deliveries/new")
    assert rows["line-0-batch"] == "B-1"
    sent = await lu.post("/deliveries/new", rows | {"expected_on": "2026-12-01"})
    assert re.fullmatch(r"/deliveries/DN-\d{4}-\d{4}", sent.headers["location"])
    csv = {"file": ("list.csv", f"po,code,qty\n{fields['line-0-order']},{sku},1\n".encode())}
    again = await lu.post("/deliveries/packing-list", {}, files=csv)
    assert f'value="{fields["line-0-order"]}"' in again.text


async def test_a_rival_supplier_finds_nothing_and_sees_no_customer() -> None:
    number = (await Delivery.filter(supplier__number="CP-0053").first()).number  # type: ignore[union-attr]
    gu = await browser_of("gu.ting")
    for part in ("", "/label", "/paper"):
        assert (await gu.get(f"/deliveries/{number}{part}")).status_code == 404
    hurt = await PurchaseDemand.all().select_related("sales_line__order__buyer")
    names = {one.sales_line.order.buyer.name_en for one in hurt}
    assert names
    for subject in ("gu.ting", "lu.bin"):
        shown = (await (await browser_of(subject)).get("/deliveries?tab=all")).text
        assert not [name for name in names if name in shown]
        assert "SO-2026" not in shown


async def test_the_late_board_names_the_orders_that_are_hurt() -> None:
    sun = await browser_of("sun.li")
    shown = (await sun.get("/late")).text
    assert "P-MOT-3V" in shown or "DC motor" in shown
    assert "days late" in shown


async def test_both_sides_read_the_delivery_record() -> None:
    lu, sun = await browser_of("lu.bin"), await browser_of("sun.li")
    figure = re.compile(r"(\d+) of (\d+) lines on time in full")
    theirs = figure.search((await lu.get("/")).text)
    ours = figure.search((await sun.get("/counterparties/CP-0053")).text)
    assert theirs
    assert ours
    assert theirs.groups() == ours.groups()
    assert 0 < int(ours[1]) < int(ours[2])


async def test_home_of_a_supplier_says_what_waits_besides_orders(demo: str) -> None:
    """A difference that is open, and each certificate that is still to be sent."""
    lu = await browser_of("lu.bin")
    place = await Counterparty.get(number=MOULDER)
    await records.complete(MOULDER)
    await Certificate.filter(counterparty=place).delete()
    difference = (
        await Discrepancy.filter(supplier=place, state="open").select_related("delivery").first()
    )
    asked = await CertificateRequirement.filter(is_active=True, for_supplier=True)
    assert difference
    assert difference.delivery
    assert asked
    home = unescape((await lu.get("/")).text)
    assert f"/deliveries/{difference.delivery.number}#{difference.number}" in home
    for one in asked:
        assert f"Send a certificate: {one.name_en}" in home
    await Discrepancy.filter(supplier=place).update(state="settled")
    assert "Answer a difference" not in (await lu.get("/")).text
