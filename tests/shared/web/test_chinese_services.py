"""Feishu, DingTalk and WeCom: who they say it is, and every answer that proves nothing.

Against stand-ins written from the public documentation; the live services were not tried.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.settings import load
from shared.web.proofs import Claims, Declined, ProviderDown, Refused
from shared.web.providers import Provider, as_setting, providers_of
from shared.web.relying_party import RelyingParty
from tests.shared.web.stand_ins import (
    AGENT,
    APP,
    SECRET,
    DingTalkStandIn,
    FeishuStandIn,
    StandIn,
    WeComStandIn,
)

CALLBACK = "http://127.0.0.1:8000/sign-in/callback"
STAND_INS = {"feishu": FeishuStandIn, "dingtalk": DingTalkStandIn, "wecom": WeComStandIn}
TOKEN = {
    "feishu": "/oauth/v3/token",
    "dingtalk": "/v1.0/oauth2/userAccessToken",
    "wecom": "/cgi-bin/gettoken",
}
PERSON = {
    "feishu": "/open-apis/authen/v1/user_info",
    "dingtalk": "/v1.0/contact/users/me",
    "wecom": "/cgi-bin/auth/getuserinfo",
}


@pytest.fixture(params=list(STAND_INS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there(kind: str) -> Iterator[StandIn]:
    with STAND_INS[kind]() as running:
        yield running


def provider_at(kind: str, there: StandIn, **other: Any) -> Provider:
    entry: dict[str, Any] = {
        "name": "office", "kind": kind, "issuer": there.url, "client_id": APP,
        "client_secret": SECRET, **({"agent": AGENT} if kind == "wecom" else {}), **other,
    }  # fmt: skip
    text = as_setting(entry)
    return providers_of(load({}, environment="development", portal_providers=text), "portal")[0]


def _returned(back: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(back).query))


async def _walk(kind: str, there: StandIn, **other: Any) -> Claims:
    provider = provider_at(kind, there, **other)
    party = RelyingParty((provider,), CALLBACK)
    leaving = await party.depart(provider, login_hint="nobody asks for this")
    back = there.authorize(leaving.url)
    assert urlsplit(back).path == "/sign-in/callback/office"
    return await party.arrive(provider, leaving, _returned(back))


async def test_the_issuer_names_the_organisation_and_the_subject_the_person() -> None:
    with FeishuStandIn() as feishu, DingTalkStandIn() as ding, WeComStandIn() as wecom:
        found = [
            await _walk("feishu", feishu),
            await _walk("dingtalk", ding),
            await _walk("wecom", wecom),
        ]
        expected = [
            (f"{feishu.url}/736588c9260f175d", "on_1"),
            (f"{ding.url}/ding9f50b15bccd16741", "z21HjQli"),
            (f"{wecom.url}/{APP}", "ZhouMin"),
        ]
    assert [(one.issuer, one.subject) for one in found] == expected
    assert {one.name for one in found} == {"周敏"}
    # Nobody verifies the addresses of these directories, whatever they say.
    assert not any(one.email_verified for one in found)
    assert all(one.authenticated_at is None for one in found)


async def test_a_code_works_once(kind: str, there: StandIn) -> None:
    provider = provider_at(kind, there)
    party = RelyingParty((provider,), CALLBACK)
    leaving = await party.depart(provider)
    query = _returned(there.authorize(leaving.url))
    await party.arrive(provider, leaving, query)
    with pytest.raises(Refused):
        await party.arrive(provider, leaving, query)


async def test_a_made_up_code_proves_nothing(kind: str, there: StandIn) -> None:
    provider = provider_at(kind, there)
    party = RelyingParty((provider,), CALLBACK)
    leaving = await party.depart(provider)
    with pytest.raises(Refused):
        await party.arrive(provider, leaving, {"code": "guessed", "state": leaving.state})


@pytest.mark.parametrize("state", ["", "other", None])
async def test_an_answer_for_another_browser_asks_nobody(
    kind: str, there: StandIn, state: str | None
) -> None:
    provider = provider_at(kind, there)
    party = RelyingParty((provider,), CALLBACK)
    leaving = await party.depart(provider)
    query = _returned(there.authorize(leaving.url))
    query = {name: value for name, value in query.items() if name != "state"}
    with pytest.raises(Refused, match="state"):
        await party.arrive(
            provider, leaving, query | ({"state": state} if state is not None else {})
        )
    assert there.calls == []


async def test_whoever_says_no_is_declined(kind: str, there: StandIn) -> None:
    provider = provider_at(kind, there)
    party = RelyingParty((provider,), CALLBACK)
    leaving = await party.depart(provider)
    said = {} if kind == "wecom" else {"error": "access_denied"}
    with pytest.raises(Declined):
        await party.arrive(provider, leaving, {"state": leaving.state, **said})


async def test_a_code_of_feishu_needs_the_verifier_of_this_browser() -> None:
    with FeishuStandIn() as there:
        provider = provider_at("feishu", there)
        party = RelyingParty((provider,), CALLBACK)
        hers, mine = await party.depart(provider), await party.depart(provider)
        stolen = _returned(there.authorize(hers.url))["code"]
        with pytest.raises(Refused):
            await party.arrive(provider, mine, {"code": stolen, "state": mine.state})


@pytest.mark.asvs("16.2.5")
async def test_a_wrong_secret_proves_nothing_and_is_written_down_nowhere(
    kind: str, there: StandIn
) -> None:
    with pytest.raises(Refused) as refused:
        await _walk(kind, there, client_secret="not-the-secret")
    assert "not-the-secret" not in refused.value.reason


@pytest.mark.parametrize(
    "answer",
    [
        {"code": 99991663, "errcode": 60020, "msg": "not allowed"},
        {"code": "20003", "errcode": "0", "msg": "a number as text"},
        {"code": True, "errcode": False, "message": "no number"},
        {"code": {"deep": 1}, "errcode": [0]},
    ],
)
@pytest.mark.parametrize("paths", [TOKEN, PERSON])
async def test_an_error_with_status_200_is_an_error(
    kind: str, there: StandIn, paths: dict[str, str], answer: dict[str, Any]
) -> None:
    there.answers[paths[kind]] = (200, answer)
    with pytest.raises(Refused):
        await _walk(kind, there)


@pytest.mark.parametrize("paths", [TOKEN, PERSON])
@pytest.mark.parametrize(
    "answer",
    [(503, {}), (429, {}), (200, b"<html>busy</html>"), (200, b"[]"), (200, b"x" * 300_000)],
)
async def test_a_service_that_cannot_answer_is_down(
    kind: str, there: StandIn, paths: dict[str, str], answer: tuple[int, Any]
) -> None:
    there.answers[paths[kind]] = answer
    with pytest.raises(ProviderDown):
        await _walk(kind, there)


async def test_a_service_that_is_away_is_down(kind: str, there: StandIn) -> None:
    provider = provider_at(kind, there)
    party = RelyingParty((provider,), CALLBACK)
    leaving = await party.depart(provider)
    query = _returned(there.authorize(leaving.url))
    there.close()
    with pytest.raises(ProviderDown):
        await party.arrive(provider, leaving, query)


WHO = {
    "feishu": ("union_id", "tenant_key"),
    "dingtalk": ("unionId",),
    "wecom": ("userid",),
}


@pytest.mark.parametrize("value", ["", None, 7, ["on_1"], "x" * 256, "on\n1"])
async def test_nobody_comes_in_without_a_subject_and_an_organisation(
    kind: str, there: StandIn, value: object
) -> None:
    whole = dict(there.person)
    for field in WHO[kind]:
        there.person = {**whole, field: value}
        with pytest.raises(Refused):
            await _walk(kind, there)
        there.person = {name: one for name, one in whole.items() if name != field}
        with pytest.raises(Refused):
            await _walk(kind, there)


async def test_somebody_without_an_organisation_at_dingtalk_stays_out() -> None:
    with DingTalkStandIn() as there:
        there.corp = ""
        with pytest.raises(Refused, match="corpId"):
            await _walk("dingtalk", there)


@pytest.mark.parametrize("kind", ["feishu", "dingtalk"])
async def test_only_people_of_the_organisations_named_may_sign_in(
    kind: str, there: StandIn
) -> None:
    own = {"feishu": "736588c9260f175d", "dingtalk": "ding9f50b15bccd16741"}[kind]
    assert (await _walk(kind, there, tenants=["other", own])).subject
    with pytest.raises(Refused, match="organisation"):
        await _walk(kind, there, tenants=["other"])


async def test_a_customer_of_the_company_is_no_colleague_at_wecom() -> None:
    with WeComStandIn() as there:
        there.person = {"errcode": 0, "errmsg": "ok", "openid": "o-1", "external_userid": "wm-1"}
        with pytest.raises(Refused, match="nobody of this company"):
            await _walk("wecom", there)


async def test_a_token_of_the_app_is_kept_and_renewed_when_it_ended_early() -> None:
    with WeComStandIn() as there:
        provider = provider_at("wecom", there)
        party = RelyingParty((provider,), CALLBACK)
        for _ in range(2):
            leaving = await party.depart(provider)
            await party.arrive(provider, leaving, _returned(there.authorize(leaving.url)))
        assert there.calls.count("/cgi-bin/gettoken") == 1
        there.tokens.append("another")
        leaving = await party.depart(provider)
        found = await party.arrive(provider, leaving, _returned(there.authorize(leaving.url)))
        assert found.subject == "ZhouMin"
        assert there.calls.count("/cgi-bin/gettoken") == 2


async def test_an_app_that_may_not_read_the_directory_signs_in_without_a_name() -> None:
    with WeComStandIn() as there:
        there.card = {"errcode": 60011, "errmsg": "no privilege"}
        assert (await _walk("wecom", there)).name == ""


def test_the_live_addresses_are_those_of_the_documentation() -> None:
    text = as_setting(
        {"name": "a", "kind": "feishu", "client_id": APP, "client_secret": "s"},
        {"name": "b", "kind": "lark", "client_id": APP, "client_secret": "s"},
        {"name": "c", "kind": "dingtalk", "client_id": APP, "client_secret": "s"},
        {"name": "d", "kind": "wecom", "client_id": APP, "client_secret": "s", "agent": AGENT},
    )
    found = providers_of(load({}, portal_providers=text), "portal")
    assert [one.issuer for one in found] == [
        "https://accounts.feishu.cn", "https://accounts.larksuite.com",
        "https://login.dingtalk.com", "https://login.work.weixin.qq.com",
    ]  # fmt: skip
    assert [one.caption("zh") for one in found] == ["飞书", "Lark", "钉钉", "企业微信"]
    assert [one.caption("en") for one in found] == ["Feishu", "Lark", "DingTalk", "WeCom"]
    assert all(one.is_pinned and not one.shares_callback for one in found)
    assert not any(one.proves_again for one in found)
