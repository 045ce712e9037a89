"""Two people of finance: what the one proposes or writes, the other lets count."""

import pytest

from shared.catalogue.models import PriceList
from shared.orders.models import CreditLimit, CreditProposal
from tests.cast import browser_of
from tests.paper_forms import form_to

LIMIT = "/credit-limits/CP-0001"


@pytest.mark.asvs("2.3.5")
async def test_a_large_limit_waits_for_the_colleague(demo: str) -> None:
    he, luo = await browser_of("he.min"), await browser_of("luo.yan")
    typed = form_to((await he.get(LIMIT)).text, LIMIT)
    asked = await he.post(LIMIT, {**typed, "amount": "90000000", "reason": "A large tender"})
    assert asked.status_code == 303, asked.text
    before = await CreditLimit.get(counterparty__number="CP-0001")
    waiting = await CreditProposal.get(counterparty__number="CP-0001", state="pending")
    assert before.amount != waiting.amount
    own = await he.post(f"{LIMIT}/approval", {"version": str(waiting.version)})
    assert own.status_code in (403, 422)
    page = (await luo.get(LIMIT)).text
    agreed = await luo.post(f"{LIMIT}/approval", form_to(page, f"{LIMIT}/approval"))
    assert agreed.status_code == 303, agreed.text
    assert (await CreditLimit.get(counterparty__number="CP-0001")).amount == waiting.amount


@pytest.mark.asvs("2.3.5")
async def test_a_revision_of_prices_is_published_by_the_colleague(demo: str) -> None:
    he, luo = await browser_of("he.min"), await browser_of("luo.yan")
    kept = await PriceList.filter(is_published=True).order_by("id").first()
    assert kept is not None
    here = f"/price-lists/{kept.code}"
    begun = await he.post(
        f"{here}/revision", form_to((await he.get(here)).text, f"{here}/revision")
    )
    revision = begun.headers["location"].partition("?")[0]
    table = form_to((await he.get(revision)).text, f"{revision}/prices")
    prices = [name for name in table if name.startswith("entry-") and name.endswith("-price")]
    saved = await he.post(f"{revision}/prices", {**table, prices[0]: "1.23"})
    assert saved.status_code == 303, saved.text
    assert "You wrote in it yourself" in (await he.get(revision)).text
    out = form_to((await luo.get(revision)).text, f"{revision}/publication")
    assert (await he.post(f"{revision}/publication", out)).status_code == 422
    assert (await luo.post(f"{revision}/publication", out)).status_code == 303
    assert not await PriceList.filter(replaces_id=kept.id).exists()
