"""What stands open to strangers, and what the server believes of where a request comes from."""

import ast

import httpx2
import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared.settings import Problem, load
from shared.web import serving
from shared.web.application import WebApp
from tests.faces import present
from tests.house.tree import Tree, calls, functions

SETTINGS = load(
    {}, secret_key="k" * 40, portal_url="https://p.example", admin_url="https://a.example",
    database_url="sqlite:///nowhere/unopened.db",
)  # fmt: skip
FACES_OF_PRODUCTION = present(SETTINGS)
PUBLIC = {
    "GET /sign-in", "GET /sign-in/callback", "GET /sign-in/callback/{provider}",
    "POST /sign-in/{provider}", "GET /sign-out", "POST /sign-out", "GET /signed-out",
    "POST /back-channel-logout/{provider}", "GET /invitations/{token}",
    "POST /invitations/{token}", "GET /invitation-code", "POST /invitation-code",
    "POST /invitation-code/again", "GET /healthz", "GET /readyz", "GET /static/{path:path}",
    "GET /favicon.ico", "POST /language", "POST /preferences", "GET /unsubscribe/{token}",
    "POST /unsubscribe/{token}",
}  # fmt: skip
OF_VIEWS = {"POST /view-as/{token}", "POST /leave-view"}
CLOSED = (
    "/metrics", "/debug", "/docs", "/redoc", "/openapi.json", "/schema", "/swagger", "/status",
    "/server-status", "/actuator/health", "/env", "/.env", "/.git/config", "/.git/HEAD",
    "/robots.txt.bak", "/admin", "/phpinfo.php", "/trace", "/console", "/outbox", "/static/",
    "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/healthz/", "/__debug__/",
)  # fmt: skip


@pytest.mark.asvs("6.3.4")
def test_asvs_6_3_4_one_function_begins_sessions_behind_one_door() -> None:
    makers = {
        name
        for name, module in Tree().modules.items()
        for called, _ in calls(module)
        if called == "Session.create" and not name.startswith("shared/demo/")
    }
    assert makers == {"shared/identity/arrivals.py"}
    keepers = {
        (name, function)
        for name, module in Tree().modules.items()
        for function, node in functions(module)
        for called, _ in calls(node)
        if called == "sessions.keep"
    }
    assert keepers == {
        ("shared/web/sign_in.py", "_welcomed"),  # a proof of the provider
        ("shared/web/address_proof.py", "confirm"),  # the same, and a code mailed to the address
        ("shared/web/step_up.py", "confirm"),  # both halves of a fresh proof, in a session
        ("shared/web/other_places.py", "switch"),  # a session that is there already
    }


@pytest.mark.asvs("6.3.4", "13.4.5")
@pytest.mark.parametrize("name", FACES_OF_PRODUCTION)
def test_asvs_6_3_4_no_other_address_is_open_to_strangers(name: str) -> None:
    routes = FACES_OF_PRODUCTION[name].routes
    found = {f"{one.method} {one.path}" for one in routes if one.access.public is not None}
    assert found == (PUBLIC | OF_VIEWS if name == "portal" else PUBLIC)


GRAVE = {
    "bank_account.show", "membership.invite", "membership.set_role", "membership.set_reach",
    "membership.name_administrator", "staff_role.create", "staff_role.update", "custom_role.create",
    "custom_role.update", "role_request.decide", "profile_change.approve",
}  # fmt: skip
# They show what would be, or send the same once more, or take back.
LIGHT = {"preview", "draft", "resending", "withdrawal", "rejection", "refusal"}


@pytest.mark.asvs("7.5.1", "7.5.3")
def test_asvs_7_5_1_rights_and_bank_data_ask_for_a_recent_sign_in() -> None:
    seen = set()
    for face in FACES_OF_PRODUCTION.values():
        for route in face.routes:
            if route.method == "POST" and route.access.permission in GRAVE:
                seen.add(route.access.permission)
                is_light = route.path.rsplit("/", 1)[1] in LIGHT
                assert route.is_grave or is_light, f"{route.path} asks for no recent sign-in"
    assert seen == GRAVE


@pytest.mark.asvs("13.4.2", "13.4.5")
@pytest.mark.parametrize("name", FACES_OF_PRODUCTION)
async def test_asvs_13_4_2_production_shows_nothing_of_the_machine(name: str) -> None:
    face = FACES_OF_PRODUCTION[name]
    missing = await _get(face, "/no/such/page")
    for path in CLOSED:
        answer = await _get(face, path)
        assert answer.status_code == 404, path
        if not path.startswith("/static"):
            assert answer.text == missing.text, path
    for app in (answer.headers for answer in (missing, await _get(face, "/healthz"))):
        assert not {"server", "x-powered-by", "x-debug"} & set(app)
    assert (await _get(face, "/healthz")).text == "ok"


@pytest.mark.asvs("13.4.2")
def test_asvs_13_4_2_nobody_switches_a_debugger_on() -> None:
    for name, module in Tree().modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.keyword) and node.arg in ("debug", "use_debugger", "reload"):
                assert not ast.literal_eval(node.value), name
        assert "breakpoint" not in {called for called, _ in calls(module)}, name


@pytest.mark.asvs("12.2.1")
@pytest.mark.parametrize("name", ["portal_url", "admin_url"])
def test_asvs_12_2_1_production_is_served_by_https_only(name: str) -> None:
    good = {"secret_key": "k" * 40, "portal_url": "https://p.example", "admin_url": "https://a.example",
            "database_url": "sqlite:///nowhere/x.db"}  # fmt: skip
    load({}, **good).check_production()
    with pytest.raises(Problem, match="https"):
        load({}, **{**good, name: "http://p.example"}).check_production()


BEHIND_A_PROXY = {
    "a direct hit": ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
    "through the proxy": ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
    "made up before the proxy": ("127.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
    "made up in a second header": ("127.0.0.1", ["10.0.0.1", "203.0.113.9"], "203.0.113.9"),
    "another name of the header": ("203.0.113.9", [], "203.0.113.9"),
}


@pytest.mark.asvs("15.3.4", "4.1.3")
@pytest.mark.parametrize("case", BEHIND_A_PROXY)
async def test_asvs_15_3_4_the_address_of_the_caller_is_not_made_up(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    peer, forwarded, expected = BEHIND_A_PROXY[case]
    seen: list[tuple[str, str]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        seen.append((request.client.host if request.client else "", request.url.scheme))
        await PlainTextResponse("ok")(scope, receive, send)

    config: uvicorn.Config = serving._server(serving.ByPort({0: app}, None, [], None)).config  # type: ignore[arg-type]
    config.load()
    others = {"x-real-ip": "10.9.9.9", "forwarded": "for=10.9.9.9", "client-ip": "10.9.9.9"}
    headers = [*others.items(), *(("x-forwarded-for", one) for one in forwarded)]
    transport = httpx2.ASGITransport(config.loaded_app, client=(peer, 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://p.example:0") as client:
        await client.get("http://p.example:0/", headers=[*headers, ("x-forwarded-proto", "ftp")])
    assert seen == [(expected, "http")]


async def _get(face: WebApp, path: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(face)
    async with httpx2.AsyncClient(transport=transport, base_url=face.face.origin) as client:
        return await client.get(path)
