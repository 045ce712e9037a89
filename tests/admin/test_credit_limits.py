"""Credit limits in the admin, over HTTP: by form, by sheet, and by two people when they are large."""

import csv
import io

import pytest

from shared.access import policy
from shared.identity.models import StaffRole
from shared.kernel import clock
from shared.orders.models import CreditLimit
from tests.admin.records_desk import CHEN, HE, LIN, Desks, hidden
from tests.cast import Cast

CP = "/counterparties/CP-0001"


@pytest.fixture
async def desks(cast: Cast) -> Desks:
    """Return the desks of the demo world."""
    return Desks(cast)


async def test_only_finance_sets_credit_limits(desks: Desks) -> None:
    lin, he = await desks.of(LIN), await desks.of(HE)
    assert (await lin.get("/credit-limits/CP-0001")).status_code == 403
    html = (await he.get("/credit-limits/CP-0001")).text
    fields = {"version": hidden(html, "version"), "amount": "900000", "reason": "Good payer"}
    assert (await he.post("/credit-limits/CP-0001", fields)).status_code == 303
    assert (await he.post("/credit-limits/CP-0001", fields)).status_code == 409
    assert "900,000" in (await he.get("/credit-limits?q=CP-0001")).text


async def test_limits_are_set_by_the_sheet_that_was_downloaded(desks: Desks) -> None:
    lin, he = await desks.of(LIN), await desks.of(HE)
    assert "/credit-limits/sheet" not in (await lin.get("/credit-limits")).text
    assert (await lin.get("/credit-limits/sheet")).status_code == 403
    assert 'href="/credit-limits/sheet"' in (await he.get("/credit-limits")).text
    body = (await he.get("/credit-limits/export?format=csv&q=CP-0001")).content.decode("utf-8-sig")
    heads, row = body.splitlines()
    cells = dict(zip(heads.split(","), next(csv.reader([row])), strict=True))
    cells["Credit limit"] = "lots"

    def file() -> dict[str, tuple[str, bytes]]:
        rows = io.StringIO()
        writer = csv.DictWriter(rows, list(cells))
        writer.writeheader()
        writer.writerow(cells)
        return {"file": ("limits.csv", rows.getvalue().encode())}

    bad = await he.post("/credit-limits/sheet", files=file())
    assert bad.status_code == 422
    assert "1 cell needs correction; nothing was saved." in bad.text
    assert "Enter an amount, for example 1200.50." in bad.text
    cells["Credit limit"] = "910000"
    done = await he.post("/credit-limits/sheet", files=file())
    assert done.status_code == 303
    assert "910,000" in (await he.get("/credit-limits?q=CP-0001")).text
    cells["Credit limit"] = "920000"
    late = await he.post("/credit-limits/sheet", files=file())
    assert late.status_code == 422
    assert "By now it is 910,000.00 CNY." in late.text


async def test_a_large_limit_is_proposed_by_one_and_approved_by_another(desks: Desks) -> None:
    he = await desks.of(HE)
    html = (await he.get("/credit-limits/CP-0001")).text
    fields = {"version": hidden(html, "version"), "amount": "99000000", "reason": "Good payer"}
    sent = await he.post("/credit-limits/CP-0001", fields)
    assert sent.headers["location"] == "/credit-limits/CP-0001"
    own = (await he.get("/credit-limits/CP-0001")).text
    assert "99,000,000" in own
    assert "a colleague of finance decides" in own
    assert "/approval" not in own
    assert (await he.post("/credit-limits/CP-0001/approval", {"version": "1"})).status_code == 422
    lin = await desks.of(LIN)
    assert "Proposed by" in (await lin.get("/credit-limits?tab=waiting")).text
    assert (await lin.post("/credit-limits/CP-0001/approval", {"version": "1"})).status_code == 403
    await StaffRole.create(user=desks.cast.users[CHEN], role=policy.FINANCE, created_at=clock.now())
    second = await desks.of(CHEN)
    assert "/credit-limits/CP-0001" in (await second.get("/credit-limits?tab=waiting")).text
    page = (await second.get("/credit-limits/CP-0001")).text
    assert "/credit-limits/CP-0001/approval" in page
    blank = await second.post("/credit-limits/CP-0001/rejection", {"version": "1", "reason": ""})
    assert blank.status_code == 422
    done = await second.post("/credit-limits/CP-0001/approval", {"version": "1"})
    assert done.status_code == 303
    assert "99,000,000" in (await second.get("/credit-limits?q=CP-0001")).text
    again = await second.post("/credit-limits/CP-0001/approval", {"version": "1"})
    assert again.status_code == 404


async def test_a_buyer_without_a_limit_is_plain_to_see_with_what_to_do(desks: Desks) -> None:
    await CreditLimit.filter(counterparty__number="CP-0001").update(amount=0, used=0)
    lin, he = await desks.of(LIN), await desks.of(HE)
    told = (await lin.get(f"{CP}/orders")).text
    assert "every order waits for approval" in told
    assert "Finance sets one" in told
    assert 'href="/credit-limits/CP-0001"' in (await he.get(f"{CP}/orders")).text
    assert "every order waits for approval" in (await lin.get(f"{CP}/terms")).text
