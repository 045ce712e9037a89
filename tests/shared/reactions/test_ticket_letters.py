"""Letters about support requests: a link and no content, to the opener and the desk, no stranger."""

from pathlib import Path

import pytest

from shared.access import policy
from shared.access.actor import ADMIN, PORTAL, Actor
from shared.demo.cast import QIMING
from shared.identity.models import Membership
from shared.outbox.actions import deliver_due
from shared.outbox.mail import KeptMail, kept_mails
from shared.reactions import reactions
from shared.settings import Settings, load
from shared.tickets.actions import desk
from shared.tickets.actions.requests import Request, open_ticket
from shared.tickets.rules import Category
from tests.cast import Cast

SECRET, WRITTEN, ANSWERED = "canary-note", "canary-question", "canary-answer"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, environment="demo", files_dir=str(tmp_path))


def person(cast: Cast, subject: str) -> Actor:
    user = cast.users[subject]
    if subject == "gao.yuan":
        return Actor(user.id, user.name, user.email, ADMIN, frozenset({policy.SUPPORT}))
    return Actor(
        user.id, user.name, user.email, PORTAL, frozenset({"distributor.member"}),
        counterparty_id=cast.counterparties[QIMING].id, kinds=frozenset({"distributor"}),
    )  # fmt: skip


async def deliver(settings: Settings) -> list[KeptMail]:
    while await deliver_due(reactions(settings)):
        pass
    return list(kept_mails(Path(settings.files_dir) / "mails"))


async def opened(cast: Cast) -> str:
    asked = Request(Category.COMPLAINT, "Scratches", WRITTEN)
    return await open_ticket(person(cast, "fang.jie"), request=asked)


def to(mails: list[KeptMail], address: str) -> list[str]:
    return [mail.subject for mail in mails if address in mail.to]


async def test_the_opener_and_the_desk_hear_of_it_and_her_colleagues_do_not(
    cast: Cast, settings: Settings
) -> None:
    number = await opened(cast)
    mails = await deliver(settings)
    assert to(mails, "fang.jie") == [f"已收到您的工单 {number}"]
    assert len(to(mails, "gao.yuan")) == 1
    assert to(mails, "zhou.min") == []
    assert any(f"{settings.portal_url}/tickets/{number}" in mail.text for mail in mails)


async def test_no_letter_carries_what_was_written(cast: Cast, settings: Settings) -> None:
    number = await opened(cast)
    gao = person(cast, "gao.yuan")
    await desk.add_note(gao, number, text=SECRET)
    await desk.reply(gao, number, text=ANSWERED)
    await desk.escalate(gao, number, reason=SECRET)
    await desk.resolve(gao, number, text=ANSWERED)
    mails = await deliver(settings)
    assert len(to(mails, "fang.jie")) == 3
    for mail in mails:
        assert "canary" not in mail.subject + mail.text


async def test_whoever_was_suspended_in_between_gets_nothing(
    cast: Cast, settings: Settings
) -> None:
    number = await opened(cast)
    await Membership.filter(user__email="fang.jie@qiming.example").update(is_active=False)
    await desk.reply(person(cast, "gao.yuan"), number, text=ANSWERED)
    assert to(await deliver(settings), "fang.jie") == []


async def test_the_desk_hears_of_an_escalation_and_whoever_leads_it_of_the_second(
    cast: Cast, settings: Settings
) -> None:
    wu, gao = cast.users["wu.jing"], cast.users["gao.yuan"]
    gao.leader_id = wu.id
    await gao.save(update_fields=["leader_id"])
    number = await opened(cast)
    for _ in range(2):
        await desk.escalate(person(cast, "gao.yuan"), number, reason="late")
    mails = await deliver(settings)
    assert len([one for one in to(mails, "wu.jing") if number in one]) == 1
