"""What is sent by itself, mails and live events, says no word of a row that its reader may not see."""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest

from shared.access.actor import ADMIN, PORTAL
from shared.campaigns.actions import DUE as ANNOUNCED
from shared.counterparties.models import CounterpartyPrivate
from shared.database.uow import uow
from shared.documents.documents import DUE as PAPER
from shared.identity.recipients import Recipient, recipient_of
from shared.kernel import clock
from shared.opportunities.models import OpportunityPrivate
from shared.outbox.actions import announce, deliver_due
from shared.outbox.digesting import gather_digests
from shared.outbox.mail import Mail, compose
from shared.outbox.models import NotificationChoice, OutboxMessage
from shared.outbox.rules import MailChoice
from shared.reactions import letters, post_office, reactions
from shared.reactions.announcement_letters import TO_ADDRESSED
from shared.reactions.document_letters import THEIRS as PAPERS
from shared.reactions.kinds import LABELS
from shared.reactions.letter_texts import told_on
from shared.reactions.letters import TOPICS
from shared.settings import load
from tests.cast import ANCHOR
from tests.law.canaries.people import all_actors, day, todays
from tests.law.canaries.planted import World
from tests.law.canaries.sight import Sight
from tests.law.principals import Principal
from tests.stream import Stream

pytestmark = pytest.mark.by_turns

FOLLOWED = {
    "sales_order": "orders", "channel_request": "order-requests", "opportunity": "",
    "deal_registration": "", "counterparty": "",
    "purchase_order": "purchase-orders", "delivery": "deliveries", "ticket": "tickets",
    "announcement": "",
}  # fmt: skip
"""Tables whose records a page follows, and the list that follows all of them."""


class Postman:
    """Keeps every mail in place of a mail server."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    async def send(self, mail: Mail) -> None:
        """Keep one."""
        self.mails.append(mail)


def whole(mail: Mail) -> str:
    """Return all that reaches its reader: headers and text, nothing encoded."""
    message = compose(mail, "wanglai@haorui.example")
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    return f"{headers}\n{message.get_content()}\n{mail.unsubscribe}"


async def _happen(made: World, topics: Sequence[str]) -> None:
    """Announce everything that letters are written about, for a record of each organisation."""
    rows = made.oracle.world.rows

    async def write() -> None:
        for topic in topics:
            for number, payload in _occasions(made, topic):
                await announce(topic, number, **payload, by=0)
        for row, told in product(rows["announcement"].values(), TO_ADDRESSED):
            await announce(ANNOUNCED, row["number"], tells=told, revision=row["revision"], by=0)
        for row, told in product(rows["document"].values(), PAPERS):
            await announce(PAPER, row["public_id"], tells=told, edition=row["edition"])

    await uow(write)


def _occasions(made: World, topic: str) -> list[tuple[str, dict[str, Any]]]:
    """Return a record of each organisation that `topic` can happen to, with what is said of it."""
    telling = told_on(PORTAL).get(topic) or told_on(ADMIN)[topic]
    table = telling.permission.partition(".")[0]
    found: dict[Any, tuple[str, dict[str, Any]]] = {}
    law, rows = made.oracle.law, made.oracle.world.rows[table]
    peopled = {one["counterparty_id"] for one in made.oracle.world.rows["membership"].values()}
    for row in rows.values() if table in law.paths else ():
        place = made.oracle.world.along(table, row, law.paths[table])
        if place is not None and place["id"] in peopled - found.keys():
            relation, _, column = telling.key.rpartition("__")
            record = made.oracle.world.along(table, row, relation)
            if record is None:
                continue
            reason = next((row[one] for one in ("reason", "note", "story") if row.get(one)), "")
            found[place["id"]] = record[column], {"counterparty_id": place["id"], "reason": reason}
    return list(found.values())


async def _sights(made: World) -> dict[str, list[Sight]]:
    """Return, by address, what each person may read at any of her doors."""
    found: dict[str, list[Sight]] = defaultdict(list)
    users = made.oracle.world.rows["user"]
    for who in await all_actors():
        found[users[who.user_id]["email"]].append(Sight(made.oracle, who))
    return found


async def _sent(made: World, topics: Sequence[str], patch: pytest.MonkeyPatch) -> list[Mail]:
    """Let everything happen and two mornings pass; return what was mailed."""
    postman = Postman()
    patch.setattr(post_office, "transport_of", lambda _: postman)
    await _choose(made)
    await _happen(made, topics)
    table = reactions(load({}, environment="demo"))
    for later in (timedelta(), timedelta(days=1, hours=12)):
        clock.hold(ANCHOR + later)
        await gather_digests()
        while await deliver_due(table, 500):
            pass
    assert not await OutboxMessage.exclude(last_error="").exists()
    return postman.mails


async def _choose(made: World) -> None:
    """Half of the kinds of matter go at once, the other half in the summary of the day."""
    await NotificationChoice.all().delete()
    await NotificationChoice.bulk_create(
        [NotificationChoice(user_id=user, face=face, kind=kind, mail=MailChoice.DAILY)
         for user in made.oracle.world.rows["user"] for face in (PORTAL, ADMIN)
         for kind in sorted(LABELS)[day() % 2 :: 2]]
    )  # fmt: skip


async def _judged(made: World, mails: list[Mail]) -> tuple[list[str], Counter[str]]:
    """Return what mails say that their readers may not read, and what they rightly say by table."""
    sights, wrong, met = await _sights(made), [], Counter[str]()
    for mail in mails:
        for cell in made.ledger.found_in(whole(mail)):
            hers = any(one.may_read(cell) for one in sights[mail.to_address])
            met[cell.table] += hers
            wrong += [] if hers else [f"{mail.to_address}: {mail.subject} says {cell}"]
    return wrong, met


async def test_no_mail_says_what_its_reader_may_not_read(
    demo: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = await World.planted()
    caplog.set_level(logging.DEBUG, "wanglai")
    mails = await _sent(made, todays(TOPICS, 15), monkeypatch)
    wrong, met = await _judged(made, mails)
    assert not wrong, f"{len(wrong)} in {len(mails)} mails\n" + "\n".join(wrong[:20])
    assert len(mails) > 100
    assert len({mail.to_address for mail in mails}) > 20
    assert len(met) > 5, met
    assert not made.ledger.found_in(caplog.text), "the log says what stands in the records"


async def test_a_mail_to_the_wrong_house_is_noticed(
    demo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: here each sixth member is written to about everybody's orders."""
    made = await World.planted()
    everybody = [
        await recipient_of(one.user_id, PORTAL, one.counterparty_id)
        for one in await all_actors() if not one.is_staff
    ]  # fmt: skip

    async def all_of_them(*_: object) -> list[Recipient]:
        return [one for one in everybody if one is not None][::6]

    async def always(*_: object) -> bool:
        return True

    monkeypatch.setattr(letters, "members_to_write_to", all_of_them)
    monkeypatch.setattr(letters, "may_read", always)
    wrong, _ = await _judged(made, await _sent(made, ["sales_order.held"], monkeypatch))
    assert any("sales_order.number" in one for one in wrong)


def _numbers(made: World, sight: Sight, mine: bool) -> list[tuple[str, str]]:
    """Return (number, list) of records that can be followed: those she reads, or those she does not."""
    return [
        (row["number"], FOLLOWED[table])
        for table in FOLLOWED
        for key, row in made.oracle.world.rows[table].items()
        if (key in sight.rows(table)) is mine
    ]


async def _others_write(numbers: list[str]) -> None:
    """Change what is nobody's business outside, and announce that all these records changed."""

    async def write() -> None:
        await CounterpartyPrivate.all().update(strategy="changed")
        await OpportunityPrivate.all().update(internal_note="changed")
        for number in numbers:
            await announce("test.changed", number)

    await uow(write)


async def test_no_event_tells_of_what_its_reader_may_not_read(demo: str) -> None:
    made = await World.planted()
    people = [one for one in made.people if one.actor is not None]
    for who in todays(people, 5):
        await _listen(made, who)


async def _listen(made: World, who: Principal) -> None:
    """Follow own and foreign records and lists; what others do is silent, what is her own is heard."""
    assert who.actor is not None
    sight = Sight(made.oracle, who.actor)
    mine, theirs = _numbers(made, sight, mine=True), _numbers(made, sight, mine=False)
    followed = [number for number, _ in (*mine[:2], *theirs[:: max(1, len(theirs) // 4)][:4])]
    lists = [one for one in FOLLOWED.values() if one]
    asked = urlencode([("on", one) for one in (*followed, *lists)])
    async with Stream(who.browser, f"/events?{asked}") as stream:
        foreign = [number for number, _ in theirs][:150]
        inside = [] if who.actor.is_staff else [f"{number}#inside" for number, _ in mine[:50]]
        await _others_write([*followed[len(mine[:2]) :], *foreign, *inside])
        assert await stream.is_quiet(1.2), f"{who.name} heard of what is not hers"
        if mine:
            await _others_write([mine[0][0]])
            heard = [await stream.event() for _ in range(1 + bool(mine[0][1]))]
            assert f"changed:{mine[0][0]}" in heard, (who.name, heard)
            assert all(sight.may_read(one) for one in made.ledger.found_in(" ".join(heard)))
