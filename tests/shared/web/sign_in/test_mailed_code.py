"""The pages of the code that proves an invited address, from the link to the first page."""

import email
import re
from email import policy as mail_policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shared.access import policy
from shared.identity import actions
from shared.identity.models import Membership, Session
from shared.outbox.actions import deliver_due
from shared.reactions import reactions
from shared.settings import load
from tests.shared.identity.people import World, partner
from tests.shared.web.sign_in.journeys import back_from
from tests.shared.web.signing_provider import SigningProvider
from tests.web import Browser

FANG = "fang.jie@qiming.example"


@pytest.fixture
async def link(people: World) -> str:
    by = partner(people.zhou_min, people.qiming)
    issued = await actions.invite_member(by, email=FANG, role=policy.MEMBER)
    return f"/invitations/{issued.token}"


async def _asked(browser: Browser, there: SigningProvider, link: str) -> None:
    there.subject = {"sub": "fj", "name": "方洁"}
    there.tamper.userinfo = {"sub": "fj"}
    leaving = await browser.post(link, {"provider": "company"})
    back = await browser.get(back_from(there, leaving.headers["location"]))
    assert (back.status_code, back.headers["location"]) == (303, "/invitation-code")


async def _mailed(folder: Path) -> str:
    settings = load({}, environment="development", files_dir=str(folder))
    while await deliver_due(reactions(settings)):
        pass
    mails = [one.read_bytes() for one in sorted((folder / "mails").rglob("*")) if one.is_file()]
    texts = []
    for raw in mails:
        read = email.message_from_bytes(raw, policy=mail_policy.default)
        body = read.get_body(("plain",))
        assert body is not None
        if re.search(r"\b\d{6}\b", body.get_content()):
            assert FANG in str(read["to"])
            assert not re.search(r"\d{6}", str(read["subject"]))
            texts.append(body.get_content())
    found = re.search(r"\b(\d{6})\b", texts[-1])
    assert found
    return found.group(1)


async def test_the_code_from_the_mail_opens_the_door(
    amy: Browser, there: SigningProvider, link: str, tmp_path: Path
) -> None:
    await _asked(amy, there, link)
    shown = (await amy.get("/invitation-code")).text
    assert FANG in shown
    wrong = await amy.post("/invitation-code", {"code": "12 34"})
    assert wrong.status_code == 422
    assert "4 more tries" in wrong.text
    done = await amy.post("/invitation-code", {"code": await _mailed(tmp_path)})
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "启明" in (await amy.get("/")).text
    assert await Membership.filter(user__email=FANG).exists()
    over = await amy.get("/invitation-code")
    assert over.status_code == 400
    assert (await amy.get(link)).status_code in (410, 303)


async def test_the_page_speaks_chinese(
    amy: Browser, there: SigningProvider, link: str, tmp_path: Path
) -> None:
    chinese = Browser(amy.app, language="zh-CN")
    await _asked(chinese, there, link)
    shown = (await chinese.get("/invitation-code")).text
    assert "验证码" in shown
    assert FANG in shown
    assert await _mailed(tmp_path)


async def test_without_the_cookie_there_is_nothing_to_guess_at(
    amy: Browser, there: SigningProvider, link: str, tmp_path: Path
) -> None:
    await _asked(amy, there, link)
    code = await _mailed(tmp_path)
    thief = Browser(amy.app)
    assert (await thief.get("/invitation-code")).status_code == 400
    assert (await thief.post("/invitation-code", {"code": code})).status_code == 400
    assert (await thief.post("/invitation-code/again")).status_code == 400
    assert not await Session.all().exists()


async def test_another_code_so_soon_is_refused_and_the_page_stays(
    amy: Browser, there: SigningProvider, link: str
) -> None:
    await _asked(amy, there, link)
    answer = await amy.post("/invitation-code/again")
    assert answer.status_code == 422
    assert "Wait a minute" in answer.text


@pytest.mark.asvs("3.3.1", "3.3.3")
async def test_the_cookie_is_for_this_host_and_no_script(
    amy: Browser, there: SigningProvider, link: str
) -> None:
    there.subject = there.tamper.userinfo = {"sub": "fj"}
    leaving = await amy.post(link, {"provider": "company"})
    back = await amy.get(back_from(there, leaving.headers["location"]))
    cookie = next(
        one for one in back.headers.get_list("set-cookie") if "wl_address" in one and "=" in one
    )
    assert cookie.startswith("__Host-")
    for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert urlsplit(back.headers["location"]).query == ""
