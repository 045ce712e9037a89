"""One person in two organisations: switching, forms of the other one, links to the other one."""

import html
import re

import pytest

from shared.counterparties.models import Counterparty, ProfileChange
from shared.demo.cast import BEICHEN, QIMING, QINGHE
from shared.identity.models import Membership, Session
from shared.orders.models import SalesOrder
from tests.cast import browser_of
from tests.web import Browser


@pytest.fixture
async def ma(demo: str) -> Browser:
    """Ma Lan of Beichen and Qinghe, acting for Beichen."""
    return await browser_of("ma.lan")


async def switch(browser: Browser, number: str, **more: str) -> int:
    answer = await browser.post("/active-organisation", {"organisation": number, **more})
    return answer.status_code


async def order_of(number: str) -> str:
    found = await SalesOrder.filter(buyer__number=number).first()
    assert found is not None
    return found.number


def hidden(text: str, start: str) -> dict[str, str]:
    """Return the hidden fields of the form whose tag holds `start`."""
    form = text[text.index(start) :]
    form = form[: form.index("</form>")]
    pairs = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in pairs}


async def test_switching_needs_no_second_sign_in_and_ends_the_old_secret(ma: Browser) -> None:
    old = dict(ma.cookies)
    assert await switch(ma, QINGHE) == 303
    assert (await Counterparty.get(number=QINGHE)).number in (await ma.get("/company")).text
    assert await Session.filter(user__email="ma.lan@beichen.example").count() == 1
    stolen = Browser(ma.app)
    stolen.cookies = old
    assert (await stolen.get("/company")).status_code == 303


async def test_nobody_switches_to_an_organisation_that_is_not_hers(ma: Browser) -> None:
    before = dict(ma.cookies)
    assert await switch(ma, QIMING) == 404
    assert ma.cookies == before
    await Membership.filter(counterparty__number=QINGHE).update(is_active=False)
    assert await switch(ma, QINGHE) == 404
    assert BEICHEN in (await ma.get("/company")).text


async def test_every_form_that_posts_says_for_whom_it_was_opened(ma: Browser) -> None:
    for path in ("/company/details/edit", "/company/people", "/orders/new", "/deals/new", "/"):
        text = (await ma.get(path)).text
        forms = re.findall(r'<form\b[^>]*method="post"[^>]*>(.{0,70})', text, re.DOTALL)
        field = f'<input type="hidden" name="opened_for" value="{BEICHEN}">'
        assert forms, path
        assert all(one.startswith(field) for one in forms), path


async def test_a_form_of_the_other_organisation_is_refused_before_anything_happens(
    ma: Browser,
) -> None:
    fields = {"opened_for": BEICHEN, "name_zh": "沈阳新名", "country": "CN", "version": "1"}
    await switch(ma, QINGHE)
    before = await ProfileChange.all().count()
    answer = await ma.post("/company/details", fields)
    assert answer.status_code == 409
    assert await ProfileChange.all().count() == before
    assert "沈阳新名" in answer.text
    assert "Shenyang Beichen" in answer.text


async def test_the_way_back_switches_and_keeps_what_was_typed(ma: Browser) -> None:
    page = (await ma.get("/company/details/edit")).text
    typed = hidden(page, 'action="/company/details"') | {
        "name_zh": "沈阳新名", "name_en": "", "country": "CN", "city": "沈阳",
    }  # fmt: skip
    await switch(ma, QINGHE)
    refused = await ma.post("/company/details", typed)
    back = hidden(refused.text, 'action="/active-organisation"')
    kept = await ma.post("/active-organisation", back)
    assert kept.status_code == 200
    again = hidden(kept.text, 'action="/company/details"')
    assert again["opened_for"] == BEICHEN
    sent = await ma.post("/company/details", again)
    assert sent.status_code == 303
    change = await ProfileChange.filter(counterparty__number=BEICHEN).first()
    assert change is not None


async def test_what_was_typed_is_sent_nowhere_else(ma: Browser) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "/no-such-page", "/\\evil"):
        answer = await ma.post(
            "/active-organisation",
            {"organisation": QINGHE, "send_to": elsewhere, "kept-name": "x"},
        )
        assert "evil" not in answer.text
        assert answer.status_code in (303, 400)


async def test_htmx_shows_the_refusal_in_place_of_the_page(ma: Browser) -> None:
    await switch(ma, QINGHE)
    answer = await ma.htmx(
        "POST", "/company/details", "form#details-card", {"opened_for": BEICHEN, "city": "X"}
    )
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#main"


async def test_a_link_to_the_other_organisation_offers_the_switch(ma: Browser) -> None:
    number = await order_of(QINGHE)
    answer = await ma.get(f"/orders/{number}")
    assert answer.status_code == 404
    assert "Hefei Qinghe" in answer.text
    form = hidden(answer.text, 'action="/active-organisation"')
    assert form["next"] == f"/orders/{number}"
    led = await ma.post("/active-organisation", form)
    assert led.headers["location"] == f"/orders/{number}"
    assert (await ma.get(f"/orders/{number}")).status_code == 200


async def test_a_record_of_a_third_organisation_is_missing_like_any_other(ma: Browser) -> None:
    theirs = await ma.get(f"/orders/{await order_of(QIMING)}")
    nothing = await ma.get("/orders/SO-9999-9999")
    assert theirs.status_code == nothing.status_code == 404
    assert "other organisation" not in theirs.text
    assert "other organisation" not in nothing.text


async def test_a_place_she_lost_is_not_offered_any_more(ma: Browser) -> None:
    await Membership.filter(counterparty__number=QINGHE).update(is_active=False)
    answer = await ma.get(f"/orders/{await order_of(QINGHE)}")
    assert answer.status_code == 404
    assert "other organisation" not in answer.text


async def test_a_form_for_an_organisation_that_is_not_hers_names_nobody(ma: Browser) -> None:
    answer = await ma.post("/company/details", {"opened_for": QIMING, "city": "X"})
    assert answer.status_code == 409
    assert "Qiming" not in answer.text
