"""What axe finds on a page: WCAG 2.0 to 2.2 at A and AA, and its best practices."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


# What passes is judged as well, but not described and not handed over: that took most of the time.
_RUN = """async rules => (
  await axe.run(document, { runOnly: rules, resultTypes: ["violations"] })
).violations"""


def violations(page: Page) -> list[str]:
    """Return every violation as "rule: place (why)"."""
    page.evaluate(AXE)
    found = page.evaluate(_RUN, RULES)
    return [
        f"{one['id']}: {node['target']} ({node['failureSummary'].splitlines()[-1].strip()})"
        for one in found
        for node in one["nodes"][:3]
    ]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, wider)
