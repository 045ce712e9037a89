"""Every form of the product sent empty: said at its fields, said once, and nothing breaks the policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations
from tests.browser.visits import Visits

FORMS = [
    ("zhou.min", "/deals/new"),
    ("zhou.min", "/tickets/new"),
    ("zhou.min", "/company/people"),
    ("zhou.min", "/company/details/edit"),
    ("zhou.min", "/company/addresses/new"),
    ("zhou.min", "/company/bank-accounts/new"),
    ("zhou.min", "/company/contacts/new"),
    ("lin.xiaoyu", "/counterparties/new"),
    ("lin.xiaoyu", "/opportunities/new"),
    ("lin.xiaoyu", "/tickets/new"),
    ("wu.jing", "/announcements/new"),
    ("he.min", "/documents/new"),
    ("he.min", "/tax-rates/new"),
]
EMPTY = """(form) => {
  for (const field of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
}"""


@pytest.mark.parametrize(("subject", "path"), FORMS)
def test_a_refusal_is_said_once_on_top_and_once_at_its_field(
    visit: Visits, subject: str, path: str
) -> None:
    page = visit(subject, path)
    form = page.locator("main form[method=post]:has(.input, .textarea)").first
    form.evaluate(EMPTY)
    form.locator("[type=submit]").last.click()
    expect(page.locator("[data-errsum]").first).to_be_visible()
    assert violations(page) == []
    assert said_more_than_once(page) == []


@pytest.mark.parametrize(("subject", "path"), FORMS)
def test_the_plain_answer_breaks_no_policy_either(visit: Visits, subject: str, path: str) -> None:
    """Without script the browser itself says on the console what the policy refused."""
    page = visit(subject, path, script=False)
    form = page.locator("main form[method=post]:has(.input, .textarea)").first
    for field in form.locator("input.input:not([type=file]), textarea").all():
        field.fill("")
    form.locator("[type=submit]").last.click()
    expect(page.locator("[data-errsum]").first).to_be_visible()


def said_more_than_once(page: Page) -> list[str]:
    """Return sentences of the summary that the page says more than twice (there, at the field)."""
    sentences = [
        one.split(": ", 1)[-1] for one in page.locator("[data-errsum] li").all_inner_texts()
    ]
    text = page.locator("main").inner_text()
    wanted = {one: sentences.count(one) for one in sentences}
    return [one for one, times in wanted.items() if text.count(one) > 2 * times]
