"""How people of an organisation sign in: the desk's tab, what waits there, and the portal's page."""

from itertools import product

import pytest

from tests.browser.accessibility import sideways, violations
from tests.browser.visits import Visits

LOOKS = [
    {"lang": lang, "theme": theme, "width": width}
    for (lang, theme), width in product((("zh", "dark"), ("en", "light")), (1440, 390))
]


@pytest.mark.parametrize("look", LOOKS)
def test_what_waits_for_a_second_administrator_is_shown_whole(
    visit: Visits, look: dict[str, object]
) -> None:
    page = visit("xu.lei", "/counterparties/CP-0001/sign-in", **look)
    assert page.get_by_text("qiming.example").count()
    assert not violations(page)
    assert sideways(page) == 0
    page.locator('a[href^="/domain-requests/"]').click()
    page.wait_for_url("**/domain-requests/*")
    assert page.get_by_text("qm-parts.example").count()
    assert not violations(page)
    assert sideways(page) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_the_organisation_reads_its_domain_and_its_record(
    visit: Visits, look: dict[str, object]
) -> None:
    page = visit("zhou.min", "/company/sign-in", **look)
    assert page.get_by_text("qiming.example").count()
    assert not violations(page)
    assert sideways(page) == 0
