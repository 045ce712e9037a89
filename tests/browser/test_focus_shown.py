"""Whoever walks through a page by keyboard sees where she is: no bar lies over the field."""

import pytest
from playwright.sync_api import Page

from tests.browser.visits import Visits

PAGES = [
    ("sun.li", "/rfqs/new"),
    ("lu.bin", "/rfqs/RQ-2026-0001"),
    ("zhou.min", "/opportunities/OP-2026-0017"),
    ("lin.xiaoyu", "/opportunities/OP-2026-0032"),
]
MOST = 120
# Of a region that is taller than the window no more than its upper end can be seen.
WHERE = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  if (!at.closest("main") || !at.matches("a, button, input, select, textarea, summary")) return "";
  const over = document.elementFromPoint(box.left + box.width / 2, box.bottom - 4);
  const bar = over && over.closest(".tabbar, .actbar, header");
  return bar && !bar.contains(at) ? `${at.name || at.innerText} under ${bar.className}` : "";
}"""


@pytest.mark.parametrize(("subject", "path"), PAGES)
@pytest.mark.parametrize("width", [390, 1440])
def test_no_bar_lies_over_what_the_keyboard_has_reached(
    visit: Visits, subject: str, path: str, width: int
) -> None:
    page = visit(subject, path, width=width)
    stops, hidden = walked(page)
    assert stops > 5
    assert hidden == []


def walked(page: Page) -> tuple[int, list[str]]:
    """Return how often Tab led somewhere in the window, and what stood under a bar there."""
    stops, hidden = 0, []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        found = page.evaluate(WHERE)
        if found is None:
            break
        stops += 1
        if found:
            hidden.append(found)
    return stops, hidden
