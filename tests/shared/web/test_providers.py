"""The providers of a face as an administrator writes them."""

import json
from typing import Any

import pytest

from shared.settings import Problem, load
from shared.settings.keys import face_key
from shared.web.providers import providers_of

COMPANY = {
    "name": "company", "issuer": "https://id.example/realms/staff", "client_id": "wanglai-admin",
    "client_secret": "hush", "label": "Company account", "label_zh": "公司账号",
}  # fmt: skip


def _providers(*entries: Any, face: str = "admin", environment: str = "production") -> Any:
    text = json.dumps(entries)
    return providers_of(load({}, environment=environment, **{f"{face}_providers": text}), face)


def test_each_face_has_providers_of_its_own() -> None:
    settings = load({}, admin_providers=json.dumps([COMPANY]))
    assert providers_of(settings, "portal") == ()
    (one,) = providers_of(settings, "admin")
    assert (one.name, one.client_id, one.token_auth) == (
        "company", "wanglai-admin", "client_secret_basic",
    )  # fmt: skip


def test_a_button_speaks_the_readers_language() -> None:
    (one,) = _providers(COMPANY)
    assert (one.caption("zh"), one.caption("en")) == ("公司账号", "Company account")


def test_a_public_client_has_no_secret() -> None:
    (one,) = _providers({k: v for k, v in COMPANY.items() if k != "client_secret"})
    assert one.token_auth == "none"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"issuer": "http://id.example"}, "https"),
        ({"issuer": "id.example"}, "https"),
        ({"name": "Company!"}, "name"),
        ({"name": "demo", "issuer": "https://id.example"}, "demo"),
        ({"client_id": ""}, "client_id"),
        ({"scope": "profile"}, "openid"),
        ({"secret": "x"}, "secret"),
        ({"token_auth": "private_key_jwt"}, "token_auth"),
        ({"assume_email_verified": "yes"}, "assume_email_verified"),
        ({"domains": ["qq.com"]}, "qq.com"),
        ({"domains": ["GMAIL.com"]}, "domains"),
        ({"domains": ["localhost"]}, "domains"),
        ({"organisation": "CP-0001"}, "domains"),
        ({"organisation": "CP-0001", "domains": ["a.example"]}, "portal"),
        ({"joining_role": "organisation_admin"}, "joining_role"),
    ],
)
def test_a_wrong_setting_is_said_with_its_name(change: dict[str, Any], word: str) -> None:
    with pytest.raises(Problem, match="WANGLAI_ADMIN_PROVIDERS") as said:
        _providers({**COMPANY, **change})
    assert word in str(said.value)
    assert "hush" not in str(said.value)


def test_two_providers_of_one_name_are_refused() -> None:
    with pytest.raises(Problem, match="share a name"):
        _providers(COMPANY, COMPANY)


def test_a_domain_is_bound_to_one_provider() -> None:
    first = {**COMPANY, "domains": ["a.example"]}
    with pytest.raises(Problem, match="one domain"):
        _providers(first, {**first, "name": "other"})


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(Problem, match="WANGLAI_PORTAL_PROVIDERS"):
        providers_of(load({}, portal_providers="company"), "portal")


def test_no_key_serves_two_faces_or_two_purposes() -> None:
    settings = load({}, secret_key="k" * 40)
    keys = {face_key(settings, face, why) for face in ("portal", "admin") for why in ("a", "b")}
    assert len(keys) == 4


def test_one_face_can_have_a_secret_of_its_own() -> None:
    common, own = load({}, secret_key="k" * 40), load({}, secret_key="k" * 40, admin_secret_key="o")
    assert face_key(common, "portal", "a") == face_key(own, "portal", "a")
    assert face_key(common, "admin", "a") != face_key(own, "admin", "a")


WECOM = {"name": "office", "kind": "wecom", "client_id": "ww1", "client_secret": "s", "agent": "1"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"kind": "qq"}, "kind"),
        ({"client_secret": ""}, "client_secret"),
        ({"agent": ""}, "agent"),
        ({"kind": "feishu"}, "agent"),
        ({"tenants": ["x"]}, "tenants"),
        ({"kind": "feishu", "agent": "", "tenants": ["a b"]}, "tenants"),
        ({"domains": ["a.example"]}, "domains"),
        ({"assume_email_verified": True}, "assume_email_verified"),
        ({"scope": "openid"}, "scope"),
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"issuer": "http://127.0.0.1:9"}, "issuer"),
        ({"name": "demo"}, "demo"),
    ],
)
def test_another_service_is_told_only_what_it_knows(change: dict[str, Any], word: str) -> None:
    with pytest.raises(Problem, match=word):
        _providers({**WECOM, **change})


@pytest.mark.parametrize("more", [{"tenants": ["x"]}, {"agent": "1"}])
def test_openid_connect_knows_neither_tenants_nor_an_agent(more: dict[str, Any]) -> None:
    with pytest.raises(Problem, match="OpenID"):
        _providers({**COMPANY, **more})
