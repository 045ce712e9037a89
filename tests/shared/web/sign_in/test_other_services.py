"""Signing in through the pages with services that do not speak OpenID Connect."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from shared.identity.models import ExternalIdentity, Session
from shared.settings import load
from shared.web.application import WebApp, build
from shared.web.routing import get
from tests.shared.identity.people import World, world
from tests.shared.web.sign_in.journeys import _order
from tests.shared.web.stand_ins import APP, SECRET, DingTalkStandIn, FeishuStandIn
from tests.web import Browser


@pytest.fixture
def feishu() -> Iterator[FeishuStandIn]:
    with FeishuStandIn() as running:
        yield running


@pytest.fixture
def dingtalk() -> Iterator[DingTalkStandIn]:
    with DingTalkStandIn() as running:
        yield running


@pytest.fixture
async def people(database: str, feishu: FeishuStandIn) -> World:
    made = await world()
    await ExternalIdentity.filter(subject="zhou.min").update(
        issuer=f"{feishu.url}/736588c9260f175d", subject="on_1"
    )
    return made


@pytest.fixture
def portal(feishu: FeishuStandIn, dingtalk: DingTalkStandIn) -> WebApp:
    entries = [
        {"name": "fs", "kind": "feishu", "issuer": feishu.url, "client_id": APP,
         "client_secret": SECRET},
        {"name": "dd", "kind": "dingtalk", "issuer": dingtalk.url, "client_id": APP,
         "client_secret": SECRET},
    ]  # fmt: skip
    settings = load(
        {}, environment="development", secret_key="k" * 40, portal_providers=json.dumps(entries)
    )
    routes = [
        get("/", _order, name="home", signed_in="home"),
        get("/grave", _order, name="grave", permission="sales_order.read", is_grave=True),
    ]
    return build(settings, "portal", routes)


async def _leave(browser: Browser, name: str) -> str:
    answer = await browser.post(f"/sign-in/{name}", {"next": "/"})
    assert answer.status_code == 303
    return answer.headers["location"]


def _path(back: str) -> str:
    return f"{urlsplit(back).path}?{urlsplit(back).query}"


async def test_the_page_names_them_in_the_language_of_the_reader(portal: WebApp) -> None:
    browser = Browser(portal)
    english = (await browser.get("/sign-in", **{"accept-language": "en"})).text
    chinese = (await browser.get("/sign-in", **{"accept-language": "zh-CN"})).text
    assert "Continue with Feishu" in english
    assert "Continue with DingTalk" in english
    assert "飞书" in chinese
    assert "钉钉" in chinese


async def test_a_member_signs_in_with_feishu(
    people: World, portal: WebApp, feishu: FeishuStandIn
) -> None:
    zhou = Browser(portal)
    back = feishu.authorize(await _leave(zhou, "fs"))
    answer = await zhou.get(_path(back))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "启明" in (await zhou.get("/")).text
    session = await Session.get(user_id=people.zhou_min.id)
    assert (session.provider, session.issuer) == ("fs", f"{feishu.url}/736588c9260f175d")


async def test_the_same_person_of_another_organisation_is_somebody_else(
    people: World, portal: WebApp, feishu: FeishuStandIn
) -> None:
    feishu.person["tenant_key"] = "another"
    stranger = Browser(portal)
    back = feishu.authorize(await _leave(stranger, "fs"))
    assert "No access yet" in (await stranger.get(_path(back))).text
    assert not await Session.all().exists()


@pytest.mark.asvs("10.2.2")
async def test_an_answer_at_the_address_of_another_service_is_refused(
    people: World, portal: WebApp, feishu: FeishuStandIn
) -> None:
    """Mix-up: a journey to one service may not end at the address of another, or the shared one."""
    for wrong in ("/sign-in/callback/dd", "/sign-in/callback", "/sign-in/callback/none"):
        zhou = Browser(portal)
        back = feishu.authorize(await _leave(zhou, "fs"))
        answer = await zhou.get(f"{wrong}?{urlsplit(back).query}")
        assert answer.status_code == 400
    assert feishu.calls == []
    assert not await Session.all().exists()


async def test_a_second_browser_cannot_finish_the_journey(
    people: World, portal: WebApp, feishu: FeishuStandIn
) -> None:
    back = feishu.authorize(await _leave(Browser(portal), "fs"))
    other = Browser(portal)
    await _leave(other, "fs")
    assert (await other.get(_path(back))).status_code == 400
    assert not await Session.all().exists()


async def test_an_address_in_the_directory_opens_nobodys_invitation(
    people: World, portal: WebApp, dingtalk: DingTalkStandIn
) -> None:
    dingtalk.person["email"] = "zhou.min@qiming.example"
    stranger = Browser(portal)
    back = dingtalk.authorize(await _leave(stranger, "dd"))
    assert "No access yet" in (await stranger.get(_path(back))).text


async def test_nobody_signs_out_others_through_a_service_that_signs_nothing(
    portal: WebApp, database: str
) -> None:
    answer = await Browser(portal).post("/back-channel-logout/fs", {"logout_token": "x.y.z"})
    assert answer.status_code == 400
