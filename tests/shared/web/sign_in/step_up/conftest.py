"""Zhou Min, signed in with Feishu (or what a test puts in its place), beside OpenID Connect."""

import json
from collections.abc import Iterator

import pytest

from shared.identity.models import ExternalIdentity
from shared.settings import load
from shared.web.application import WebApp, build
from shared.web.routing import get
from tests.shared.identity.people import World
from tests.shared.web.sign_in.journeys import _order
from tests.shared.web.sign_in.step_up.steps import (
    signed_in_at,
)
from tests.shared.web.signing_provider import CLIENT, SigningProvider
from tests.shared.web.stand_ins import (
    AGENT,
    APP,
    SECRET,
    DingTalkStandIn,
    FeishuStandIn,
    StandIn,
    WeComStandIn,
)
from tests.web import Browser

# Her organisation and herself, as each service names them.
SERVICES = {
    "feishu": (FeishuStandIn, "736588c9260f175d", "on_1"),
    "dingtalk": (DingTalkStandIn, "ding9f50b15bccd16741", "z21HjQli"),
    "wecom": (WeComStandIn, APP, "ZhouMin"),
}


@pytest.fixture
def kind() -> str:
    return "feishu"


@pytest.fixture
def service(kind: str) -> Iterator[StandIn]:
    with SERVICES[kind][0]() as running:
        yield running


@pytest.fixture
async def people(people: World, kind: str, service: StandIn) -> World:
    _, tenant, subject = SERVICES[kind]
    await ExternalIdentity.filter(subject="zhou.min").update(
        issuer=f"{service.url}/{tenant}", subject=subject
    )
    return people


@pytest.fixture
def portal(kind: str, service: StandIn, there: SigningProvider) -> WebApp:
    entries = [
        {"name": "office", "kind": kind, "issuer": service.url, "client_id": APP,
         "client_secret": SECRET, **({"agent": AGENT} if kind == "wecom" else {})},
        {"name": "company", "issuer": there.issuer, "client_id": CLIENT, "client_secret": "s"},
    ]  # fmt: skip
    settings = load(
        {}, environment="development", secret_key="k" * 40, portal_providers=json.dumps(entries)
    )
    routes = [
        get("/", _order, name="home", signed_in="home"),
        get("/grave", _order, name="grave", permission="sales_order.read", is_grave=True),
    ]
    return build(settings, "portal", routes)


@pytest.fixture
async def zhou(people: World, portal: WebApp, service: StandIn) -> Browser:
    return await signed_in_at(portal, service)
