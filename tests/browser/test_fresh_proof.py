"""The page of the code before what is grave, shown while one is on its way."""

import sqlite3
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from shared.demo.cast import persona
from shared.identity.arrivals import token_hash
from tests.browser.accessibility import sideways, violations
from tests.browser.visits import Visits
from tools.demo_house import House

CODE = "/sign-in/again/code"
LOOKS = [
    {"lang": lang, "theme": theme, "width": width}
    for (lang, theme), width in product((("zh", "dark"), ("en", "light")), (1440, 390))
]


def await_code(house: House, page: Page, subject: str) -> None:
    """Let a code be on its way in the session of this window: the demo's own provider needs none."""
    face = persona(subject).face
    secrets = [
        one["value"] for one in page.context.cookies(house.address(face))
        if one["name"].endswith(f"wl_{face}")
    ]  # fmt: skip
    with sqlite3.connect(house.folder / "wanglai.db", timeout=20) as database:
        database.execute("delete from step_up where session_hash = ?", (token_hash(secrets[0]),))
        database.execute(
            "insert into step_up (session_hash, state_hash, user_id, face, email, code_hash, tries,"
            " expires_at, created_at) select token_hash, token_hash, user_id, face, 'zhou@x.example',"
            " 'none', 0, '2099-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00'"
            " from session where token_hash = ?",
            (token_hash(secrets[0]),),
        )


@pytest.mark.parametrize("subject", ["zhou.min", "lin.xiaoyu"])
@pytest.mark.parametrize("look", LOOKS)
def test_the_code_is_asked_for_in_every_look(
    visit: Visits, house: House, subject: str, look: dict[str, object]
) -> None:
    page = visit(subject, "/sign-in/again", **look)
    await_code(house, page, subject)
    page.goto(CODE)
    assert page.url.endswith(CODE)
    assert violations(page) == []
    assert sideways(page) == 0
    page.locator("#f-code").fill("123456")
    page.locator(f"form[action='{CODE}'] [type=submit]").click()
    expect(page.locator("#f-code-e1")).to_be_visible()
    expect(page.locator("#f-code")).to_be_focused()
    assert violations(page) == []
    assert sideways(page) == 0


def test_without_one_the_button_is_there(visit: Visits) -> None:
    page = visit("lu.bin", f"{CODE}?next=/company")
    assert page.url.endswith("/sign-in/again?next=/company")
    expect(page.locator("form[action^='/sign-in/'] [type=submit]")).to_be_visible()
