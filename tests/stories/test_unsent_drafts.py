"""A draft is its writer's own until it is sent, and one that was thrown away is gone for everybody."""

import pytest

from shared.journal.models import JournalEntry
from shared.orders.models import SalesOrder
from tests.cast import browser_of
from tests.web import Browser

LISTS = (
    "/orders",
    "/orders?tab=draft",
    "/orders?tab=ended",
    "/orders/export?kind=csv",
    "/search?q={}",
)


@pytest.fixture
async def zhou(demo: str) -> Browser:
    return await browser_of("zhou.min")


async def draft_of(browser: Browser) -> str:
    answer = await browser.post("/orders", {"paste": "RS-520\t30"})
    return str(answer.headers["location"]).removesuffix("/edit").rpartition("/")[2]


async def shows(browser: Browser, number: str) -> list[str]:
    """Return which lists and files name it, and which of its own addresses open."""
    found = []
    for path in LISTS:
        asked = path.format(number)
        answer = await browser.get(asked)
        if f"/orders/{number}" in answer.text or (
            ".csv" in str(answer.headers) and number in answer.text
        ):
            found.append(path)
    for part in ("", "/edit", "/paper"):
        if (await browser.get(f"/orders/{number}{part}")).status_code not in (403, 404):
            found.append(part or "show")
    return found


async def test_we_do_not_see_what_a_customer_is_still_writing(zhou: Browser) -> None:
    number = await draft_of(zhou)
    for colleague in ("lin.xiaoyu", "wu.jing", "he.min", "sun.li"):
        assert not await shows(await browser_of(colleague), number), colleague
    assert "/orders?tab=draft" in await shows(zhou, number)


async def test_we_see_what_a_colleague_writes_for_a_customer(zhou: Browser) -> None:
    lin = await browser_of("lin.xiaoyu")
    answer = await lin.post("/orders", {"buyer": "CP-0001"})
    number = str(answer.headers["location"]).removesuffix("/edit").rpartition("/")[2]
    assert (await SalesOrder.get(number=number)).is_ours
    assert (await (await browser_of("wu.jing")).get(f"/orders/{number}/edit")).status_code == 200
    assert (await zhou.get(f"/orders/{number}/edit")).status_code == 200


async def test_a_draft_that_was_thrown_away_is_nowhere_but_in_the_journal(zhou: Browser) -> None:
    number = await draft_of(zhou)
    version = str((await SalesOrder.get(number=number)).version)
    gone = await zhou.post(f"/orders/{number}/discard", {"version": version, "key": "a" * 32})
    assert gone.status_code == 303
    assert not await shows(zhou, number)
    assert not await shows(await browser_of("lin.xiaoyu"), number)
    again = await zhou.post(f"/orders/{number}/reorder", {"key": "b" * 32})
    assert again.status_code == 404
    assert await JournalEntry.filter(verb="sales_order.discard", record_number=number).exists()


@pytest.mark.parametrize("who", ["zhou.min", "lin.xiaoyu"])
async def test_throwing_away_what_was_saved_meanwhile_shows_what_is_stored(
    demo: str, who: str
) -> None:
    browser = await browser_of(who)
    if who == "zhou.min":
        number = await draft_of(browser)
    else:
        answer = await browser.post("/orders", {"buyer": "CP-0001"})
        number = str(answer.headers["location"]).removesuffix("/edit").rpartition("/")[2]
        await SalesOrder.filter(number=number).update(typed_lines='[["RS-520", "30", 0]]')
    shown = await browser.post(f"/orders/{number}/discard", {"version": "99", "key": "c" * 32})
    assert shown.status_code == 409
    assert 'value="RS-520"' in shown.text
    assert "saved elsewhere since you opened it" in shown.text
    assert (await SalesOrder.get(number=number)).state == "draft"
