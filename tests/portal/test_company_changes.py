"""Asking for a change in the portal: the card, the form, Now and Requested, stale, withdrawing."""

import re

from shared.counterparties.models import Address, BankAccount, Counterparty, ProfileChange
from shared.demo.cast import HAIYUE, QIMING
from tests.cast import browser_of
from tests.web import Browser

DETAILS = {
    "name_zh": "苏州启明电器商贸有限公司", "name_en": "Suzhou Qiming Appliance Trading",
    "country": "CN", "region": "江苏", "city": "苏州",
}  # fmt: skip
ACCOUNT = {
    "holder": "Qiming", "bank": "ICBC Suzhou", "country": "CN", "currency": "CNY",
    "number": "1102020609000008816", "code": "102305000123", "version": "0",
}  # fmt: skip


async def fields_of(browser: Browser, path: str) -> dict[str, str]:
    """Return what the form of a page would send as it stands."""
    html = (await browser.get(path)).text
    form = html[html.index("<main") : html.index("</main>")]
    found = re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form)
    return dict(found) | {"country": "CN"}


async def test_the_card_shows_now_and_requested_and_offers_to_edit(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    html = (await zhou.get("/company")).text
    assert "+86 512 5550 8816" in html
    assert "Edit the request" in html
    fields = await fields_of(zhou, "/company/details/edit")
    assert fields["phone"] == "+86 512 5550 8816"
    assert fields["change"] == "PC-2026-0001"
    answer = await zhou.post("/company/details", {**fields, "phone": "+86 512 5550 9999"})
    assert answer.headers["location"] == "/company/changes/PC-2026-0001"
    shown = (await zhou.get("/company/changes/PC-2026-0001")).text
    assert "+86 512 5550 9999" in shown
    assert "Lin Xiaoyu" in shown


async def test_a_colleague_without_the_right_reads_the_card_and_asks_for_nothing(demo: str) -> None:
    for subject in ("fang.jie", "tang.yu"):
        browser = await browser_of(subject)
        html = (await browser.get("/company")).text
        assert "5550 8816" not in html
        assert "Ask for a change" not in html
        assert (await browser.get("/company/details/edit")).status_code == 403
        assert (await browser.get("/company/changes")).status_code == 403


async def test_bad_input_keeps_what_was_typed_and_saves_nothing(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    before = await ProfileChange.all().count()
    wrong = {**ACCOUNT, "number": "DE00 1234", "bank": "My bank"}
    answer = await zhou.post("/company/bank-accounts", wrong)
    assert answer.status_code == 422
    assert "not a valid IBAN" in answer.text
    assert 'value="My bank"' in answer.text
    assert 'value="DE00 1234"' in answer.text
    both = await zhou.post("/company/bank-accounts", {**wrong, "holder": "", "code": ""})
    for sentence in ("not a valid IBAN", "Enter the name in which", "CNAPS code of the branch has"):
        assert sentence in both.text, "each thing that is wrong is said at once"
    assert await ProfileChange.all().count() == before


async def test_the_number_is_masked_everywhere_but_where_it_is_typed(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    account = await BankAccount.get(counterparty__number=QIMING)
    answer = await zhou.post("/company/bank-accounts", ACCOUNT)
    where = answer.headers["location"]
    for path in ("/company/bank-accounts", where, "/company/changes", "/company",
                 f"/company/bank-accounts/{account.public_id}/edit"):  # fmt: skip
        html = (await zhou.get(path)).text
        assert ACCOUNT["number"] not in html, path
        assert account.number not in html, path
    assert "•••• 8816" in (await zhou.get(where)).text


async def test_an_empty_number_keeps_the_one_that_is_known(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    account = await BankAccount.get(counterparty__number=QIMING)
    typed = {**ACCOUNT, "number": "", "bank": "ICBC Park", "version": str(account.version)}
    answer = await zhou.post(f"/company/bank-accounts/{account.public_id}", typed)
    number = answer.headers["location"].rpartition("/")[2]
    items = await ProfileChange.get(number=number).prefetch_related("items")
    assert {item.field for item in items.items} == {"bank", "holder"}


async def test_a_form_opened_before_we_changed_the_record_shows_both(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    place = await Address.filter(counterparty__number=QIMING).first()
    assert place is not None
    path = f"/company/addresses/{place.public_id}/edit"
    fields = await fields_of(zhou, path)
    await Address.filter(id=place.id).update(city="昆山", version=place.version + 1)
    answer = await zhou.post(
        f"/company/addresses/{place.public_id}", {**fields, "city": "太仓", "kind": "ship"}
    )
    assert answer.status_code == 409
    assert 'value="太仓"' in answer.text
    assert "昆山" in answer.text


async def test_a_withdrawn_change_changes_nothing(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    answer = await zhou.post("/company/changes/PC-2026-0001/withdrawal", {"version": "1"})
    assert answer.status_code == 303
    assert (await ProfileChange.get(number="PC-2026-0001")).state == "withdrawn"
    assert "5550 8816" not in (await zhou.get("/company")).text


async def test_a_place_is_asked_to_be_put_away(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    place = await Address.filter(counterparty__number=QIMING).first()
    assert place is not None
    answer = await zhou.post(
        f"/company/addresses/{place.public_id}/archival", {"version": str(place.version)}
    )
    assert answer.status_code == 303
    assert not (await Address.get(id=place.id)).is_archived
    assert "Put away address" in (await zhou.get("/company/places")).text


async def test_another_organisations_change_cannot_be_amended(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    theirs = await ProfileChange.filter(counterparty__number=HAIYUE).first()
    assert theirs is not None
    answer = await zhou.post(
        "/company/details", {**DETAILS, "change": theirs.number, "version": "1"}
    )
    assert answer.status_code == 404
    assert await Counterparty.filter(number=HAIYUE, name_zh=DETAILS["name_zh"]).count() == 0
