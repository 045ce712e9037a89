"""One order from the first line to the payment, through both faces, as two companies live it."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from shared.access.models import User
from shared.catalogue.models import Stock
from shared.journal.models import JournalEntry
from shared.orders.models import CreditLimit, SalesOrder, Shipment
from shared.outbox import actions as outbox
from shared.outbox.mail import KeptMail, kept_mails
from shared.reactions import reactions
from tests.cast import browser_of
from tests.faces import SETTINGS
from tests.paper_forms import form_to
from tests.web import Browser


@dataclass
class Day:
    """Everybody who has a part in the story; `mails` is the folder where letters land."""

    zhou: Browser
    bo: Browser
    lin: Browser
    wu: Browser
    he: Browser
    chen: Browser
    mails: Path

    async def letters(self) -> list[KeptMail]:
        """Let the relay deliver all that waits, and return every letter so far."""
        office = replace(SETTINGS, files_dir=str(self.mails))
        while await outbox.deliver_due(reactions(office)):
            pass
        return kept_mails(self.mails / "mails")


@pytest.fixture
async def day(demo: str, tmp_path: Path) -> Day:
    await Stock.all().update(free=100_000_0000)
    people = [await browser_of(one) for one in
              ("zhou.min", "bo.wei", "lin.xiaoyu", "wu.jing", "he.min", "chen.hao")]  # fmt: skip
    return Day(*people, tmp_path)


async def use(who: Browser, page: str, action: str, **typed: str) -> httpx2.Response:
    """Open `page`, fill in its form to `action`, and send it."""
    opened = await who.get(page)
    assert opened.status_code == 200, (page, opened.status_code)
    return await who.post(action, {**form_to(opened.text, action), **typed})


async def ordered(zhou: Browser, lines: str) -> tuple[str, httpx2.Response]:
    """Zhou Min pastes lines and submits; return the order's path and the answer."""
    started = await zhou.post("/orders", {"paste": lines})
    order = started.headers["location"].removesuffix("/edit")
    html = (await zhou.get(f"{order}/edit")).text
    fields = form_to(html, order)
    return order, await zhou.post(f"{order}/submission", {**fields, "note": "月底前到货"})


async def credit_used() -> int:
    return (await CreditLimit.get(counterparty__number="CP-0001")).used


async def test_an_order_over_the_credit_limit_is_decided_shipped_and_paid(day: Day) -> None:
    before = await credit_used()
    order, sent = await ordered(day.zhou, "RS-520 2000\nCH-DOCK 20")
    assert sent.status_code == 303
    number = order.removeprefix("/orders/")
    kept = await SalesOrder.get(number=number)
    assert (kept.state, kept.note) == ("awaiting_approval", "月底前到货")
    assert "credit" in kept.needs_approval_for
    assert await credit_used() == before + kept.total

    refused = await use(day.lin, f"{order}/confirmation", f"{order}/approval")
    assert refused.status_code == 422
    assert "approval limit" in refused.text
    assert (await SalesOrder.get(number=number)).state == "awaiting_approval"
    approved = await use(day.wu, f"{order}/confirmation", f"{order}/approval")
    assert approved.status_code == 303

    first = {"line-0-quantity": "1500", "line-1-quantity": "0", "carrier": "SF Express"}
    assert (await _ship(day.lin, order, **first)).status_code == 303
    assert (await SalesOrder.get(number=number)).fulfilment == "part_shipped"
    assert (await _ship(day.lin, order)).status_code == 303
    assert (await SalesOrder.get(number=number)).fulfilment == "shipped"

    for shipment in await Shipment.filter(order__number=number):
        receipt = f"{order}/shipments/{shipment.number}/receipt"
        assert (await use(day.zhou, order, receipt)).status_code == 303
    assert (await SalesOrder.get(number=number)).fulfilment == "delivered"

    assert (await use(day.he, order, f"{order}/payment")).status_code == 303
    assert await credit_used() == before
    await _the_journal_tells_it(number)
    await _the_letters_lead_to_it(day, order)


async def _ship(lin: Browser, order: str, **typed: str) -> httpx2.Response:
    return await use(lin, f"{order}/shipments/new", f"{order}/shipments", **typed)


async def _the_journal_tells_it(number: str) -> None:
    """Every decision stands there with its before and after, in the order of time."""
    deeds = await JournalEntry.filter(record_table="sales_order", record_number=number).order_by(
        "id"
    )
    told = {
        deed.verb.rpartition(".")[2]: (json.loads(deed.before), json.loads(deed.after))
        for deed in deeds
    }
    assert told["submit"][0]["state"] == "draft"
    assert told["submit"][1]["state"] == "awaiting_approval"
    assert told["approve"][0]["state"] == "awaiting_approval"
    assert told["approve"][1]["state"] == "confirmed"
    assert told["ship"][1]["fulfilment"] == "shipped"
    assert told["record_payment"][0]["paid_at"] is None
    assert told["record_payment"][1]["paid_at"]
    names = {deed.verb.rpartition(".")[2]: deed.actor_name for deed in deeds}
    assert (names["submit"], names["approve"]) == ("周敏", "吴静")


async def _the_letters_lead_to_it(day: Day, order: str) -> None:
    letters = await day.letters()
    hers = [
        one for one in letters if "zhou.min@" in one.to and order.rsplit("/", 1)[1] in one.subject
    ]
    assert len(hers) >= 4
    assert all(re.search(r"[\u4e00-\u9fff]", one.subject) for one in hers)
    assert not [one for one in letters if "bo.wei@" in one.to]
    for one in hers:
        links = re.findall(r"http\S+", one.text)
        assert [urlsplit(link).path for link in links] == [order, "/notifications/mails"]
        assert links[0].startswith(SETTINGS.portal_url)
    assert (await day.zhou.get(order)).status_code == 200
    assert (await day.bo.get(order)).status_code == 404
    ours = [one for one in letters if "lin.xiaoyu@" in one.to]
    assert any(f"{SETTINGS.admin_url}{order}" in one.text for one in ours)


async def test_letters_are_written_in_the_language_their_reader_chose(day: Day) -> None:
    await User.filter(email="zhou.min@qiming.example").update(locale="en")
    await ordered(day.zhou, "RS-520 30")
    subjects = {one.to: one.subject for one in await day.letters()}
    hers = next(subject for to, subject in subjects.items() if "zhou.min@" in to)
    lins = next(subject for to, subject in subjects.items() if "lin.xiaoyu@" in to)
    assert not re.search(r"[\u4e00-\u9fff]", hers)
    assert re.search(r"[\u4e00-\u9fff]", lins)


async def test_somebody_who_lost_her_place_gets_no_letter(day: Day) -> None:
    from shared.identity.models import Membership

    await ordered(day.zhou, "RS-520 30")
    await Membership.filter(user__email="zhou.min@qiming.example").update(is_active=False)
    assert not [one for one in await day.letters() if "zhou.min@" in one.to]


async def test_a_deputy_decides_while_the_owner_is_away(day: Day) -> None:
    order, sent = await ordered(day.zhou, "RS-520 30")
    assert sent.status_code == 303
    assert (await day.chen.get(order)).status_code == 404
    chen = await User.get(email="chen.hao@haorui.example")
    named = await use(
        day.lin, "/deputies", "/deputies", deputy=chen.public_id,
        starts_on="2026-11-23", ends_on="2026-11-30",
    )  # fmt: skip
    assert named.status_code == 303
    decided = await use(day.chen, f"{order}/confirmation", f"{order}/confirmation")
    assert decided.status_code == 303
    number = order.removeprefix("/orders/")
    assert (await SalesOrder.get(number=number)).state == "confirmed"
    deed = await JournalEntry.get(record_number=number, verb="sales_order.confirm")
    assert deed.actor_name == "陈浩"
    assert json.loads(deed.after)["on_behalf_of"] == {"name": "林晓雨", "name_other": "Lin Xiaoyu"}
