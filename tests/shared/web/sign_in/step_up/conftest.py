"""Zhou Min, signed in with Feishu, beside a provider of OpenID Connect."""

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
from tests.shared.web.stand_ins import APP, SECRET, FeishuStandIn
from tests.web import Browser


@pytest.fixture
def feishu() -> Iterator[FeishuStandIn]:
    with FeishuStandIn() as running:
        yield running


@pytest.fixture
async def people(people: World, feishu: FeishuStandIn) -> World:
    await ExternalIdentity.filter(subject="zhou.min").update(
        issuer=f"{feishu.url}/736588c9260f175d", subject="on_1"
    )
    return people


@pytest.fixture
def portal(feishu: FeishuStandIn, there: SigningProvider) -> WebApp:
    entries = [
        {"name": "fs", "kind": "feishu", "issuer": feishu.url, "client_id": APP,
         "client_secret": SECRET},
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
async def zhou(people: World, portal: WebApp, feishu: FeishuStandIn) -> Browser:
    return await signed_in_at(portal, feishu)
