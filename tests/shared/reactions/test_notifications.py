"""Notifications: within the app at once, by mail as each person chose, opened to the very matter."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.access.actor import Actor
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.database.uow import uow
from shared.demo.cast import QIMING, persona
from shared.identity.models import Membership
from shared.kernel import clock
from shared.kernel.paging import PageRequest
from shared.orders.models import SalesOrder
from shared.outbox.actions import announce, deliver_due
from shared.outbox.digesting import gather_digests
from shared.outbox.mail import KeptMail, kept_mails
from shared.outbox.models import Notification, NotificationChoice, OutboxMessage
from shared.outbox.queries import list_notifications
from shared.outbox.rules import MailChoice, next_digest
from shared.reactions import kinds, letters, reactions
from shared.settings import Settings, load
from tests.cast import browser_of
from tests.stream import Stream

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, environment="demo", files_dir=str(tmp_path))


async def order_of_qiming() -> str:
    found = await SalesOrder.filter(buyer__number=QIMING).first()
    assert found is not None
    return found.number


async def happen(topic: str = "sales_order.confirmed") -> str:
    number, buyer = await order_of_qiming(), await Counterparty.get(number=QIMING)
    await uow(lambda: announce(topic, number, buyer_id=buyer.id))
    return number


async def deliver(settings: Settings) -> list[KeptMail]:
    table = reactions(settings)
    while await deliver_due(table):
        pass
    return kept_mails(Path(settings.files_dir) / "mails")


async def chosen(subject: str, mail: MailChoice, kind: str = "sales_order") -> User:
    user = await User.get(email=persona(subject).email)
    await NotificationChoice.create(user=user, face="portal", kind=kind, mail=mail)
    return user


async def new_ones(subject: str) -> list[Notification]:
    user = await User.get(email=persona(subject).email)
    return [one for one in await Notification.filter(user=user) if one.once[:5] != "demo-"]


async def test_each_reader_gets_one_notification_however_often_it_is_delivered(
    settings: Settings,
) -> None:
    await happen()
    await deliver(settings)
    await OutboxMessage.filter(topic="sales_order.confirmed").update(status="pending")
    await deliver(settings)
    assert [len(await new_ones(who)) for who in ("zhou.min", "fang.jie", "tang.yu", "bo.wei")] == [
        1, 1, 1, 0,
    ]  # fmt: skip


async def test_who_chose_no_mail_is_told_in_the_app_alone(settings: Settings) -> None:
    await chosen("zhou.min", MailChoice.NEVER)
    await happen()
    mails = await deliver(settings)
    assert not [mail for mail in mails if "zhou.min" in mail.to]
    assert [mail for mail in mails if "fang.jie" in mail.to]
    assert len(await new_ones("zhou.min")) == 1


async def test_a_daily_summary_gathers_what_is_unread_at_eight_in_the_morning(
    settings: Settings,
) -> None:
    await chosen("zhou.min", MailChoice.DAILY)
    first = await happen()
    await happen("sales_order.shipped")
    assert not [mail for mail in await deliver(settings) if "zhou.min" in mail.to]
    assert await gather_digests() == 0, "it is not eight yet"
    with clock.frozen(next_digest(clock.now(), "Asia/Shanghai")):
        assert await gather_digests() == 1
        assert await gather_digests() == 0, "it was gathered already"
        (mail,) = [mail for mail in await deliver(settings) if "zhou.min" in mail.to]
    assert mail.text.count(first) == 2
    assert "/notifications" in mail.text


async def test_what_was_read_or_lost_meanwhile_is_not_in_the_summary(settings: Settings) -> None:
    zhou = await chosen("zhou.min", MailChoice.DAILY)
    await chosen("fang.jie", MailChoice.DAILY)
    await happen()
    await deliver(settings)
    await Notification.filter(user=zhou).update(read_at=clock.now())
    fang = await User.get(email=persona("fang.jie").email)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert await gather_digests() == 1
        await Membership.filter(user=fang).update(is_active=False)
        mails = await deliver(settings)
    assert not [mail for mail in mails if "zhou.min" in mail.to or "fang.jie" in mail.to]


@pytest.mark.parametrize(
    ("now", "zone", "due"),
    [
        (datetime(2026, 11, 23, 2, tzinfo=UTC), "Asia/Shanghai", datetime(2026, 11, 24, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, tzinfo=UTC), "Asia/Shanghai", datetime(2026, 11, 23, tzinfo=UTC)),
        (datetime(2026, 3, 8, 4, tzinfo=UTC), "America/Chicago", datetime(2026, 3, 8, 13, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_eight_in_the_morning_is_the_readers_own(now: datetime, zone: str, due: datetime) -> None:
    assert next_digest(now, zone) == due


async def test_opening_leads_to_the_matter_and_takes_it_off_the_bell(settings: Settings) -> None:
    number = await happen()
    await deliver(settings)
    (note,) = await new_ones("zhou.min")
    zhou = await browser_of("zhou.min")
    assert f"Your order {number} is confirmed" in (await zhou.get("/notifications")).text
    answer = await zhou.post(f"/notifications/{note.public_id}/opening")
    assert answer.headers["location"] == f"/orders/{number}"
    assert note.public_id not in (await zhou.get("/notifications")).text
    assert note.public_id in (await zhou.get("/notifications?tab=all")).text


async def test_nobody_opens_or_reads_what_was_written_to_somebody_else(settings: Settings) -> None:
    await happen()
    await deliver(settings)
    (note,) = await new_ones("zhou.min")
    fang = await browser_of("fang.jie")
    assert note.public_id not in (await fang.get("/notifications?tab=all")).text
    assert (await fang.post(f"/notifications/{note.public_id}/opening")).status_code == 404
    assert (await Notification.get(id=note.id)).read_at is None


async def test_everything_is_marked_as_read_at_once_for_oneself_only() -> None:
    zhou, fang = await browser_of("zhou.min"), await browser_of("fang.jie")
    assert (await zhou.post("/notifications/reading")).status_code == 303
    bell = await zhou.htmx("GET", "/notifications", "a#bell")
    assert 'class="count"' not in bell.text
    bell = await fang.htmx("GET", "/notifications", "a#bell")
    assert 'class="count"' in bell.text


async def test_an_open_page_hears_of_a_new_notification(settings: Settings) -> None:
    async with Stream(await browser_of("zhou.min"), "/events") as stream:
        await happen()
        await deliver(settings)
        assert await stream.event() == "changed:user"


async def test_the_choice_of_mails_is_kept_kind_by_kind() -> None:
    zhou = await browser_of("zhou.min")
    sent = {
        "choice-0-kind": "sales_order", "choice-0-mail": "daily",
        "choice-1-kind": "deal_registration", "choice-1-mail": "never",
    }  # fmt: skip
    assert (await zhou.post("/notifications/mails", sent)).status_code == 303
    assert (await zhou.post("/notifications/mails", sent)).status_code == 303
    user = await User.get(email=persona("zhou.min").email)
    kept = {one.kind: one.mail for one in await NotificationChoice.filter(user=user)}
    assert kept == {"sales_order": "daily", "deal_registration": "never"}
    wrong = await zhou.post("/notifications/mails", {**sent, "choice-0-mail": "hourly"})
    assert wrong.status_code == 422


def test_every_topic_of_a_letter_has_a_kind_with_a_name() -> None:
    assert {kinds.kind_of(topic) for topic in letters.TOPICS} == set(kinds.LABELS)


async def test_who_left_an_organisation_no_longer_reads_what_she_was_told_for_it(
    settings: Settings,
) -> None:
    await happen()
    await deliver(settings)
    user = await User.get(email=persona("tang.yu").email)
    told = (await new_ones("tang.yu"))[0]
    elsewhere = await Counterparty.exclude(number=QIMING).first()
    assert elsewhere is not None
    actor = Actor(
        user.id, user.name, user.email, "portal", frozenset({"distributor.viewer"}), elsewhere.id
    )
    assert told.public_id in await listed(actor)
    await Membership.filter(user=user, counterparty_id=told.place_id).update(is_active=False)
    assert told.public_id not in await listed(actor)


async def listed(actor: Actor) -> list[str]:
    found = await list_notifications(actor, unread=False, page=PageRequest())
    return [one.public_id for one in found.rows]
