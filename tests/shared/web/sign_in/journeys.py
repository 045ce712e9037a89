"""A face with a provider that lies on demand, and the steps of a sign-in."""

import json
from urllib.parse import parse_qsl, urlsplit

import httpx2
from starlette.requests import Request

from shared.settings import load
from shared.web.application import WebApp, build
from shared.web.pages import Answer, page
from shared.web.routing import get, post
from tests.shared.web.signing_provider import CLIENT, SigningProvider
from tests.web import Browser

DEEP = "/orders/SO-2026-0042?tab=lines"


async def _order(request: Request) -> Answer:
    return page(request, "test/plain.html", word=request.state.actor.counterparty_name)


async def _kept(request: Request) -> Answer:
    return page(request, "test/plain.html", word="kept")


def face_of(name: str, there: SigningProvider, **more: object) -> WebApp:
    entry = {
        "name": "company", "issuer": there.issuer, "client_id": CLIENT, "client_secret": "s",
        "label": "Company account", "label_zh": "公司账号", **more,
    }  # fmt: skip
    settings = load(
        {}, environment="development", secret_key="k" * 40,
        **{f"{name}_providers": json.dumps([entry])},
    )  # fmt: skip
    routes = [
        get("/", _order, name="home", signed_in="home"),
        get(
            "/grave/{number}",
            _order,
            name="grave_show",
            permission="sales_order.read",
            is_grave=True,
        ),
        post("/grave", _kept, name="grave", permission="sales_order.read", is_grave=True),
        get("/orders/{number}", _order, name="orders_show", permission="sales_order.read"),
    ]
    return build(settings, name, routes)  # type: ignore[arg-type]


async def leave(amy: Browser, back_to: str = "") -> str:
    """Press the button of the provider; return where the provider sends the browser back to."""
    answer = await amy.post("/sign-in/company", {"next": back_to})
    assert answer.status_code == 303
    return answer.headers["location"]


async def walk(amy: Browser, there: SigningProvider, back_to: str = "") -> httpx2.Response:
    return await amy.get(back_from(there, await leave(amy, back_to)))


def back_from(there: SigningProvider, leaving: str) -> str:
    returned = there.authorize(dict(parse_qsl(urlsplit(leaving).query)))
    parts = urlsplit(returned)
    return f"{parts.path}?{parts.query}"
