"""One click in a mail stops mails of its kind, with no sign-in and nothing else (RFC 8058)."""

import email
import re
from email import policy as mail_policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from shared.access.models import User
from shared.counterparties.models import Counterparty
from shared.database.uow import uow
from shared.demo.cast import QIMING, persona
from shared.identity.models import Membership
from shared.identity.recipients import Recipient
from shared.outbox.actions import announce, deliver_due
from shared.outbox.models import NotificationChoice
from shared.outbox.rules import MailChoice
from shared.reactions import reactions
from shared.reactions.unsubscribing import PATH, SUMMARY, Subscription, read_token, token_for
from shared.settings import Settings, load
from tests.faces import face
from tests.shared.reactions.test_notifications import happen
from tests.web import Browser

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FROM_A_MAIL_PROGRAM = {"user-agent": "mail"}
pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, environment="demo", files_dir=str(tmp_path), secret_key="x" * 40)


async def mails(settings: Settings) -> list[EmailMessage]:
    while await deliver_due(reactions(settings)):
        pass
    paths = sorted((Path(settings.files_dir) / "mails").glob("*.eml"))
    return [
        email.message_from_bytes(path.read_bytes(), policy=mail_policy.default) for path in paths
    ]


def link_in(mail: EmailMessage) -> str:
    """Return the path of the one-click link of a mail."""
    found = re.fullmatch(
        r"<https?://[^/]+(/unsubscribe/[\w.=-]+)>", str(mail["List-Unsubscribe"]).strip()
    )
    assert found is not None, mail["List-Unsubscribe"]
    return found[1]


async def zhou_min() -> User:
    return await User.get(email=persona("zhou.min").email)


async def choice(kind: str = "sales_order") -> list[str]:
    rows = NotificationChoice.filter(user=await zhou_min(), kind=kind)
    return [str(one) for one in await rows.values_list("mail", flat=True)]


async def test_a_mail_says_how_it_is_stopped_and_a_program_stops_it(settings: Settings) -> None:
    await happen()
    (mail,) = [one for one in await mails(settings) if "zhou.min" in str(one["To"])]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stranger = Browser(face("portal", settings))
    shown = await stranger.get(link_in(mail))
    assert shown.status_code == 200
    assert "Stop these mails?" in shown.text
    assert "Orders" in shown.text
    assert await choice() == [], "looking at the link stops nothing"
    sent = await stranger.send("POST", link_in(mail), headers=FROM_A_MAIL_PROGRAM, data=ONE_CLICK)
    assert sent.status_code == 200
    assert "no longer come" in sent.text
    assert await choice() == ["never"]
    before = len(await mails(settings))
    await happen()
    late = await mails(settings)
    assert len(late) > before
    assert len([one for one in late if "zhou.min" in str(one["To"])]) == 1


@pytest.mark.parametrize("bend", [
    lambda path: path[:-1] + ("A" if path[-1] != "A" else "B"),
    lambda path: path.replace("sales_order", "ticket"),
    lambda path: re.sub(r"/(\d+)\.", "/999999.", path),
    lambda _: f"{PATH}x", lambda _: f"{PATH}1.2.sales_order.", lambda _: f"{PATH}...",
])  # fmt: skip
async def test_a_link_that_we_did_not_make_stops_nothing(settings: Settings, bend: object) -> None:
    zhou = await zhou_min()
    reader = Recipient(zhou.id, "", "", "", "", "portal", counterparty_id=1)
    path = bend(PATH + token_for(settings, reader, "sales_order"))  # type: ignore[operator]
    stranger = Browser(face("portal", settings))
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.send("POST", path, headers=FROM_A_MAIL_PROGRAM)).status_code == 404
    assert not await NotificationChoice.exists()


def test_a_link_of_one_door_opens_nothing_at_the_other(settings: Settings) -> None:
    token = token_for(settings, Recipient(1, "", "", "", "", "admin"), "ticket")
    assert read_token(settings, "admin", token) is not None
    assert read_token(settings, "portal", token) is None


@pytest.mark.parametrize("root", ["secret_key", "portal_secret_key"])
def test_a_link_outlives_a_change_of_the_key_until_that_key_is_taken_away(root: str) -> None:
    before = load({}, **{root: "old" * 12})
    token = token_for(before, Recipient(7, "", "", "", "", "portal", counterparty_id=3), "ticket")
    kept = load({}, **{root: "new" * 12}, former_secret_keys=f"{'x' * 40} {'old' * 12}")
    assert read_token(kept, "portal", token) == Subscription(7, 3, "ticket")
    assert read_token(kept, "admin", token) is None
    assert read_token(load({}, **{root: "new" * 12}), "portal", token) is None


async def test_stopping_the_summary_stops_what_came_once_a_day(settings: Settings) -> None:
    zhou, qiming = await zhou_min(), await Counterparty.get(number=QIMING)
    for kind, mail in (("sales_order", MailChoice.DAILY), ("ticket", MailChoice.AT_ONCE)):
        await NotificationChoice.create(user=zhou, face="portal", kind=kind, mail=mail)
    reader = Recipient(zhou.id, "", "", "", "", "portal", counterparty_id=qiming.id)
    path = PATH + token_for(settings, reader, SUMMARY)
    sent = await Browser(face("portal", settings)).send("POST", path, headers=FROM_A_MAIL_PROGRAM)
    assert sent.status_code == 200
    assert (await choice(), await choice("ticket")) == (["never"], ["at_once"])


async def test_who_has_left_may_click_and_nothing_is_written(settings: Settings) -> None:
    zhou, qiming = await zhou_min(), await Counterparty.get(number=QIMING)
    await Membership.filter(user=zhou).update(is_active=False)
    reader = Recipient(zhou.id, "", "", "", "", "portal", counterparty_id=qiming.id)
    path = PATH + token_for(settings, reader, "sales_order")
    sent = await Browser(face("portal", settings)).send("POST", path, headers=FROM_A_MAIL_PROGRAM)
    assert sent.status_code == 200
    assert await choice() == []


async def test_a_mail_that_cannot_be_switched_off_offers_no_link(settings: Settings) -> None:
    qiming = await Counterparty.get(number=QIMING)
    notice = {"name": "X", "email": "x@x.example", "country": "CN", "issue": 1}
    await uow(
        lambda: announce("profile_change.noticed", "PC-1", counterparty_id=qiming.id, **notice)
    )
    (mail,) = [one for one in await mails(settings) if "x@x.example" in str(one["To"])]
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None
