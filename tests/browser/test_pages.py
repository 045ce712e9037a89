"""Every page of both faces: accessible, never wider than its window, nothing on the console."""

import os
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import sideways, violations
from tests.browser.addresses import VISITORS, Found, explore, pages_of
from tests.browser.furnishing import furnish
from tests.browser.visits import Visits, visiting
from tools.demo_house import House

GRID = [
    {"lang": lang, "theme": theme, "width": width}
    for lang, theme, width in product(("zh", "en"), ("light", "dark"), (1440, 390))
]
WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"
PAGES = [(face, route.name) for face in VISITORS for route in pages_of(face)]
Reaching = Callable[[str, str], tuple[str, Found]]
Windows = Callable[[str, str, dict[str, Any]], tuple[Page, list[str]]]


def looks_for(place: int) -> list[dict[str, Any]]:
    """Return one look for the page at `place` of the list, each time the same; all with `prove`."""
    return GRID if WHOLE else [GRID[place * 3 % len(GRID)]]


@pytest.fixture(scope="module")
def explored(browser: Browser, house: House, keys: dict[str, Any]) -> Reaching:
    """Return who reaches a route and what that person found; each person looks round once."""
    known: dict[str, Found] = {}
    unmet = {face: {route.name for route in pages_of(face)} for face in VISITORS}
    with visiting(browser, house, keys) as visits:
        furnish(visits)

    def reached_by(face: str, name: str) -> tuple[str, Found]:
        for subject in VISITORS[face]:
            key = f"{face} {subject}"
            if key not in known:
                with visiting(browser, house, keys) as visits:
                    visits.expect(403, 404, 409)
                    page = visits(subject, "/signed-out", face=face)
                    known[key] = explore(page, face, unmet[face])
                unmet[face] -= {*known[key].pages, *known[key].others}
            found = known[key]
            if name in found.pages or name in found.others:
                return subject, found
        refused = [known[f"{face} {subject}"].refused.get(name) for subject in VISITORS[face]]
        raise AssertionError(f"No link of the demo leads to {face} {name}; answers: {refused}")

    return reached_by


@pytest.fixture(scope="module")
def windows(browser: Browser, house: House, keys: dict[str, Any]) -> Iterator[Windows]:
    """Keep one window for each person and look: a page after the other, as people look."""
    visits = Visits(browser, house, keys)
    opened: dict[str, Page] = {}

    def window(subject: str, path: str, look: dict[str, Any]) -> tuple[Page, list[str]]:
        key = f"{subject} {look}"
        if key not in opened:
            opened[key] = visits(subject, path, **look)
        else:
            opened[key].goto(path)
        return opened[key], visits.complaints

    yield window
    visits.close()


@pytest.mark.parametrize(("face", "name"), PAGES)
def test_the_page_is_whole(windows: Windows, explored: Reaching, face: str, name: str) -> None:
    subject, found = explored(face, name)
    place = PAGES.index((face, name))
    for look in looks_for(place) if name in found.pages else []:
        path = found.pages[name][place % len(found.pages[name])]
        page, complaints = windows(subject, path, {"face": face, **look})
        page.wait_for_selector("html.js")
        assert violations(page) == [], (path, look)
        assert sideways(page) == 0, (path, look)
        assert complaints == []


def test_a_page_broken_on_purpose_is_caught(visit: Visits) -> None:
    page = visit("zhou.min", "/signed-out")
    page.evaluate("""() => {
      const image = document.createElement("img");
      image.style.minWidth = "3000px";
      image.style.minHeight = "50px";
      document.querySelector("main").append(image);
    }""")
    assert any(one.startswith("image-alt:") for one in violations(page))
    assert sideways(page) > 0
    page.close()


def test_what_the_browser_minds_is_caught(browser: Browser, house: House) -> None:
    keys: dict[str, Any] = {}
    visits = Visits(browser, house, keys)
    page = visits.window("portal")
    page.goto("/sign-in")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("setTimeout(() => { throw new Error('planted') }, 0)")
    page.evaluate("fetch('/no-such-page')")
    page.wait_for_timeout(300)
    visits.close()
    minded = "\n".join(visits.complaints)
    assert "Content Security Policy" in minded
    assert "planted" in minded
    assert "answered 404" in minded
