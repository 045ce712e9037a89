"""The logo and the papers of a change: sent with the request, shown when it was agreed to."""

import re

from shared.counterparties.models import Counterparty, ProfileChange
from shared.demo.cast import QIMING
from tests.cast import browser_of
from tests.shared.files import samples


async def fields_of_change(number: str) -> dict[str, str]:
    """Return the decision form of the admin with everything approved."""
    lin = await browser_of("lin.xiaoyu")
    html = (await lin.get(f"/profile-changes/{number}")).text.partition('<main id="main"')[2]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    return fields | {"item-0-verdict": "approve"}


def pictures_in(html: str) -> list[str]:
    """Return the pictures of a page: the logo stands in its header and on its card."""
    return [*dict.fromkeys(re.findall(r'src="(/files/\w+/thumbnail)"', html))]


async def test_a_logo_is_shown_to_every_member_when_it_was_agreed_to(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    (before,) = pictures_in((await zhou.get("/company")).text)
    version = str((await Counterparty.get(number=QIMING)).version)
    files = {"upload": ("logo.png", samples.picture(), "image/png")}
    answer = await zhou.post("/company/logo", {"version": version}, files=files)
    assert answer.status_code == 303, answer.text
    number = answer.headers["location"].rpartition("/")[2]
    assert pictures_in((await zhou.get("/company")).text) == [before]
    assert "logo.png" in (await zhou.get(f"/company/changes/{number}")).text
    lin = await browser_of("lin.xiaoyu")
    fields = await fields_of_change(number)
    assert (await lin.post(f"/profile-changes/{number}/review", fields)).status_code == 303
    for subject in ("zhou.min", "tang.yu"):
        member = await browser_of(subject)
        (shown,) = pictures_in((await member.get("/company")).text)
        assert shown != before
        assert (await member.get(shown)).status_code == 200
        rival = await browser_of("bo.wei")
        assert (await rival.get(shown)).status_code == 404


async def test_a_paper_is_no_logo_and_nothing_is_asked_for(demo: str) -> None:
    zhou = await browser_of("zhou.min")
    version = str((await Counterparty.get(number=QIMING)).version)
    before = await ProfileChange.all().count()
    files = {"upload": ("logo.pdf", samples.PDF, "application/pdf")}
    answer = await zhou.post("/company/logo", {"version": version}, files=files)
    assert answer.status_code == 422
    assert "Choose one picture" in answer.text
    assert await ProfileChange.all().count() == before


async def test_the_banks_letter_goes_with_the_request_and_stays_with_those_who_decide(
    demo: str,
) -> None:
    zhou = await browser_of("zhou.min")
    typed = {
        "holder": "Qiming", "bank": "ICBC Suzhou", "country": "CN", "currency": "CNY",
        "number": "1102020609000008816", "code": "102305000123", "version": "0",
    }  # fmt: skip
    files = {"upload": ("letter.pdf", samples.PDF, "application/pdf")}
    answer = await zhou.post("/company/bank-accounts", typed, files=files)
    assert answer.status_code == 303, answer.text
    number = answer.headers["location"].rpartition("/")[2]
    lin, fang = await browser_of("lin.xiaoyu"), await browser_of("fang.jie")
    html = (await lin.get(f"/profile-changes/{number}")).text
    path = re.search(r'href="(/files/\w+)"', html)
    assert path is not None
    assert "letter.pdf" in html
    assert (await lin.get(path[1])).status_code == 200
    assert (await fang.get(path[1])).status_code == 404
