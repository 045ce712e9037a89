"""Mails: in the reader's language, to those with the right, once each, with a link that opens it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.access.models import User
from shared.database.uow import uow
from shared.demo import world
from shared.demo.cast import QIMING
from shared.identity.models import Membership
from shared.outbox.actions import announce, deliver_due
from shared.outbox.mail import kept_mails
from shared.outbox.models import OutboxMessage
from shared.reactions import reactions
from shared.settings import Settings, load

ORDER = "SO-2026-0042"


@pytest.fixture
async def made(database: str) -> world.World:
    return await world.make(datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, environment="demo", files_dir=str(tmp_path))


async def happen(made: world.World, topic: str, **payload: object) -> None:
    buyer = made.counterparties[QIMING].id
    await uow(lambda: announce(topic, ORDER, buyer_id=buyer, **payload))


async def deliver(settings: Settings) -> list[str]:
    table = reactions(settings)
    while await deliver_due(table):
        pass
    return sorted(mail.to for mail in kept_mails(Path(settings.files_dir) / "mails"))


async def test_members_and_the_account_manager_are_told(
    made: world.World, settings: Settings
) -> None:
    await happen(made, "sales_order.submitted")
    told = await deliver(settings)
    assert [to.rpartition("<")[2].rstrip(">") for to in told] == sorted(
        ["zhou.min@qiming.example", "fang.jie@qiming.example", "tang.yu@qiming.example",
         "lin.xiaoyu@haorui.example"],
        key=lambda address: next(to for to in told if address in to),
    )  # fmt: skip


async def test_a_mail_speaks_the_readers_language_and_links_to_the_matter(
    made: world.World, settings: Settings
) -> None:
    await User.filter(email="zhou.min@qiming.example").update(locale="en")
    await happen(made, "sales_order.rejected", reason="Out of season")
    await deliver(settings)
    mails = {mail.to: mail for mail in kept_mails(Path(settings.files_dir) / "mails")}
    english = next(mail for to, mail in mails.items() if "zhou.min" in to)
    chinese = next(mail for to, mail in mails.items() if "fang.jie" in to)
    assert english.subject == f"Your order {ORDER} was not accepted"
    assert "Out of season" in english.text
    assert f"{settings.portal_url}/orders/{ORDER}" in english.text
    assert chinese.subject == f"订单 {ORDER} 未被接受"


async def test_whoever_lost_the_right_in_between_gets_nothing(
    made: world.World, settings: Settings
) -> None:
    await happen(made, "sales_order.shipped")
    table = reactions(settings)
    await deliver_due({topic: table[topic] for topic in table if topic != "letter.addressed"}, 1)
    await Membership.filter(user__email="fang.jie@qiming.example").update(is_active=False)
    assert not any("fang.jie" in to for to in await deliver(settings))


async def test_a_delivered_message_keeps_no_payload(made: world.World, settings: Settings) -> None:
    await happen(made, "sales_order.shipped")
    await deliver(settings)
    assert set(await OutboxMessage.all().values_list("status", "payload")) == {("done", "{}")}
