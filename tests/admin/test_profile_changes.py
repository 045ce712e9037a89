"""Deciding changes in the admin: the queue, field by field, two people, what each role is shown."""

import re

from shared.counterparties.models import BankAccount, Counterparty, ProfileChange
from shared.demo.cast import HAIYUE, MOULDER, QIMING
from shared.journal.models import JournalEntry
from tests.cast import browser_of
from tests.web import Browser

PLAIN, LOOKED, COOLING = "PC-2026-0001", "PC-2026-0002", "PC-2026-0003"


async def decision(browser: Browser, number: str, **verdicts: str) -> dict[str, str]:
    """Return the decision form of a page with verdicts by field; "" leaves one open."""
    html = (await browser.get(f"/profile-changes/{number}")).text.partition('<main id="main"')[2]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    rows = {value: name for name, value in fields.items() if name.endswith("-field")}
    for field, verdict in verdicts.items():
        row = rows[field].removesuffix("-field")
        said, _, reason = verdict.partition(":")
        fields |= {f"{row}-verdict": said, f"{row}-reason": reason} if said else {}
    return fields


async def test_the_account_manager_decides_field_by_field(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    assert PLAIN in (await lin.get("/profile-changes")).text
    fields = await decision(lin, PLAIN, phone="approve", website="reject:It does not open")
    answer = await lin.post(f"/profile-changes/{PLAIN}/review", fields)
    assert answer.status_code == 303, answer.text
    kept = await Counterparty.get(number=QIMING)
    assert (kept.phone, kept.website) == ("+86 512 5550 8816", "")
    assert PLAIN not in (await lin.get("/profile-changes")).text
    zhou = await browser_of("zhou.min")
    assert "It does not open" in (await zhou.get(f"/company/changes/{PLAIN}")).text


async def test_a_no_without_a_reason_keeps_the_other_verdicts(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    fields = await decision(lin, PLAIN, phone="approve", website="reject:")
    answer = await lin.post(f"/profile-changes/{PLAIN}/review", fields)
    assert answer.status_code == 422
    assert re.search(r'name="item-0-verdict" value="approve" checked', answer.text)
    assert "Say why" in answer.text
    assert (await ProfileChange.get(number=PLAIN)).state == "submitted"


async def test_a_record_changed_meanwhile_is_a_conflict_that_shows_both(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    fields = await decision(lin, PLAIN, phone="approve", website="approve")
    await Counterparty.filter(number=QIMING).update(phone="+86 1", version=2)
    answer = await lin.post(f"/profile-changes/{PLAIN}/review", fields)
    assert answer.status_code == 409
    assert "+86 1" in answer.text
    assert "When asked" in answer.text
    assert (await Counterparty.get(number=QIMING)).phone == "+86 1"


async def test_only_finance_takes_the_second_look_and_only_deciders_see_the_number(
    demo: str,
) -> None:
    full = "571905123417733"
    he, lin, jiang = [await browser_of(one) for one in ("he.min", "lin.xiaoyu", "jiang.ning")]
    assert full in (await he.post(f"/profile-changes/{LOOKED}/showing")).text
    assert (await jiang.post(f"/profile-changes/{LOOKED}/showing")).status_code == 403
    assert "decides first" not in (await he.get(f"/profile-changes/{LOOKED}")).text
    for reader in (he, lin, jiang):
        html = (await reader.get(f"/profile-changes/{LOOKED}")).text
        assert full not in html
        assert "•••• 7733" in html
    fields = await decision(he, LOOKED)
    assert (await lin.post(f"/profile-changes/{LOOKED}/approval", fields)).status_code == 403
    assert (await he.post(f"/profile-changes/{LOOKED}/approval", fields)).status_code == 303
    change = await ProfileChange.get(number=LOOKED)
    assert change.state == "cooling"
    assert (await BankAccount.get(counterparty__number=HAIYUE)).number == "571905123410802"


async def test_finance_is_told_that_the_account_manager_decides_first(demo: str) -> None:
    await ProfileChange.filter(number=LOOKED).update(state="submitted", reviewed_by_id=None)
    he, jiang = [await browser_of(one) for one in ("he.min", "jiang.ning")]
    said = (await he.get(f"/profile-changes/{LOOKED}")).text
    assert "the account manager, decides first" in said
    assert "/approval" not in said
    assert "decides first" not in (await jiang.get(f"/profile-changes/{LOOKED}")).text
    assert "decides first" not in (await he.get(f"/profile-changes/{PLAIN}")).text


async def test_a_cooling_change_is_stopped_with_a_reason(demo: str) -> None:
    sun = await browser_of("sun.li")
    html = (await sun.get(f"/profile-changes/{COOLING}")).text
    assert "Stop it" in html
    change = await ProfileChange.get(number=COOLING)
    path = f"/profile-changes/{COOLING}/stop"
    assert (await sun.post(path, {"version": str(change.version)})).status_code == 422
    typed = {"version": str(change.version), "reason": "The supplier never asked for it"}
    assert (await sun.post(path, typed)).status_code == 303
    lu = await browser_of("lu.bin")
    assert "never asked for it" in (await lu.get(f"/company/changes/{COOLING}")).text
    assert (await BankAccount.get(counterparty__number=MOULDER)).number == "354466601234"


async def test_the_work_list_and_the_rail_count_what_waits(demo: str) -> None:
    for subject, number in (("lin.xiaoyu", PLAIN), ("he.min", LOOKED)):
        html = (await (await browser_of(subject)).get("/")).text
        assert f"/profile-changes/{number}" in html
        assert re.search(r'href="/profile-changes"[^>]*>.*?class="count"', html, re.DOTALL)


async def test_account_numbers_are_masked_until_they_are_shown_and_noted(demo: str) -> None:
    kept = await BankAccount.get(counterparty__number=HAIYUE)
    lin = await browser_of("lin.xiaoyu")
    pages = (
        (f"/counterparties/{HAIYUE}/bank-accounts", kept.number,
         f"/counterparties/{HAIYUE}/bank-accounts/{kept.public_id}/showing"),
        ("/profile-changes/PC-2026-0002", "571905123417733",
         "/profile-changes/PC-2026-0002/showing"),
    )  # fmt: skip
    for path, number, showing in pages:
        page = await lin.get(path)
        assert page.status_code == 200
        assert number not in page.text
        assert f"•••• {number[-4:]}" in page.text
        before = await JournalEntry.filter(verb="bank_account.show").count()
        assert number in (await lin.post(showing)).text
        assert await JournalEntry.filter(verb="bank_account.show").count() == before + 1
    zhou = await browser_of("bo.wei")
    seen = (await zhou.get("/company/access")).text
    assert "had an account number of yours shown" in seen
    assert number not in seen
