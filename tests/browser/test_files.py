"""Sending files in a real browser: by choice, by drop and paste, broken ones, and without script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import violations
from tests.browser.visits import Visits
from tests.browser.words import said
from tests.shared.files import samples

PICTURE = {
    "name": "licence.png",
    "mimeType": "image/png",
    "buffer": samples.picture(size=(300, 200)),
}
PAPER = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": samples.PDF}
DRAWING = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"<svg><script/></svg>"}
DROPPING = """
(zone) => {
  const carried = new DataTransfer();
  carried.items.add(new File(["Name,Number\\nA,1\\n"], "list.csv", { type: "text/csv" }));
  zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
}
"""
PASTING = """
async (field) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 20;
  const blob = await new Promise((done) => canvas.toBlob(done));
  const carried = new DataTransfer();
  carried.items.add(new File([blob], "image.png", { type: "image/png" }));
  const pasted = { bubbles: true, cancelable: true, clipboardData: carried };
  field.dispatchEvent(new ClipboardEvent("paste", pasted));
}
"""


def form_of(visit: Visits, **look: object) -> Page:
    """Open the form of the first certificate that Qiming is asked for."""
    page = visit("zhou.min", "/certificates", **look)
    page.locator("a[href*='/certificates/new']").first.click()
    page.wait_for_url("**/certificates/new?requirement=*")
    return page


@pytest.mark.parametrize(("lang", "theme", "width"), [("en", "light", 1440), ("zh", "dark", 390)])
def test_a_certificate_is_sent_with_its_picture(
    visit: Visits, lang: str, theme: str, width: int
) -> None:
    page = form_of(visit, lang=lang, theme=theme, width=width)
    page.locator("#f-upload").set_input_files([PICTURE, PAPER])  # type: ignore[list-item]
    expect(page.locator("[data-file]")).to_have_count(2)
    expect(page.locator("[data-file] img.thumb")).to_have_count(1)
    assert violations(page) == []
    page.locator("[data-file] [data-file-remove]").last.click()
    expect(page.locator("[data-file]")).to_have_count(1)
    page.locator("#f-expires_on").fill("2029-01-31")
    page.get_by_role("button", name=said("Send for review", lang)).click()
    page.wait_for_url("**/certificates")
    looking = {"en": "we are looking at it", "zh": "正在审核"}
    expect(page.locator("main")).to_contain_text(looking[lang])


def test_a_broken_file_says_so_in_its_row_and_nothing_typed_is_lost(visit: Visits) -> None:
    page = form_of(visit)
    page.locator("#f-number").fill("91-AB-77")
    page.locator("#f-upload").set_input_files([DRAWING, PAPER])  # type: ignore[list-item]
    expect(page.locator(".file-bad")).to_contain_text("Web pages and drawings with code")
    expect(page.locator("[data-file]")).to_contain_text("scan.pdf")
    expect(page.locator("#f-number")).to_have_value("91-AB-77")
    assert violations(page) == []
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator("[data-errsum]")).to_be_focused()
    expect(page.locator("#f-number")).to_have_value("91-AB-77")
    expect(page.locator("[data-file]")).to_contain_text("scan.pdf")
    assert violations(page) == []


def test_a_line_that_breaks_keeps_the_form_and_tries_again(visit: Visits) -> None:
    page = form_of(visit)
    page.locator("#f-number").fill("kept")
    page.route("**/uploads", lambda route: route.abort("connectionreset"))
    page.locator("#f-upload").set_input_files([PAPER])  # type: ignore[list-item]
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(page.locator("#f-number")).to_have_value("kept")
    page.unroute("**/uploads")
    visit.complaints.clear()
    again.click()
    expect(page.locator("[data-file]")).to_contain_text("scan.pdf")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_one_press_waits_for_the_files_and_then_sends(visit: Visits, lang: str) -> None:
    page = form_of(visit, lang=lang)
    held: list[Route] = []
    page.route("**/uploads", lambda route: held.append(route))
    page.locator("#f-upload").set_input_files([PAPER])  # type: ignore[list-item]
    page.locator("#f-expires_on").fill("2029-01-31")
    send = page.locator("#proof-form [type=submit]").last
    send.click()
    expect(send).to_contain_text(re.compile(rf"{said('Sending files', lang)} \d+%"))
    expect(send).to_have_attribute("aria-disabled", "true")
    assert violations(page) == []
    send.click(force=True)
    page.locator("#f-number").fill("typed while it waited")
    page.wait_for_timeout(200)
    assert "/certificates/new" in page.url, "it does not leave without its file"
    held[0].continue_()
    page.wait_for_url("**/certificates")
    assert len(held) == 1
    looking = {"en": "we are looking at it", "zh": "正在审核"}
    expect(page.locator("main")).to_contain_text(looking[lang])


def test_a_form_that_waits_stays_when_its_file_does_not_arrive(visit: Visits) -> None:
    page = form_of(visit)
    held: list[Route] = []
    page.route("**/uploads", lambda route: held.append(route))
    page.locator("#f-upload").set_input_files([PAPER])  # type: ignore[list-item]
    send = page.locator("#proof-form [type=submit]").last
    words = send.inner_text()
    send.click()
    expect(send).to_contain_text("Sending files")
    held[0].abort("connectionreset")
    expect(page.locator("#toasts")).to_contain_text("Not sent yet")
    expect(send).to_have_text(words)
    expect(send).not_to_have_attribute("aria-disabled", "true")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    visit.complaints.clear()


def test_a_file_that_is_too_large_is_not_even_sent(visit: Visits, tmp_path: Path) -> None:
    page = form_of(visit)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    large = tmp_path / "large.pdf"
    large.write_bytes(b"%PDF-1.7" + b"x" * 20_000_001)
    page.locator("#f-upload").set_input_files(large)
    expect(page.locator(".file-bad")).to_contain_text("larger than 20 MB")
    assert not [url for url in asked if url.endswith("/uploads")]


def test_files_are_dropped_and_screenshots_pasted(visit: Visits) -> None:
    page = form_of(visit)
    page.locator("label.drop").evaluate(DROPPING)
    expect(page.locator("[data-file]")).to_contain_text("list.csv")
    page.locator("#f-number").evaluate(PASTING)
    expect(page.locator("[data-file]")).to_have_count(2)
    page.locator("label.drop").evaluate(DROPPING)
    expect(page.locator("[data-file]")).to_have_count(3)
    page.locator("label.drop").evaluate(DROPPING)
    expect(page.locator("#toasts")).to_contain_text("At most 3 files")
    expect(page.locator("[data-file]")).to_have_count(3)


def test_the_whole_way_works_without_script(visit: Visits) -> None:
    page = form_of(visit, script=False, width=390)
    page.locator("#f-upload").set_input_files([PAPER])  # type: ignore[list-item]
    page.locator("#f-number").fill("no script")
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator("[data-errsum]")).to_be_visible()
    expect(page.locator("#f-number")).to_have_value("no script")
    expect(page.locator("[data-file] input[type=checkbox]")).to_be_checked()
    page.locator("#f-expires_on").fill("2029-01-31")
    page.get_by_role("button", name="Send for review").click()
    page.wait_for_url("**/certificates")
    expect(page.locator("main")).to_contain_text("we are looking at it")


def test_a_paper_is_opened_downloaded_and_no_longer_new(visit: Visits) -> None:
    page = visit("zhou.min", "/documents")
    new = page.locator("li", has_text="Dealer price list 2027")
    with page.expect_download() as fetched:
        new.get_by_role("button").first.click()
    assert re.search(r"v2\.pdf$", fetched.value.suggested_filename)
    page.reload()
    expect(new).not_to_contain_text("Unread")


def test_the_desk_reviews_and_shares(visit: Visits) -> None:
    desk = visit("lin.xiaoyu", "/certificates")
    desk.locator("[data-rows] .rowlink").first.click()
    desk.wait_for_url(re.compile(r"/certificates/\w{24}$"))
    assert violations(desk) == []
    desk.get_by_role("button", name="Send back").click()
    expect(desk.locator("[data-errsum]")).to_be_focused()
    desk.locator("#f-reason").fill("The number cannot be read")
    desk.get_by_role("button", name="Send back").click()
    desk.wait_for_url("**/certificates")
    wu = visit("wu.jing", "/documents/new")
    wu.locator("#f-title_en").fill("Delivery terms")
    wu.locator("#f-upload").set_input_files([PAPER])  # type: ignore[list-item]
    expect(wu.locator("[data-file]")).to_have_count(1)
    assert violations(wu) == []
    wu.get_by_role("button", name="File it").click()
    wu.wait_for_url(re.compile(r"/documents/\w{24}$"))
    expect(wu.locator("h1")).to_contain_text("Delivery terms")
    assert violations(wu) == []
