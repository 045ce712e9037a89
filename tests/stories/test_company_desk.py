"""A company moves and opens a bank account: its administrator, her account manager, finance, a thief."""

import re
from datetime import timedelta

from shared.access.actor import system
from shared.counterparties.change_decisions import take_effect_due
from shared.counterparties.models import BankAccount, Counterparty
from shared.demo.cast import QIMING
from shared.kernel import clock
from shared.outbox.actions import deliver_due
from shared.reactions import reactions
from shared.settings import load
from tests.cast import ANCHOR, browser_of
from tests.web import Browser

ACCOUNT = {
    "holder": "苏州启明电器商贸有限公司", "bank": "中国银行苏州分行", "country": "CN",
    "currency": "CNY", "number": "6217 8561 0001 2345 678", "code": "104305000456", "version": "0",
}  # fmt: skip


async def decide(browser: Browser, number: str, verdicts: dict[str, str]) -> int:
    """Decide every field of a change on its page in the admin."""
    html = (await browser.get(f"/profile-changes/{number}")).text.partition('<main id="main"')[2]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    for name, field in list(fields.items()):
        if name.endswith("-field"):
            fields[name.replace("-field", "-verdict")] = verdicts.get(field, "approve")
            fields[name.replace("-field", "-reason")] = "Not as on the licence"
    return (await browser.post(f"/profile-changes/{number}/review", fields)).status_code


async def test_a_company_keeps_its_record_with_its_account_manager(
    demo: str, tmp_path: object
) -> None:
    zhou, lin, he = [await browser_of(one) for one in ("zhou.min", "lin.xiaoyu", "he.min")]
    # She withdraws what she had asked for and asks for something better.
    assert (
        await zhou.post("/company/changes/PC-2026-0001/withdrawal", {"version": "1"})
    ).status_code == 303
    kept = await Counterparty.get(number=QIMING)
    was = kept.city
    asked = {
        "name_zh": kept.name_zh, "name_en": "Suzhou Qiming Co.", "tax_number": kept.tax_number,
        "country": "CN", "region": kept.region, "city": "昆山", "phone": kept.phone,
        "version": str(kept.version),
    }  # fmt: skip
    where = (await zhou.post("/company/details", asked)).headers["location"]
    number = where.rpartition("/")[2]
    assert await decide(lin, number, {"name_en": "reject"}) == 303
    kept = await Counterparty.get(number=QIMING)
    assert (kept.city, kept.name_en) == ("昆山", "Suzhou Qiming Appliance Trading")
    for page in ((await zhou.get(where)).text, (await lin.get(f"/profile-changes/{number}")).text):
        assert "Not as on the licence" in page
        assert re.search(rf'class="was">(<[^>]+>)?{was}<', page), "what stood there before"
        assert ">Before</th>" in page
    # A bank account takes two of the maker's people and three days.
    where = (await zhou.post("/company/bank-accounts", ACCOUNT)).headers["location"]
    number = where.rpartition("/")[2]
    assert await decide(lin, number, {}) == 303
    assert "6217856100012345678" not in (await he.get(f"/profile-changes/{number}")).text
    assert "6217856100012345678" in (await he.post(f"/profile-changes/{number}/showing")).text
    seen = {"version": "2", "seen": "0"}
    assert (await he.post(f"/profile-changes/{number}/approval", seen)).status_code == 303
    assert await BankAccount.filter(counterparty__number=QIMING).count() == 1
    clock.hold(ANCHOR + timedelta(hours=73))
    await take_effect_due(system())
    html = (await (await browser_of("zhou.min")).get("/company/bank-accounts")).text
    assert "•••• 5678" in html
    # Everybody was told: the contacts on file at once, then the administrator.
    settings = load({}, files_dir=str(tmp_path), environment="development", secret_key="k" * 40)
    while await deliver_due(reactions(settings)):
        pass
    mails = "\n".join(one.name for one in (tmp_path / "mails").glob("*.eml"))  # type: ignore[operator]
    assert mails
    access = (await (await browser_of("zhou.min")).get("/company/access")).text
    assert "took the first look at a change that you asked for" in access
    assert "何敏" in access
