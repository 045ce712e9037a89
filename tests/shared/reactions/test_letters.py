"""Mails: in the reader's language, to those with the right, once each, with a link that opens it."""

import json
from pathlib import Path

import pytest

from shared.access.actor import Actor
from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.database.uow import uow
from shared.demo.cast import QIMING
from shared.identity.actions import Issued, invite_member, resend_invitation, revoke_invitation
from shared.identity.models import Membership
from shared.kernel import clock
from shared.opportunities.models import OpportunityShare
from shared.orders.models import SalesOrder
from shared.outbox.actions import ATTEMPTS, announce, deliver_due
from shared.outbox.mail import kept_mails
from shared.outbox.models import OutboxMessage
from shared.reactions import reactions
from shared.settings import Settings, load
from tests.cast import Cast

ORDER = "SO-2026-0042"


@pytest.fixture
async def made(cast: Cast) -> Cast:
    # Whose order this is changes with the cast; the letters are about one of Qiming's.
    await SalesOrder.filter(number=ORDER).update(buyer=cast.counterparties[QIMING])
    return cast


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, environment="demo", files_dir=str(tmp_path))


async def happen(made: Cast, topic: str, **payload: object) -> None:
    buyer = made.counterparties[QIMING].id
    await uow(lambda: announce(topic, ORDER, buyer_id=buyer, **payload))


async def deliver(settings: Settings) -> list[str]:
    table = reactions(settings)
    while await deliver_due(table):
        pass
    return sorted(mail.to for mail in kept_mails(Path(settings.files_dir) / "mails"))


async def test_members_and_the_account_manager_are_told(made: Cast, settings: Settings) -> None:
    await happen(made, "sales_order.submitted")
    told = await deliver(settings)
    assert [to.rpartition("<")[2].rstrip(">") for to in told] == sorted(
        ["zhou.min@qiming.example", "fang.jie@qiming.example", "tang.yu@qiming.example",
         "ye.qin@qiming.example",
         "lin.xiaoyu@haorui.example"],
        key=lambda address: next(to for to in told if address in to),
    )  # fmt: skip


async def test_a_mail_speaks_the_readers_language_and_links_to_the_matter(
    made: Cast, settings: Settings
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
    assert f"{settings.portal_url}/notifications/mails" in english.text
    assert chinese.subject == f"订单 {ORDER} 未被接受"


@pytest.mark.asvs("8.3.3")
async def test_whoever_lost_the_right_in_between_gets_nothing(
    made: Cast, settings: Settings
) -> None:
    await happen(made, "sales_order.shipped")
    table = reactions(settings)
    await deliver_due({topic: table[topic] for topic in table if topic != "letter.addressed"}, 1)
    await Membership.filter(user__email="fang.jie@qiming.example").update(is_active=False)
    assert not any("fang.jie" in to for to in await deliver(settings))


async def test_a_delivered_message_keeps_no_payload(made: Cast, settings: Settings) -> None:
    await happen(made, "sales_order.shipped")
    await deliver(settings)
    assert set(await OutboxMessage.all().values_list("status", "payload")) == {("done", "{}")}


async def test_a_crash_after_addressing_writes_no_letter_twice(
    made: Cast, settings: Settings
) -> None:
    await happen(made, "sales_order.shipped")
    table = reactions(settings)
    addressing = {topic: table[topic] for topic in table if topic != "letter.addressed"}
    await deliver_due(addressing, 1)
    # The process died before it could settle the message: the next one takes it again.
    await OutboxMessage.filter(topic="sales_order.shipped").update(
        status="pending",
        due_at=clock.now(),
        payload=json.dumps({"buyer_id": made.counterparties[QIMING].id}),
    )
    told = await deliver(settings)
    assert len(told) == len(set(told))


async def test_two_occasions_of_one_order_are_two_letters(made: Cast, settings: Settings) -> None:
    await happen(made, "sales_order.shipped")
    await happen(made, "sales_order.shipped")
    told = await deliver(settings)
    assert len(told) == 2 * len(set(told))


async def test_a_share_withdrawn_before_delivery_sends_no_letter(
    made: Cast, settings: Settings
) -> None:
    share = await OpportunityShare.filter(counterparty_id=made.counterparties[QIMING].id)\
        .select_related("opportunity").first()  # fmt: skip
    assert share is not None
    number = share.opportunity.number
    place = made.counterparties[QIMING].id
    await uow(lambda: announce("opportunity.shared", number, counterparty_id=place))
    table = reactions(settings)
    await deliver_due({topic: table[topic] for topic in table if topic != "letter.addressed"}, 1)
    assert await OutboxMessage.filter(topic="letter.addressed").exists()
    await OpportunityShare.filter(id=share.id).delete()
    assert await deliver(settings) == []


async def test_a_share_that_stands_is_told(made: Cast, settings: Settings) -> None:
    share = await OpportunityShare.filter(counterparty_id=made.counterparties[QIMING].id)\
        .select_related("opportunity").first()  # fmt: skip
    assert share is not None
    number, place = share.opportunity.number, made.counterparties[QIMING].id
    await uow(lambda: announce("opportunity.shared", number, counterparty_id=place))
    assert any("zhou.min" in to for to in await deliver(settings))


async def test_people_of_a_suspended_organisation_get_no_mail(
    made: Cast, settings: Settings
) -> None:
    await happen(made, "sales_order.shipped")
    table = reactions(settings)
    await deliver_due({topic: table[topic] for topic in table if topic != "letter.addressed"}, 1)
    await Counterparty.filter(id=made.counterparties[QIMING].id).update(status="suspended")
    assert not any("qiming.example" in to for to in await deliver(settings))


async def test_a_dead_message_keeps_no_secret(made: Cast) -> None:
    async def fail(_number: str, _payload: object) -> None:
        raise OSError("no mail server")

    await uow(lambda: announce("invitation.issued", "inv1", token="secret-of-the-link"))
    for _ in range(ATTEMPTS):
        await OutboxMessage.filter(topic="invitation.issued").update(due_at=clock.now())
        await deliver_due({"invitation.issued": [fail]})
    dead = await OutboxMessage.get(topic="invitation.issued")
    assert dead.status == "dead"
    assert "secret-of-the-link" not in dead.payload + dead.last_error


async def _invite(made: Cast, settings: Settings) -> tuple[Actor, Issued]:
    zhou = await User.get(email="zhou.min@qiming.example")
    place = made.counterparties[QIMING]
    actor = Actor(
        zhou.id, zhou.name, zhou.email, "portal", frozenset({"distributor.organisation_admin"}),
        place.id, place.number, place.name_zh, frozenset({"distributor"}),
    )  # fmt: skip
    return actor, await invite_member(actor, email="neu@qiming.example", role="member")


async def test_only_the_newest_link_of_an_invitation_is_sent_or_kept(
    made: Cast, settings: Settings
) -> None:
    actor, first = await _invite(made, settings)
    second = await resend_invitation(actor, invitation=first.public_id)
    kept = "".join(await OutboxMessage.all().values_list("payload", flat=True))
    assert first.token not in kept
    await deliver(settings)
    mails = kept_mails(Path(settings.files_dir) / "mails")
    assert [second.token in mail.text for mail in mails] == [True]


async def test_an_invitation_takes_no_address_for_a_name_and_keeps_its_sentences_apart(
    made: Cast, settings: Settings
) -> None:
    await _invite(made, settings)
    await deliver(settings)
    (mail,) = kept_mails(Path(settings.files_dir) / "mails")
    assert mail.to == "neu@qiming.example"
    parts = mail.text.strip().split("\n\n")
    assert parts[0] == "您好："
    assert [part.count("\n") for part in parts] == [0] * 5, mail.text
    assert "邀请您加入" in parts[1]


async def test_a_withdrawn_invitation_is_not_sent_and_leaves_no_link(
    made: Cast, settings: Settings
) -> None:
    actor, sent = await _invite(made, settings)
    await revoke_invitation(actor, invitation=sent.public_id)
    kept = "".join(await OutboxMessage.all().values_list("payload", flat=True))
    assert sent.token not in kept
    assert await deliver(settings) == []


async def test_an_invitation_whose_inviter_lost_the_right_is_not_sent(
    made: Cast, settings: Settings
) -> None:
    await _invite(made, settings)
    await Membership.filter(user__email="zhou.min@qiming.example").update(is_active=False)
    assert await deliver(settings) == []
