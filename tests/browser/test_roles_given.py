"""Before a role is taken from a colleague: the page that says what she loses, in every look."""

from itertools import product

import pytest

from tests.browser.accessibility import sideways, violations
from tests.browser.visits import Visits

LOOKS = [
    {"lang": lang, "theme": theme, "width": width}
    for (lang, theme), width in product((("zh", "dark"), ("en", "light")), (1440, 390))
]


@pytest.mark.parametrize("look", LOOKS)
def test_what_somebody_loses_is_shown_whole(visit: Visits, look: dict[str, object]) -> None:
    page = visit("xu.lei", "/staff", **look)
    giving = page.locator('form[method="get"][action$="/roles"]').first.get_attribute("action")
    page.goto(f"{giving}/removal")
    assert page.locator("main h1").count() == 1
    assert page.locator("form[method=post] button.btn-danger").count() == 1
    assert not violations(page)
    assert sideways(page) == 0
