"""News of a request for quotation: open pages that follow it, letters to those whom it concerns."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.access.models import User
from shared.demo.cast import persona
from shared.identity.models import Membership
from shared.outbox.actions import deliver_due
from shared.outbox.mail import KeptMail, kept_mails
from shared.purchasing.models.rfqs import Rfq, RfqInvitation
from shared.reactions import reactions
from shared.settings import Settings, load
from tests.cast import browser_of
from tests.stories.test_rfq_day import MOULDER, asked, pressed
from tests.stream import Stream
from tests.web import Browser

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, environment="demo", files_dir=str(tmp_path))


@pytest.fixture
async def people(demo: str) -> tuple[Browser, Browser, Browser]:
    """Sun Li, who buys; Gu Ting and Lu Bin, who are invited; he reads English."""
    await User.filter(email=persona("lu.bin").email).update(locale="en")
    sun, gu, lu = [await browser_of(one) for one in ("sun.li", "gu.ting", "lu.bin")]
    return sun, gu, lu


async def mails(settings: Settings, *names: str) -> dict[str, KeptMail]:
    """Deliver what waits; return the newest letter of each of these people, and forget them all."""
    while await deliver_due(reactions(settings)):
        pass
    kept = kept_mails(Path(settings.files_dir) / "mails")
    for one in (Path(settings.files_dir) / "mails").glob("*"):
        one.unlink()
    found: dict[str, KeptMail] = {}
    for name in names:
        hers = [one for one in kept if persona(name).email in one.to and "RQ-" in one.text]
        found |= {name: hers[0]} if hers else {}
    return found


async def bids(gu: Browser, lu: Browser, where: str) -> None:
    for who, price in ((gu, "0.37"), (lu, "0.41")):
        typed = {"line-1-price": price, "line-1-lead_days": "12", "note": f"Felt at {price}"}
        assert await pressed(who, where, "/bid", **typed) == 303


async def test_pages_follow_a_request_and_hear_of_no_bid(
    people: tuple[Browser, Browser, Browser], settings: Settings
) -> None:
    sun, gu, lu = people
    where = await asked(sun)
    number = where.rpartition("/")[2]
    await mails(settings)
    async with (
        Stream(lu, f"/events?on={number}&on=rfqs") as invited,
        Stream(sun, f"/events?on={number}&on=rfqs") as ours,
        Stream(await browser_of("zhou.min"), f"/events?on={number}&on=rfqs") as stranger,
    ):
        await bids(gu, lu, where)
        assert await pressed(gu, where, "/withdrawal") == 303
        await mails(settings)
        assert await invited.is_quiet(1.0), "he hears that another one bids"
        assert await ours.is_quiet(0.2)
        assert await pressed(sun, where, "/deadline", closes_on="2026-12-05") == 303
        for stream in (invited, ours):
            told = {await stream.event(), await stream.event()}
            assert told == {f"changed:{number}", "changed:rfqs"}
        await mails(settings, "lu.bin")
        assert await stranger.is_quiet(0.2)


async def test_what_finance_is_asked_is_no_news_outside(
    people: tuple[Browser, Browser, Browser], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sun, gu, lu = people
    where = await asked(sun)
    number = where.rpartition("/")[2]
    await bids(gu, lu, where)
    await Rfq.filter(number=number).update(closes_at=LONG_AGO)
    tight = load({}, environment="demo", purchase_approval_limit=1)
    monkeypatch.setattr("shared.purchasing.actions.awarding.load", lambda: tight)
    await mails(settings)
    finance = await browser_of("he.min")
    async with (
        Stream(lu, f"/events?on={number}") as outside,
        Stream(finance, f"/events?on={number}") as inside,
    ):
        assert await pressed(sun, where, "/award") == 303
        assert await inside.event() == f"changed:{number}"
        assert "he.min" in await mails(settings, "he.min", "lu.bin", "gu.ting")
        assert await pressed(finance, where, "/return", reason="Ask again") == 303
        assert set(await mails(settings, "sun.li", "lu.bin", "gu.ting")) == {"sun.li"}
        assert await outside.is_quiet(1.0)


async def test_letters_tell_each_invited_by_herself(
    people: tuple[Browser, Browser, Browser], settings: Settings
) -> None:
    sun, gu, lu = people
    both = ("gu.ting", "lu.bin")
    await mails(settings)
    where = await asked(sun)
    number = where.rpartition("/")[2]
    letters = await mails(settings, *both)
    assert letters["lu.bin"].subject == f"Please quote: {number} · Felt pads"
    assert letters["gu.ting"].subject == f"请报价：{number} · Felt pads"
    await bids(gu, lu, where)
    assert not await mails(settings, *both, "sun.li"), "a bid is announced to nobody"
    assert await pressed(sun, where, "/deadline", closes_on="2026-12-05") == 303
    moved = await mails(settings, *both)
    assert moved["lu.bin"].subject.startswith("More time to quote")
    assert await pressed(sun, where, "/closing", reason="Both have answered") == 303
    assert not await mails(settings, *both)
    assert await pressed(sun, where, "/award") == 303
    decided = await mails(settings, *both)
    assert decided["lu.bin"].subject == f"Request {number} is decided"
    assert set(decided) == set(both), "who wins and who does not"
    told = [*letters.values(), *moved.values(), *decided.values()]
    for letter in told:
        page = f"{settings.portal_url}/rfqs/{number}"
        assert page in letter.text
        for secret in ("0.37", "0.41", "Felt at", "CP-005", "Both have", await _name(MOULDER)):
            assert secret not in letter.text + letter.subject.replace(number, ""), letter.to


async def _name(number: str) -> str:
    rows = RfqInvitation.filter(supplier__number=number).limit(1)
    return str((await rows.values_list("supplier__name_en", flat=True))[0])


async def test_whoever_may_no_longer_read_it_gets_no_letter(
    people: tuple[Browser, Browser, Browser], settings: Settings
) -> None:
    sun, *_ = people
    await mails(settings)
    where = await asked(sun)
    await Membership.filter(user__email=persona("gu.ting").email).update(is_active=False)
    await RfqInvitation.filter(
        rfq__number=where.rpartition("/")[2], supplier__number=MOULDER
    ).delete()
    assert not await mails(settings, "gu.ting", "lu.bin")
