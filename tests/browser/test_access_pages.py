"""Who can see a record, and why: from the link on the record, in both languages and widths."""

import re
from itertools import product

import pytest

from tests.browser.accessibility import violations
from tests.browser.visits import Visits

RECORDS = (
    ("lin.xiaoyu", "/counterparties/CP-0001", "bank_account"),
    ("wu.jing", "/opportunities", "opportunity_share"),
    ("gao.yuan", "/tickets", "ticket_internal_note"),
    ("wu.jing", "/products", "product_cost"),
    ("sun.li", "/purchase-orders", "purchase_demand"),
)


@pytest.mark.parametrize(("lang", "width"), list(product(("zh", "en"), (1440, 390))))
@pytest.mark.parametrize(("subject", "path", "part"), RECORDS)
def test_the_record_leads_to_who_sees_it_and_its_parts(
    visit: Visits, subject: str, path: str, part: str, lang: str, width: int
) -> None:
    page = visit(subject, path, lang=lang, width=width)
    if "/CP-" not in path:
        links = page.locator("main a[href]").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        page.goto(next(one for one in links if re.fullmatch(rf"{path}/[A-Z][A-Z0-9-]+", one)))
    leads = page.locator('a[href$="/access"]')
    assert leads.count(), f"{page.url} does not say who sees it"
    page.goto(leads.first.get_attribute("href") or "")
    assert page.locator("#readers li").count()
    assert page.locator(f"#part-{part} h2").inner_text().strip()
    assert not violations(page)
