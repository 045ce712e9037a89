"""Every macro and behaviour in a real browser, under the real content security policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette

from tests.browser import gallery
from tests.browser.accessibility import violations


@pytest.fixture(scope="module")
def application() -> Starlette:
    return gallery.app()


@pytest.fixture(scope="module")
def address(application: Starlette) -> Iterator[str]:
    with gallery.serving(application) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str, application: Starlette) -> Iterator[Page]:
    state = application.state
    state.moves, state.asked, state.posts, state.refuse = [], [], [], False
    opened = browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    opened.set_default_timeout(4000)
    yield opened
    opened.close()
    assert [one for one in complaints if "status of 422" not in one] == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("face", "lang"), [("portal", "zh"), ("admin", "en"), ("portal", "en")])
def test_axe_finds_nothing(page: Page, face: str, lang: str, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/?face={face}&lang={lang}&theme={theme}")
    page.wait_for_selector("html.js")
    assert violations(page) == []


def test_axe_would_find_something(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('h1').remove()")
    assert any(one.startswith("page-has-heading-one:") for one in violations(page))


@pytest.mark.parametrize("width", [320, 768, 1024, 1920])
@pytest.mark.parametrize("face", ["portal", "admin"])
def test_no_page_scrolls_sideways(page: Page, face: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/?face={face}&lang=en")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_error_summary_has_the_focus_and_a_fix_repairs(page: Page) -> None:
    page.goto("/")
    expect(page.locator("[data-errsum]")).to_be_focused()
    assert page.title().startswith("(!)")
    page.get_by_role("button", name="Use QM-1").click()
    expect(page.locator("#f-po")).to_have_value("QM-1")
    expect(page.locator("[data-errsum]")).not_to_contain_text("Enter your PO number")


def test_the_palette_jumps_and_finds(page: Page, application: Starlette) -> None:
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("deal")
    options = page.locator("#palette-list [role=option]:visible")
    expect(options.first).to_have_text("Deals")
    expect(page.locator("#search-results [role=option]")).to_have_text("SO-2026-0001")
    page.wait_for_timeout(600)
    assert application.state.asked[-1] == "deal"
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?found=1")


def test_what_is_typed_before_htmx_listens_is_searched_for(
    page: Page, application: Starlette
) -> None:
    page.add_init_script(
        "const soon = setTimeout;"
        "window.setTimeout = (act, wait, ...rest) => soon(act, wait ?? 1200, ...rest);"
    )
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("deal")
    expect(page.locator("#search-results [role=option]")).to_have_text("SO-2026-0001")
    assert application.state.asked == ["deal"]


def test_a_line_takes_pasted_rows_and_undoes_a_removal(page: Page) -> None:
    page.goto("/")
    rows = page.locator("[data-line]")
    page.get_by_role("button", name="Paste").click()
    page.locator("#paste-text").fill("SV-750\t24\nCBL-5M\t48")
    page.get_by_role("button", name="Add lines").click()
    expect(rows).to_have_count(3)
    expect(page.locator("[name=line-2-quantity]")).to_have_value("48")
    page.get_by_role("button", name="Remove line GR-060").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    expect(page.locator("[data-line] [name$=-sku]").first).to_have_value("GR-060")


def test_steps_move_by_the_pack_and_enter_goes_on(page: Page) -> None:
    page.goto("/")
    quantity = page.locator("[name=line-0-quantity]")
    page.locator("#line-0 [data-step='1']").click()
    expect(quantity).to_have_value("12")
    page.locator("#line-0 [data-step='-1']").click()
    expect(quantity).to_have_value("8")
    quantity.press("Enter")
    expect(page.locator("[name=line-1-sku]")).to_be_focused()


def test_a_sku_is_suggested_and_chosen_by_key(page: Page, application: Starlette) -> None:
    page.goto("/")
    sku = page.locator("[name=line-0-sku]")
    sku.fill("")
    sku.press_sequentially("sv")
    expect(sku).to_have_attribute("aria-expanded", "true")
    sku.press("ArrowDown")
    sku.press("Enter")
    expect(sku).to_have_value("SV-900")
    expect(page.locator("[name=line-0-quantity]")).to_be_focused()
    assert application.state.asked[-1] == "sv"


def test_a_card_moves_by_key_and_undo_moves_it_back(page: Page, application: Starlette) -> None:
    page.goto("/")
    page.locator("#card-found").press("m")
    page.get_by_role("menuitem", name="Won").click()
    expect(page.locator("[data-stage=won] .kb-card")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-stage=found] .kb-card")).to_have_count(1)
    page.wait_for_timeout(200)
    assert application.state.moves == [("found", "won", "1"), ("found", "found", "2")]


def test_a_refused_move_goes_back_and_says_why(page: Page, application: Starlette) -> None:
    page.goto("/")
    application.state.refuse = True
    page.locator("#card-found").drag_to(page.locator("[data-stage=won]"))
    expect(page.locator(".toast")).to_contain_text("This deal is already closed.")
    expect(page.locator("[data-stage=found] .kb-card")).to_have_count(1)


def test_a_dangerous_form_asks_first(page: Page, application: Starlette) -> None:
    page.goto("/")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete this order?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    assert violations(page) == []
    dialog.get_by_role("button", name="Cancel").click()
    assert application.state.posts == []
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/delete")
    ((path, sent),) = application.state.posts
    assert (path, sent["version"], len(sent["key"])) == ("/delete", "1", 32)


def test_a_form_is_sent_once(page: Page, application: Starlette) -> None:
    page.goto("/")
    page.evaluate("""() => {
      const form = document.querySelector("form[action='/form']");
      form.requestSubmit(); form.requestSubmit();
    }""")
    page.wait_for_url("**/form")
    assert len(application.state.posts) == 1


def test_rows_obey_the_keys(page: Page) -> None:
    page.goto("/")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#o-2")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("[data-bulkbar]")).to_be_visible()
    expect(page.locator("[data-bulk-n]")).to_have_text("1")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


def test_the_theme_changes_at_once_and_the_server_is_told(
    page: Page, application: Starlette
) -> None:
    page.goto("/")
    page.locator("[popovertarget=me-menu]").click()
    assert violations(page) == []
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.querySelector('#dark-css').media") == "screen"
    page.wait_for_timeout(200)
    assert application.state.posts == [("/preferences", {"theme": "dark", "next": "/"})]


def test_typed_text_that_was_never_sent_comes_back(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('[data-errsum]').remove()")
    page.locator("#f-note").fill("Please call before noon")
    kept = page.evaluate("localStorage.getItem('wl:draft:DR-1')")
    assert "Please call before noon" in kept


def test_nothing_is_asked_while_pinyin_is_composed(page: Page, application: Starlette) -> None:
    page.goto("/")
    page.evaluate("""() => {
      const field = document.querySelector("[name=line-0-sku]");
      field.focus();
      field.value = "qi";
      field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    }""")
    page.wait_for_timeout(400)
    assert application.state.asked == []
    page.evaluate("""() => {
      const field = document.querySelector("[name=line-0-sku]");
      field.value = "启";
      field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    }""")
    page.wait_for_timeout(400)
    assert application.state.asked == ["启"]


def test_a_chart_is_read_with_the_arrow_keys(page: Page) -> None:
    page.goto("/")
    page.locator("#c1").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#c1 .chart-tip")).to_contain_text("1月")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#live")).to_contain_text("2月")


def test_the_page_works_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/")
    assert page.locator("html.no-js").count() == 1
    expect(page.get_by_role("button", name="Move", exact=True).first).to_be_visible()
    expect(page.locator("[data-palette]").first).to_be_hidden()
    context.close()
