"""A request for quotation through the pages: asked, quoted, sealed, compared, awarded."""

import re
from datetime import UTC, datetime

from shared.access.models import User
from shared.demo.cast import persona
from shared.kernel import clock
from shared.purchasing.models.orders import PurchaseOrder
from shared.purchasing.models.rfqs import Bid, Rfq, RfqAward
from shared.purchasing.rules.orders import OrderStage
from shared.purchasing.rules.rfqs import RfqStage
from tests.cast import browser_of
from tests.paper_forms import form_to, forms_on
from tests.web import Browser

MIRRORS, MOULDER = "CP-0054", "CP-0053"


async def pressed(who: Browser, page: str, ending: str, **typed: str) -> int:
    """Send the form on `page` that goes to an address with this ending, with what was typed."""
    text = (await who.get(page)).text
    action = next(one.action for one in forms_on(text) if one.action.endswith(ending))
    return (await who.post(action, {**form_to(text, action), **typed})).status_code


async def asked(sun: Browser) -> str:
    """Publish a request for felt pads to both suppliers; return where it stands."""
    typed = {
        "title": "Felt pads", "closes_on": "2026-11-30", "currency": "CNY",
        "line-0-item": "Felt pad 20 mm", "line-0-quantity": "5000", "line-0-unit": "pcs",
        "line-0-needed_on": "2027-01-15",
    }  # fmt: skip
    text = (await sun.get("/rfqs/new")).text
    begun = form_to(text, "/rfqs")
    answer = await sun.post("/rfqs", {**begun, **typed, "suppliers": [MIRRORS, MOULDER]})
    assert answer.status_code == 303, re.findall(r"<li>.*?</li>", answer.text)[:5]
    where: str = answer.headers["location"]
    assert await pressed(sun, where, "/publication") == 303
    return where


async def test_asked_quoted_sealed_compared_and_awarded(demo: str) -> None:
    sun, gu, lu = [await browser_of(one) for one in ("sun.li", "gu.ting", "lu.bin")]
    where = await asked(sun)
    for who, price in ((gu, "0.37"), (lu, "0.41")):
        typed = {"line-1-price": price, "line-1-lead_days": "12"}
        assert await pressed(who, where, "/bid", **typed) == 303
    sealed = (await sun.get(where)).text
    assert "<b>2</b> / 2" in sealed
    assert "0.37" not in sealed
    theirs = (await lu.get(where)).text
    assert "0.41" in theirs
    assert "0.37" not in theirs
    # Behind the second wall the database looks at its own clock, so the day lies far behind.
    await Rfq.filter(number=where.rpartition("/")[2]).update(
        closes_at=datetime(2025, 1, 1, tzinfo=UTC)
    )
    assert "0.37" in (await sun.get(where)).text
    assert await pressed(sun, where, "/award") == 303
    assert (await RfqAward.get()).price == 37
    assert "You win" in (await gu.get(where)).text
    lost = (await lu.get(where)).text
    assert "nothing of it is yours" in lost
    assert "0.37" not in lost
    assert await pressed(sun, where, "/orders") == 303
    order = await PurchaseOrder.get(rfq__number=where.rpartition("/")[2])
    link, back = f'href="/purchase-orders/{order.number}"', f'href="{where}"'
    assert link in (await sun.get(where)).text
    assert back in (await sun.get(f"/purchase-orders/{order.number}")).text
    assert order.number not in (await gu.get(where)).text
    await PurchaseOrder.filter(id=order.id).update(sent_at=clock.now(), stage=OrderStage.SENT)
    assert link in (await gu.get(where)).text
    assert back in (await gu.get(f"/purchase-orders/{order.number}")).text
    assert order.number not in (await lu.get(where)).text


async def test_wrong_input_stays_at_its_field(demo: str) -> None:
    sun, gu = await browser_of("sun.li"), await browser_of("gu.ting")
    text = (await sun.get("/rfqs/new")).text
    wrong = {
        **form_to(text, "/rfqs"),
        "title": "Felt",
        "line-0-item": "Felt",
        "line-0-quantity": "x",
    }
    answer = await sun.post("/rfqs", wrong)
    assert answer.status_code == 422
    assert 'value="Felt"' in answer.text
    where = f"/rfqs/{(await Rfq.get(stage=RfqStage.PUBLISHED, closes_at__gt=clock.now())).number}"
    assert await pressed(gu, where, "/withdrawal") == 303
    assert await pressed(gu, where, "/bid", **{"line-1-price": "-3"}) == 422
    assert (await Bid.get(rfq__number=where.rpartition("/")[2])).submitted_at is None


async def test_the_search_finds_it_for_whom_it_is_there(demo: str) -> None:
    sun, gu, zhou = [await browser_of(one) for one in ("sun.li", "gu.ting", "zhou.min")]
    page = (await sun.get("/rfqs/new")).text
    typed = {
        **form_to(page, "/rfqs"), "title": "Zirconia beads", "closes_on": "2026-11-30",
        "line-0-item": "Bead", "line-0-quantity": "5", "line-0-needed_on": "2027-01-15",
    }  # fmt: skip
    where = (await sun.post("/rfqs", {**typed, "suppliers": [MIRRORS]})).headers["location"]
    link, lu = f'href="{where}"', await browser_of("lu.bin")
    for words in ("zirconia", where.rpartition("/")[2]):
        assert link in (await sun.get(f"/search?q={words}")).text
        assert link not in (await gu.get(f"/search?q={words}")).text, "it is a draft"
    assert await pressed(sun, where, "/publication") == 303
    assert link in (await gu.get("/search?q=zirconia")).text
    for stranger in (lu, zhou):
        assert link not in (await stranger.get("/search?q=zirconia")).text
    old = (await Rfq.filter(bids__id__gt=0).order_by("-closes_at").first()) or Rfq()
    assert f'href="/rfqs/{old.number}"' in (await sun.get(f"/search?q={old.number}")).text


async def test_the_deadline_has_an_hour_of_the_companys_day(demo: str) -> None:
    sun, lu = await browser_of("sun.li"), await browser_of("lu.bin")
    await User.filter(email=persona("sun.li").email).update(zone="Europe/Berlin", locale="zh")
    await User.filter(email=persona("lu.bin").email).update(locale="en")
    where = await asked(sun)
    number = where.rpartition("/")[2]
    assert (await Rfq.get(number=number)).closes_at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert "11月30日 10:00（中欧标准时间）" in (await sun.get(where)).text
    assert "30 Nov 17:00 (China Standard Time)" in (await lu.get(where)).text
    assert await pressed(
        sun, where, "/deadline", closes_on="2026-11-30", closes_time="later"
    ) == 422  # fmt: skip
    assert await pressed(
        sun, where, "/deadline", closes_on="2026-11-30", closes_time="17:00"
    ) == 422  # fmt: skip
    assert await pressed(
        sun, where, "/deadline", closes_on="2026-11-30", closes_time="18:30"
    ) == 303  # fmt: skip
    assert (await Rfq.get(number=number)).closes_at == datetime(2026, 11, 30, 10, 30, tzinfo=UTC)


async def test_a_request_is_extended_closed_early_and_ended(demo: str) -> None:
    sun = await browser_of("sun.li")
    where = await asked(sun)
    assert await pressed(sun, where, "/deadline", closes_on="2026-11-29") == 422
    assert await pressed(sun, where, "/deadline", closes_on="2026-12-05") == 303
    assert await pressed(sun, where, "/closing", reason="") == 422
    assert await pressed(sun, where, "/closing", reason="Enough") == 303
    assert "Nobody has quoted" in (await sun.get(where)).text
    assert await pressed(sun, where, "/failure", reason="Too few") == 303
    assert (await Rfq.get(number=where.rpartition("/")[2])).stage == RfqStage.FAILED


async def test_a_need_in_many_words_is_asked_for_as_it_was_typed(demo: str) -> None:
    sun = await browser_of("sun.li")
    words = "Felt pads, 20 mm, self-adhesive, anthracite, in rolls of five hundred, " * 2
    typed = {
        "title": "Felt pads", "currency": "CNY", "line-0-item": words.strip(),
        "line-0-quantity": "5000", "line-0-unit": "pcs", "line-0-needed_on": "2027-01-15",
    }  # fmt: skip
    begun = form_to((await sun.get("/rfqs/new")).text, "/rfqs")
    answer = await sun.post("/rfqs", {**begun, **typed})
    assert answer.status_code == 303
    assert words.strip() in (await sun.get(answer.headers["location"])).text


async def test_a_supplier_that_no_number_could_be_is_told_and_nothing_typed_is_lost(
    demo: str,
) -> None:
    sun = await browser_of("sun.li")
    begun = form_to((await sun.get("/rfqs/new")).text, "/rfqs")
    answer = await sun.post("/rfqs", {**begun, "title": "Felt pads", "suppliers": "9" * 300})
    assert answer.status_code == 422
    assert "longer or larger" in answer.text
    assert 'value="Felt pads"' in answer.text
