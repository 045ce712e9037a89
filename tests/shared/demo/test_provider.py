"""The demo's identity provider: one click, real codes, loopback only."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from shared.demo import provider
from shared.settings import Problem, load

VERIFIER = "v" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
BACK = "http://127.0.0.1:8000/sign-in/callback"


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    port = provider.free_port(8402)
    with (
        provider.serving(load({}, environment="demo"), port) as issuer,
        httpx2.Client(base_url=issuer, trust_env=False) as made,
    ):
        yield made


def _ask(client: httpx2.Client, **other: str) -> httpx2.Response:
    asked = {
        "client_id": "wanglai-portal", "response_type": "code", "scope": "openid profile email",
        "redirect_uri": BACK, "state": "s", "nonce": f"n{id(other)}", "login_hint": "zhou.min",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256", **other,
    }  # fmt: skip
    return client.get("/oauth2/authorize", params=asked)


def _exchange(client: httpx2.Client, answer: httpx2.Response, verifier: str) -> httpx2.Response:
    code = dict(parse_qsl(urlsplit(answer.headers["location"]).query))["code"]
    return client.post(
        "/oauth2/token", auth=("wanglai-portal", "demo"),
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
              "code_verifier": verifier},
    )  # fmt: skip


def test_one_click_ends_in_a_signed_proof(client: httpx2.Client) -> None:
    answer = _ask(client)
    assert answer.headers["location"].startswith(BACK)
    token = _exchange(client, answer, VERIFIER).json()
    assert token["id_token"].count(".") == 2


def test_the_proof_says_when_the_person_pressed(client: httpx2.Client) -> None:
    before = int(time.time())
    token = _exchange(client, _ask(client, max_age="0", prompt="login"), VERIFIER).json()
    claims = json.loads(base64.urlsafe_b64decode(token["id_token"].split(".")[1] + "=="))
    assert before <= claims["auth_time"] <= time.time()


def test_a_code_is_exchanged_only_for_its_verifier_and_once(client: httpx2.Client) -> None:
    answer = _ask(client)
    assert _exchange(client, answer, "w" * 64).status_code == 400
    assert _exchange(client, answer, VERIFIER).status_code == 400


def test_somebody_else_gives_an_address_and_a_name(client: httpx2.Client) -> None:
    answer = _ask(client, login_hint="New.Person@x.example", login_name="新人")
    token = _exchange(client, answer, VERIFIER).json()
    bearer = {"authorization": f"Bearer {token['access_token']}"}
    claims = client.get("/userinfo", headers=bearer).json()
    assert claims == {
        "sub": "new.person@x.example", "email": "new.person@x.example", "email_verified": True,
        "name": "新人",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://127.0.0.1:8000.evil.example/"},
        {"login_hint": ""},
        {"login_hint": "nobody"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
    ],
)
def test_what_does_not_belong_to_the_demo_is_refused(
    client: httpx2.Client, wrong: dict[str, str]
) -> None:
    assert _ask(client, **wrong).status_code == 400


def test_another_host_name_is_not_answered(client: httpx2.Client) -> None:
    assert client.get("/jwks", headers={"host": "evil.example"}).status_code == 403


def test_nobody_may_rewrite_a_person(client: httpx2.Client) -> None:
    assert client.put("/users/zhou.min", json={"email": "x@y.example"}).status_code == 403


def test_signing_out_goes_back_to_the_demo_only(client: httpx2.Client) -> None:
    home = {"post_logout_redirect_uri": "http://127.0.0.1:8001/signed-out", "state": "s"}
    answer = client.get("/oauth2/end_session", params=home)
    assert answer.headers["location"] == "http://127.0.0.1:8001/signed-out?state=s"
    away = {"post_logout_redirect_uri": "https://evil.example/"}
    assert client.get("/oauth2/end_session", params=away).status_code == 400


def test_it_is_refused_in_production() -> None:
    settings = load({}, environment="production")
    with pytest.raises(Problem, match="never in production"), provider.serving(settings, 8499):
        pass


def test_a_busy_port_moves_the_provider_on() -> None:
    import socket

    with socket.socket() as busy:
        busy.bind((provider.HOST, 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert provider.free_port(taken) > taken
